"""Searching the cases of the desk: what is found, page by page, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases import finding
from cases.lists import Page
from cases.model import Case, CaseState
from cases.store import Store
from tests.cases.desk_cases import AMARA, HOUR, LEO, at_desk
from tests.cases.made import ANN, BOB, NOON, case
from tests.cases.test_hostile import HOSTILE

NOW = NOON + HOUR


async def kept(store: Store, *cases: Case) -> None:
    for one in cases:
        await store.save_case(one)


async def found(store: Store, words: str, limit: int = 50) -> list[int]:
    """The numbers of all pages; no page but the last may be empty or too long."""
    numbers: list[int] = []
    after = ""
    while True:
        page = await store.search(words, NOW, after, limit)
        assert len(page.rows) <= limit
        numbers += [row.number for row in page.rows]
        after = page.after
        if not after:
            return numbers


def desk() -> list[Case]:
    return [
        at_desk(1, owner=AMARA, due_at=NOON),
        at_desk(2, BOB, "bob@partner.org", partner="partner.org", owner=LEO, due_at=NOW),
        at_desk(3, BOB, "annika@contoso.com", state=CaseState.CLOSED),
        at_desk(4, ANN, "Ann@Partner.org", partner="partner.org", state=CaseState.WAITING_INVITER),
        case(5),
        at_desk(12, BOB, "x12@partner.org", path="/sites/12", state=CaseState.WITHDRAWN),
    ]


FOUND = {
    "12": [12],
    "#3": [3],
    "case 5": [],
    "case 404": [],
    "9" * 19: [],
    "ann@contoso.com": [1],
    "ANN@partner.ORG": [4],
    "partner.org": [12, 4, 2],
    "fabrikam.sharepoint.com": [12, 4, 3, 2, 1],
    "project-x": [4, 3, 2, 1],
    "žižková": [4, 1],
    "amara": [1],
    "legacy-account-match": [12, 4, 3, 2, 1],
    "ann": [4, 3, 1],
    "anni": [3],
    "an": [],
    "bob partner.org": [12, 2],
    "partner.org bob": [12, 2],
    "bob contoso.com annika partner.org": [],
    "par bob": [],
    "bob par": [12, 2],
    "open": [4, 2, 1],
    "waiting": [4],
    "ended": [12, 3],
    "closed bob": [3],
    "withdrawn": [12],
    "overdue": [4, 1],
    "overdue leo": [],
    "": [],
    "' OR 1=1 --": [],
    "ann%": [],
    "a_n@contoso.com": [],
}


async def test_what_is_found_newest_first_on_any_size_of_page(store: Store) -> None:
    await kept(store, *desk())
    for limit in (1, 2, 50):
        assert {words: await found(store, words, limit) for words in FOUND} == FOUND


async def test_a_case_is_found_by_what_it_says_now(store: Store) -> None:
    one = await store.save_case(at_desk(1, owner=AMARA))
    assert one.triage
    moved = replace(one, state=CaseState.SOLVED, cause="other", partner="new.example")
    moved = replace(moved, triage=replace(one.triage, owner=LEO))
    await store.save_case(moved)
    for word in ("amara", "open", "legacy-account-match"):
        assert await found(store, word) == []
    for word in ("leo", "solved", "other", "new.example", "ann"):
        assert await found(store, word) == [1]


async def test_hostile_words_are_words(store: Store) -> None:
    hostile = {**HOSTILE, "escapes": "%", "one": "_", "back": "\\", "longest": "x" * 10_000}
    for number, text in enumerate(hostile.values(), 1):
        named = replace(ANN, name=text, object_id=f"id-{number}")
        one = at_desk(number, named, text, partner=text, cause=text, site=text, path=text)
        one = await store.save_case(one)
        # A second time, when what was kept is compared with what is to be kept.
        await store.save_case(replace(one, partner=text + "x", cause="fine"))
        await store.search(text, NOW, text, 5)
        assert number in await found(store, "fine")
    assert await found(store, "x" * 10_000) == []
    assert await found(store, "half an emoji") != []


async def test_a_page_looks_at_few_cases_and_says_where_it_ended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "SLICES", (2, 3))
    await kept(store, *(at_desk(n, owner=AMARA if n in (1, 9) else LEO) for n in range(1, 13)))
    monkeypatch.setattr(finding, "COUNTED", 1)  # no word is known to be rare
    first = await store.search("contoso.com amara", NOW, "", 5)
    assert [row.number for row in first.rows] == [9]
    assert first.after == "8"
    assert await found(store, "contoso.com amara") == [9, 1]


async def test_few_of_many_words_that_begin_so_are_looked_at(store: Store) -> None:
    many = range(1, finding.MOST_BEGINNINGS + 3)
    await kept(store, *(at_desk(n, replace(ANN, name=f"prefix{n:03}")) for n in many))
    assert len(await found(store, "prefix")) == finding.MOST_BEGINNINGS
    last = many[-1]
    assert await found(store, f"prefix{last:03}") == [last]


async def test_a_cursor_that_is_none_gives_the_first_page(store: Store) -> None:
    await kept(store, *desk())
    for cursor in ("x", "1-2", "-1", "9" * 40, "\0", "\ud83d"):
        page = await store.search("bob", NOW, cursor, 1)
        assert [row.number for row in page.rows] == [12]


async def test_nothing_is_found_on_an_empty_desk(store: Store) -> None:
    for words in ("1", "ann", "ann bob", "open"):
        assert await store.search(words, NOW, "", 5) == Page()
