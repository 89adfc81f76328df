"""The desk's lists: what is on each page, in which order, whatever the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cases.lists import Page, View
from cases.model import Case, CaseState, Party
from cases.store import Store
from tests.cases.desk_cases import AMARA, HOUR, LEO, at_desk
from tests.cases.made import BOB, MINUTE, NOON, case

NOW = NOON + HOUR


async def kept(store: Store, *cases: Case) -> None:
    for one in cases:
        await store.save_case(one)


async def shown(store: Store, view: View, after: str = "", limit: int = 50) -> list[int]:
    return numbers(await store.queue(view, AMARA, NOW, after, limit))


def numbers(page: Page) -> list[int]:
    return [row.number for row in page.rows]


async def all_pages(store: Store, view: View, limit: int) -> list[list[int]]:
    pages, after = [], ""
    while True:
        page = await store.queue(view, AMARA, NOW, after, limit)
        pages.append(numbers(page))
        after = page.after
        if not after:
            return pages


def desk() -> Iterable[Case]:
    """Numbers in the order they were opened, due times in another."""
    waiting, verifying = CaseState.WAITING_INVITED, CaseState.VERIFYING
    yield at_desk(1, owner=AMARA, due_at=NOON + 3 * HOUR)
    yield at_desk(2, owner=LEO, due_at=NOON, state=waiting)
    yield at_desk(3, due_at=NOON + 2 * HOUR)
    yield at_desk(4, owner=AMARA, due_at=NOON + MINUTE, state=verifying)
    yield at_desk(5, due_at=None)
    yield at_desk(6, owner=AMARA, due_at=None, state=CaseState.SOLVED)
    yield at_desk(7, due_at=None, state=CaseState.CLOSED)
    yield case(8)
    yield replace(case(9), state=CaseState.CLOSED)
    yield at_desk(10, owner=LEO, due_at=NOON, state=CaseState.DIAGNOSING)


VIEWS = {
    View.MINE: [4, 1],
    View.NOBODYS: [3, 5],
    View.OPEN: [2, 10, 4, 3, 1, 5],
    View.OVERDUE: [2, 10, 4],
    View.ENDED: [7, 6],
}


async def test_each_view_in_its_order_on_any_size_of_page(store: Store) -> None:
    await kept(store, *desk())
    for limit in (1, 2, 6):
        for view, expected in VIEWS.items():
            pages = await all_pages(store, view, limit)
            assert [number for page in pages for number in page] == expected
            assert all(len(page) == limit for page in pages[:-1])
            assert pages[-1]


async def test_an_empty_desk(store: Store) -> None:
    for view in View:
        assert await store.queue(view, AMARA, NOW, "", 5) == Page()


async def test_a_row_says_what_the_list_needs(store: Store) -> None:
    one = at_desk(1, owner=AMARA, state=CaseState.WAITING_INVITED)
    await kept(store, replace(one, acting=Party.INVITED_ORGANISATION), at_desk(2, due_at=None))
    full, bare = (await store.queue(View.OPEN, AMARA, NOW, "", 5)).rows
    assert (full.state, full.opened_at, full.changed_at) == (one.state, NOON, NOON)
    assert (full.cause, full.partner) == ("legacy-account-match", "contoso.com")
    assert (full.acting, full.owner) == (Party.INVITED_ORGANISATION, "Amara Okafor")
    assert full.due_at == NOON
    assert (bare.acting, bare.owner, bare.due_at) == (None, "", None)


async def test_a_list_follows_the_case(store: Store) -> None:
    one = await store.save_case(at_desk(1, owner=AMARA))
    assert await shown(store, View.MINE) == [1]
    assert one.triage
    handed = replace(one, triage=replace(one.triage, owner=LEO, due_at=NOW))
    one = await store.save_case(handed)
    assert (await shown(store, View.MINE), await shown(store, View.OVERDUE)) == ([], [])
    one = await store.save_case(replace(one, state=CaseState.WITHDRAWN))
    assert (await shown(store, View.OPEN), await shown(store, View.ENDED)) == ([], [1])
    await store.save_case(replace(one, state=CaseState.NEW))
    assert (await shown(store, View.OPEN), await shown(store, View.ENDED)) == ([1], [])


HOSTILE = (
    "x",
    "-",
    "1-",
    "-1",
    "1-2-3",
    "9" * 18 + "-1",
    "9" * 40,
    "\0",
    "\ud83d",
    "' OR 1=1 --",
    "٣-٤",
)


async def test_a_cursor_that_is_none_or_of_another_view_gives_the_first_page(store: Store) -> None:
    await kept(store, *desk())
    by_due = (await store.queue(View.OPEN, AMARA, NOW, "", 2)).after
    by_number = (await store.queue(View.ENDED, AMARA, NOW, "", 1)).after
    for cursor in (*HOSTILE, by_number):
        assert await shown(store, View.OPEN, cursor, 2) == [2, 10]
    for cursor in (*HOSTILE, by_due):
        assert await shown(store, View.ENDED, cursor, 1) == [7]


async def test_a_group_is_the_open_cases_of_a_cause_and_partner(store: Store) -> None:
    await kept(store, *desk(), at_desk(11, BOB, partner="other.org"), at_desk(12, cause="other"))
    rows = await store.group("contoso.com", "legacy-account-match", 0, 50)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 10]
    rows = await store.group("contoso.com", "legacy-account-match", 2, 2)
    assert [row.number for row in rows] == [3, 4]
    assert await store.group_size("contoso.com", "legacy-account-match") == 6
    assert await store.group_size("contoso.com", "legacy-account-match", 4) == 4
    assert await store.group_size("%", "legacy-account-match") == 0
    assert await store.group_size("a\0\ud83d" * 9_000, "") == 0
