"""The figures are what the cases say, whatever happened to them and whoever wrote at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from cases.lists import MonthTallies, Tally
from cases.model import Case, CaseState, Party, PassedBecause, Triage
from cases.store import CaseConflict, Store
from cases.tallies import MOST_PARTNERS, answered_one_by_one, counted
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, Answer, Complaint, Trust
from tests.cases.desk_cases import at_desk
from tests.cases.made import ANN, NOON, case, turn

SECOND = timedelta(seconds=1)
BEGUN = replace(case(1), cause="legacy-account-match", partner="contoso.com")


def answered(one: Case, seconds: int) -> Case:
    return replace(one, answered_at=one.opened_at + seconds * SECOND)


def solved(one: Case, seconds: int) -> Case:
    return replace(one, solved_at=one.opened_at + seconds * SECOND, state=CaseState.SOLVED)


def key(dimension: str, of: str = "") -> tuple[str, str, str]:
    return ("2026-11", dimension, of)


def test_a_case_counts_in_every_dimension() -> None:
    one = solved(answered(replace(BEGUN, acting=Party.INVITED_ORGANISATION), 61), 3600)
    whole = Tally(1, 1, 61, 1, 3600, 1, 1)
    assert counted(one) == {
        key("all"): whole,
        key("cause", "legacy-account-match"): whole,
        key("acting", "invited organisation"): whole,
        key("partner", "contoso.com"): whole,
        key("answered", "300"): Tally(answered=1, answered_s=61),
        key("solved", "3600"): Tally(solved=1, solved_s=3600),
    }


def test_a_question_counts_that_was_answered_not_what_a_page_told() -> None:
    told = Complaint().with_(INVITED_ADDRESS, Answer("a@contoso.com", Trust.TOLD, NOON))
    pasted = Answer("fabrikam.sharepoint.com", Trust.PASTED, NOON)
    assert answered_one_by_one(told.with_(HOST_DOMAIN, pasted)) == 1


def test_what_is_not_known_is_counted_as_unknown() -> None:
    assert set(counted(case(1))) == {
        key("all"),
        key("cause", "unknown"),
        key("acting", "unknown"),
        key("partner", "unknown"),
    }


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (replace(BEGUN, state=CaseState.DRAFT), False),
        (replace(BEGUN, state=CaseState.WITHDRAWN, card_id=None), False),
        (replace(BEGUN, state=CaseState.WITHDRAWN), True),
        (replace(answered(BEGUN, 5), state=CaseState.WITHDRAWN, card_id=None), True),
        (replace(at_desk(1, state=CaseState.WITHDRAWN), card_id=None), True),
        (replace(BEGUN, state=CaseState.CLOSED, card_id=None), True),
    ],
    ids=["draft", "withdrawn draft", "withdrawn", "answered first", "at the desk", "closed"],
)
def test_drafts_do_not_count_and_withdrawn_cases_stay_what_they_were(
    one: Case, counts: bool
) -> None:
    assert bool(counted(one)) is counts


def test_a_case_is_solved_alone_where_the_desk_never_had_it() -> None:
    assert counted(solved(BEGUN, 9))[key("all")].alone == 1
    assert counted(solved(at_desk(1), 9))[key("all")].alone == 0
    assert counted(BEGUN)[key("all")].alone == 0


@pytest.mark.parametrize(
    ("seconds", "span"),
    [(0, "60"), (60, "60"), (61, "300"), (604_800, "604800"), (604_801, "more"), (-5, "60")],
)
def test_a_time_falls_into_its_span(seconds: int, span: str) -> None:
    assert key("solved", span) in counted(solved(BEGUN, seconds))


def test_the_month_is_that_of_the_opening_in_utc() -> None:
    in_prague = datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert {month for month, _, _ in counted(replace(BEGUN, opened_at=in_prague))} == {"2026-11"}


STATES = [state for state in CaseState if state is not CaseState.DRAFT]


def wandered(one: Case, chance: random.Random) -> Case:
    """The case after one more thing happened to it."""
    later = one.opened_at + chance.choice([30, 2_000, 90_000, 900_000]) * SECOND
    triage = Triage(NOON, PassedBecause.ASKED)
    told = one.complaint.with_(INVITED_ADDRESS, Answer("x@y.example", Trust.TOLD, NOON))
    change: dict[str, Any] = chance.choice(
        [
            {"state": chance.choice(STATES)},
            {"cause": chance.choice(["one", "two", None])},
            {"acting": chance.choice([*Party, None])},
            {
                "partner": chance.choice(
                    ["a.example", "b.example", "half\ud83d", "half\udead", None]
                )
            },
            {"answered_at": one.answered_at or later},
            {"solved_at": chance.choice([later, None])},
            {"triage": one.triage or triage},
            {"complaint": told},
        ]
    )
    return replace(one, **change)


def added(cases: list[Case]) -> dict[tuple[str, str, str], Tally]:
    found: dict[tuple[str, str, str], Tally] = {}
    for one in cases:
        for at, tally in counted(one).items():
            before = asdict(found.get(at, Tally()))
            found[at] = Tally(**{n: v + before[n] for n, v in asdict(tally).items()})
    return found


def flat(month: MonthTallies) -> dict[tuple[str, str, str], Tally]:
    dimensions: dict[str, Mapping[str, Tally]] = {
        "all": {"": month.all},
        "cause": month.causes,
        "acting": month.acting,
        "partner": month.partners,
        "answered": month.answered,
        "solved": month.solved,
    }
    return {
        (month.month, name, at): tally
        for name, some in dimensions.items()
        for at, tally in some.items()
        if tally != Tally()
    }


async def test_after_any_histories_the_sums_are_those_of_the_cases(store: Store) -> None:
    chance = random.Random(4)
    opened = [NOON, datetime(2026, 12, 3, tzinfo=NOON.tzinfo)]
    kept = [
        await store.save_case(
            replace(case(n), state=CaseState.DRAFT, opened_at=opened[n % 2], card_id=None)
        )
        for n in range(1, 7)
    ]
    for _ in range(120):
        at = chance.randrange(len(kept))
        kept[at] = await store.save_case(wandered(kept[at], chance))
    months = [await store.figures("2026-11"), await store.figures("2026-12")]
    assert {**flat(months[0]), **flat(months[1])} == added(kept)


async def test_many_who_write_at_once_neither_wait_for_ever_nor_miscount(
    store: Store, database_url: str
) -> None:
    stores = [store, await Store.open(database_url)]
    numbers = range(1, 9)
    await asyncio.gather(*(store.save_case(at_desk(n)) for n in numbers))

    async def goes_over(number: int) -> None:
        # From one partner to the other and back: half of them lock the two sums the other way.
        for turned in range(8):
            read = await stores[number % 2].case(number)
            if read:
                partner = "ab"[(number + turned) % 2]
                with suppress(CaseConflict):
                    await stores[number % 2].save_case(replace(read, partner=partner))

    async def several(at: int) -> None:
        # All in one turn, named in any order.
        some = random.Random(at).sample(numbers, 3)
        read = [await stores[at % 2].case(n) for n in some]
        moved = tuple(replace(one, cause=f"cause-{at % 3}") for one in read if one)
        person = replace(ANN, object_id=f"id-{at}")
        with suppress(CaseConflict):
            await stores[at % 2].commit_turn(turn(f"t{at}", person, draft={}, cases=moved))

    await asyncio.gather(*map(goes_over, numbers), *map(several, range(20)))
    kept = [one for one in [await store.case(n) for n in numbers] if one]
    assert flat(await store.figures("2026-11")) == added(kept)
    assert sum(one.version for one in kept) > len(numbers)
    await stores[1].close()


async def test_erasing_a_case_leaves_the_figures(store: Store) -> None:
    kept = await store.save_case(solved(answered(BEGUN, 5), 9))
    before = await store.figures("2026-11")
    assert flat(before) == added([kept])
    await store.forget(ANN)
    assert await store.case(1) is None
    assert await store.figures("2026-11") == before


async def test_partners_are_those_with_most_cases(store: Store) -> None:
    partners = [f"p{n:02}.example" for n in range(MOST_PARTNERS + 3)]
    for number, name in enumerate([*partners, *partners[:2]], 1):
        await store.save_case(at_desk(number, partner=name))
    found = (await store.figures("2026-11")).partners
    assert len(found) == MOST_PARTNERS
    assert [found[name].opened for name in partners[:2]] == [2, 2]


async def test_a_month_without_cases(store: Store) -> None:
    await store.save_case(BEGUN)
    for month in ("", "2026-10", "november", "2026-11\0", "%", "\ud83d"):
        assert await store.figures(month) == MonthTallies(month)
