"""Cases come back as they were kept; of two changes at once one is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cases.model import CaseState, EventKind
from cases.store import CaseConflict, Store
from tests.cases.made import ANN, BOB, MINUTE, NOON, case, event, moved


async def test_a_case_comes_back_as_it_was(store: Store) -> None:
    kept = await store.save_case(case(1), [event(EventKind.CHECKED, ANN, facts={"a": [1]})])
    assert kept.version == 1
    back = await store.case(1)
    assert back == kept
    assert [(e.kind, e.at, e.by, e.detail) for e in kept.history] == [
        (EventKind.OPENED, NOON, ANN.object_id, {}),
        (EventKind.CHECKED, NOON, ANN.object_id, {"facts": {"a": [1]}}),
    ]


async def test_a_bare_case_comes_back_as_it_was(store: Store) -> None:
    bare = replace(case(1), side=None, diagnosis=None, card_id=None, history=())
    kept = await store.save_case(bare)
    assert await store.case(1) == kept == replace(bare, version=1)


async def test_a_case_nobody_opened(store: Store) -> None:
    assert await store.case(404) is None


async def test_history_grows_and_is_never_rewritten(store: Store) -> None:
    kept = await store.save_case(case(1))
    kept = await store.save_case(moved(kept, note="first"))
    rewritten = replace(kept, history=(*kept.history[:1], event(EventKind.WITHDRAWN, BOB)))
    kept = await store.save_case(rewritten, [event(EventKind.TOLD_WORKS, ANN)])
    back = await store.case(1)
    assert back
    kinds = [one.kind for one in back.history]
    assert kinds == [EventKind.OPENED, EventKind.CHECKED, EventKind.TOLD_WORKS]


async def test_of_two_changes_to_one_version_one_is_told(store: Store) -> None:
    first = await store.save_case(case(1))
    changes = [replace(first, state=state) for state in (CaseState.SOLVED, CaseState.WITHDRAWN)]
    results = await asyncio.gather(
        *(store.save_case(moved(one)) for one in changes), return_exceptions=True
    )
    lost = [one for one in results if isinstance(one, CaseConflict)]
    [won] = [one for one in results if not isinstance(one, BaseException)]
    assert [one.number for one in lost] == [1]
    assert await store.case(1) == won
    assert len(won.history) == 2


async def test_a_number_is_opened_once(store: Store) -> None:
    await store.save_case(case(1))
    with pytest.raises(CaseConflict):
        await store.save_case(case(1, BOB))
    back = await store.case(1)
    assert back
    assert back.reporter == ANN


async def test_a_case_that_is_gone_cannot_be_changed(store: Store) -> None:
    with pytest.raises(CaseConflict):
        await store.save_case(replace(case(1), version=3))


async def test_numbers_are_never_given_twice(store: Store, database_url: str) -> None:
    other = await Store.open(database_url)
    both = [one.next_case_number() for one in (store, other) for _ in range(20)]
    assert len(set(await asyncio.gather(*both))) == 40
    await other.close()


async def test_a_persons_cases_newest_first(store: Store) -> None:
    for number, reporter in ((1, ANN), (2, BOB), (3, ANN), (4, ANN)):
        await store.save_case(case(number, reporter))
    elsewhere = replace(ANN, tenant_id="another-tenant")
    await store.save_case(case(5, elsewhere))
    assert [one.number for one in await store.cases_of(ANN, 10)] == [4, 3, 1]
    [newest] = await store.cases_of(ANN, 1)
    assert newest == await store.case(4)
    assert [one.number for one in await store.cases_of(elsewhere, 10)] == [5]


async def test_times_come_back_in_utc(store: Store) -> None:
    in_prague = datetime(2026, 7, 1, 14, 0, 0, 123456, timezone(timedelta(hours=2)))
    kept = await store.save_case(replace(case(1), opened_at=in_prague, changed_at=in_prague))
    back = await store.case(1)
    assert back == kept
    assert back.opened_at.isoformat() == "2026-07-01T12:00:00.123456+00:00"
    assert back.opened_at.tzinfo is UTC or back.opened_at.utcoffset() == timedelta()


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = (NOON + MINUTE).replace(tzinfo=None)
    with pytest.raises(Exception, match="without a zone"):
        await store.save_case(replace(case(1), changed_at=naive))
    assert await store.case(1) is None
