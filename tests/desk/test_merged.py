"""Cases that go on as another one: nobody who reported the same is lost on the way."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.due import Patience
from cases.model import Case, CaseState, EventKind, JobKind, Person
from desk import merged
from desk.arrivals import Arrivals
from desk.grouping import Grouping
from desk.passing import Takes
from desk.timing import Timing
from tests.cases import made
from tests.desk.house import OWN, House, Speaker

REPORTERS = [Person(f"29:{name}", f"0bj-{name}", OWN, name) for name in ("Una", "Duo", "Tria")]


async def joined(house: House, count: int = 2) -> list[Case]:
    """The first case was merged into the second, that one into the third, if there are three."""
    cases = [await house.case(reporter=reporter) for reporter in REPORTERS[:count]]
    for one, into in itertools.pairwise(cases):
        latest = await house.now_of(one)
        await house.amara.presses("desk.merge", latest, number=str(into.number))
    await house.owed(JobKind.SHOW, JobKind.DUE)
    return [await house.now_of(case) for case in cases]


def told(house: House, case: Case) -> list[str]:
    return house.sent.texts.get(made.place(case.reporter).conversation_id, [])


@pytest.mark.parametrize("verb", ["desk.close", "desk.hand", "desk.fixed"])
async def test_what_becomes_of_the_last_is_told_to_all_before_it(house: House, verb: str) -> None:
    cases = await joined(house, 3)
    before = [len(told(house, case)) for case in cases]
    await house.amara.presses(verb, cases[-1], reason="fixed", party="inviter")
    for case, heard in zip(cases, before, strict=True):
        (said,) = told(house, case)[heard:]
        assert f"ase {case.number} " in said, "each hears of their own"


async def test_two_things_said_at_once_are_both_told(house: House) -> None:
    first, last = await joined(house)
    channel = house.amara
    await channel.presses("desk.hand", last, party="inviter")
    await house.owed(JobKind.SEND)
    one = await house.now_of(last)
    before = len(told(house, first))
    for party in ("invited user", "inviting organisation"):
        latest = await house.now_of(one)
        await channel.presses("desk.hand", latest, party=party)
    assert len(told(house, first)) == before + 2


async def test_who_was_merged_before_hears_where_it_goes_on_now(house: House) -> None:
    first, _, last = await joined(house, 3)
    assert f"case {first.number} goes on as case {last.number}" in told(house, first)[-1]


@pytest.mark.parametrize(
    ("verb", "word"), [("desk.group-close", "closed"), ("desk.group-fixed", "fixed")]
)
async def test_a_group_action_is_told_to_them_too(house: House, verb: str, word: str) -> None:
    first, last = await joined(house)
    await house.lena.presses(verb, last)
    job = await house.store.claim((JobKind.GROUP,), "t", house.later(days=1), timedelta(hours=1))
    assert job
    await Grouping(house.store, lambda: house.now, Patience()).run(job)
    await house.delivered()
    for case in (first, last):
        assert f"case {case.number}" in told(house, case)[-1]
        assert word in told(house, case)[-1]


async def test_a_case_that_is_withdrawn_gives_back_what_was_merged_into_it(house: House) -> None:
    first, second, last = await joined(house, 3)
    await Speaker(house, last.reporter).presses("case.withdraw", last)
    back = await house.now_of(second)
    assert (back.state, back.history[-1].kind) == (CaseState.NEW, EventKind.REOPENED)
    assert back.triage
    assert back.triage.merged_into is None
    assert "open again" in told(house, second)[-1]
    assert {"case": second.number} in await house.owed(JobKind.SHOW)
    assert (await house.now_of(first)) == first, "it still goes on as the second"
    assert [c.number for c in await merged.ending_in(house.store, back)] == [first.number]


async def test_that_it_works_is_told_to_those_whose_case_it_was_too(house: House) -> None:
    first, _, last = cases = await joined(house, 3)
    await Speaker(house, last.reporter).presses("case.works", last)
    for case in cases[:2]:
        assert "says that it works" in told(house, case)[-1]
        assert str(case.number) in told(house, case)[-1]
    heard = len(told(house, first))
    solved = await house.now_of(last)
    await Speaker(house, last.reporter).presses("case.works", solved)
    assert len(told(house, first)) == heard, "once"


async def test_a_case_takes_no_more_than_can_be_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merged, "MOST", 2)
    cases = await joined(house, 3)
    another = await house.case()
    answered = await house.amara.presses("desk.merge", another, number=str(cases[-1].number))
    assert "2 others" in answered
    assert await house.now_of(another) == another


async def test_what_was_merged_and_opened_again_is_on_its_own(house: House) -> None:
    first, last = await joined(house)
    await Speaker(house, first.reporter).presses("case.reopen", first)
    heard = len(told(house, first))
    await house.amara.presses("desk.close", await house.now_of(last), reason="intended")
    assert len(told(house, first)) == heard


async def test_an_end_that_comes_by_itself_is_told_to_them_too(house: House) -> None:
    first, last = await joined(house)
    await Speaker(house, last.reporter).presses("case.works", last)
    house.now += timedelta(days=4)
    job = await house.store.claim((JobKind.DUE,), "t", house.now, timedelta(hours=1))
    assert job
    arrivals = Arrivals(house.store, Takes((), cannot_tell=False), Patience(), staffed=False)
    await Timing(house.store, lambda: house.now, arrivals).run(job)
    await house.delivered()
    assert (await house.now_of(last)).state is CaseState.CLOSED
    assert f"case {first.number} is closed" in told(house, first)[-1]


async def test_a_case_that_is_forgotten_gives_back_what_was_merged_into_it(house: House) -> None:
    first, last = await joined(house)
    await house.store.forget(last.reporter)
    back = await house.now_of(first)
    assert back.state is CaseState.NEW
    assert back.triage
    assert back.triage.merged_into is None
    assert back.history[-1].kind is EventKind.REOPENED
    assert {"case": first.number} in await house.owed(JobKind.SHOW)
    assert f"Case {first.number}\n" in await house.amara.presses("desk.queue", view="nobodys")


async def test_a_circle_ends(house: House) -> None:
    one, two = await house.case(), await house.case()
    for case, other in ((one, two), (two, one)):
        assert case.triage
        triage = replace(case.triage, merged_into=other.number, links=(other.number,))
        await house.store.save_case(replace(case, triage=triage))
    found = await merged.ending_in(house.store, await house.now_of(one))
    assert [case.number for case in found] == [two.number]
