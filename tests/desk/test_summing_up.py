"""A case summed up with what only the store and the rules know."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cards.summaries import markdown
from cases.model import Case, Side
from cases.store import Store
from desk.summing_up import SummingUp
from evidence import facts as f
from evidence.facts import SummaryReader
from tests.cards.casebook import SIGN_IN_NAME, facts
from tests.cards.deskbook import OWN
from tests.cards.summaries.casebook import LATER, handed, outbound, texts
from tests.cases.made import turn

PARTNER = SummaryReader.PARTNER


@pytest.fixture
async def store(empty_database: Path, tmp_path: Path) -> AsyncIterator[Store]:
    shutil.copyfile(empty_database, tmp_path / "desk.db")
    store = await Store.open(f"sqlite:///{tmp_path}/desk.db")
    yield store
    await store.close()


@pytest.fixture
def summing(store: Store) -> SummingUp:
    return SummingUp(store, OWN)


async def said(summing: SummingUp, of: Case, to: SummaryReader) -> str:
    return "\n".join(texts(await summing.document(of, to, LATER, "en")))


async def test_the_partner_hears_no_verdict_that_rests_on_what_they_may_not_know(
    summing: SummingUp,
) -> None:
    group = f.Observation("group", "G1", LATER, f.Trust.READ)
    of = handed(facts().with_(f.ACCOUNT_KIND, group))
    assert of.diagnosis
    assert of.diagnosis["cause"] == "invited-address-is-group-or-shared"
    assert "group" in await said(summing, of, SummaryReader.DESK)
    told = await said(summing, of, PARTNER)
    assert "belongs to a group" not in told
    assert "gives its people sign-in names that differ" in told


async def test_the_own_side_is_found_by_the_own_tenant(store: Store) -> None:
    of = handed(outbound())
    theirs = await said(SummingUp(store, OWN), of, PARTNER)
    home = str(of.facts.value(f.HOME_TENANT))
    ours = await said(SummingUp(store, home), of, PARTNER)
    assert "The cure is on your side" in theirs
    assert "The cure is on our side" in ours


async def test_other_open_cases_of_the_same_cause_and_partner_are_counted(
    store: Store, summing: SummingUp
) -> None:
    of = handed(outbound())
    named = {"cause": "xtap-outbound-blocked", "partner": "contoso.com", "version": 0}
    alike = tuple(replace(of, number=number, **named) for number in (12, 13, 14))  # type: ignore[arg-type]
    await store.commit_turn(turn("m1", cases=alike))
    kept = await store.case(12)
    assert kept
    assert "2 more open cases" in await said(summing, kept, SummaryReader.MANAGEMENT)


async def test_a_case_that_was_never_checked_is_summed_up_by_what_was_told(
    summing: SummingUp,
) -> None:
    of = replace(handed(), facts=f.Facts(), diagnosis=None)
    for to in SummaryReader:
        assert await said(summing, of, to)
    assert "marcus.jones@contoso.com" in await said(summing, of, SummaryReader.DESK)


@pytest.mark.parametrize("to", SummaryReader)
async def test_what_was_generated_may_leave_as_it_is(summing: SummingUp, to: SummaryReader) -> None:
    of = handed()
    text = markdown.write(await summing.document(of, to, LATER, "en"))
    assert await summing.unreleased(text, of, to, LATER, "en") == ()


async def test_what_an_agent_adds_is_looked_through(summing: SummingUp) -> None:
    of = handed()
    text = markdown.write(await summing.document(of, PARTNER, LATER, "en"))
    found = await summing.unreleased(f"{text}\n\nHe is {SIGN_IN_NAME}.", of, PARTNER, LATER, "en")
    assert "Invited person's sign-in name" in found


async def test_the_side_decides_what_the_second_level_reads(store: Store) -> None:
    of = handed()
    home = str(of.facts.value(f.HOME_TENANT))
    desk = SummaryReader.DESK
    assert SIGN_IN_NAME not in await said(SummingUp(store, OWN), of, desk)
    assert SIGN_IN_NAME in await said(SummingUp(store, home), of, desk)
    assert of.side is Side.INVITED
