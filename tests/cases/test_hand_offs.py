"""What was handed off is kept with its case; deliveries go on; links end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import DELIVERIES, EventKind, Job, Person
from cases.store import CaseConflict, LeaseLost, Store
from cases.turn_record import TurnRecord
from tests.cases.desk_cases import AMARA, HOUR, LEO, at_desk
from tests.cases.dump import dump
from tests.cases.hand_offs import (
    deliver,
    ended,
    given_away,
    handed,
    handing,
    kept,
    leaving,
)
from tests.cases.made import ANN, MINUTE, NOON, event, turn

LATER = NOON + HOUR
TOKEN = "t0ken-that-nobody-guesses"


async def claimed(store: Store) -> Job:
    found = await store.claim(DELIVERIES, "w", NOON, MINUTE)
    assert found
    return found


async def test_it_comes_back_as_it_was_kept(store: Store) -> None:
    case = await store.save_case(at_desk(7))
    first = handed("a" * 32)
    ways = (
        leaving("1", first),
        leaving("2", first, "tickets", Way.WEBHOOK),
        leaving("3", first, "", Way.FILE),
        leaving("5", first, ", ".join(f"somebody{n}@contoso.com" for n in range(50))),
    )
    await store.commit_turn(handing("1", case, first, *ways))
    second = replace(handed("b" * 32, by=LEO), at=LATER, expires_at=None)
    later = replace(leaving("4", second, "channel", Way.CARD), at=LATER)
    await store.commit_turn(handing("2", await kept(store, 7), second, later))
    assert await store.hand_offs(7) == (second, first)
    assert await store.deliveries(7) == (later, *ways)
    assert await store.hand_off(first.id) == first
    assert await store.delivery("2") == ways[1]
    assert (await claimed(store)).body == {"delivery": "1", "case": 7}


@pytest.mark.parametrize("id", ["", "unknown", "a\0b", "\ud800", "x" * 5000])
async def test_what_is_not_there(store: Store, id: str) -> None:
    await given_away(store)
    assert await store.hand_off(id) is None
    assert await store.delivery(id) is None
    assert await store.hand_off_behind(id) is None
    assert await store.keep_link(TOKEN, id, NOON) is False
    assert (await store.hand_offs(8), await store.deliveries(8)) == ((), ())


async def test_words_that_no_database_takes_are_kept_readable(store: Store) -> None:
    case = await store.save_case(at_desk(7))
    given = handed("h", sent="a\0b \ud800 <script>")
    await store.commit_turn(handing("1", case, given))
    [found] = await store.hand_offs(7)
    assert found.sent == "a\ufffdb ? <script>"


async def test_a_turn_that_loses_its_case_hands_nothing_off(store: Store) -> None:
    case = await store.save_case(at_desk(7))
    given = handed("h")
    stale = handing("1", replace(case, version=9), given, leaving("d", given))
    with pytest.raises(CaseConflict):
        await store.commit_turn(stale)
    assert await store.hand_offs(7) == ()
    assert await store.next_due(DELIVERIES) is None


async def test_nothing_is_handed_off_of_a_case_that_was_erased(store: Store) -> None:
    given = handed("h", 9)
    lone = replace(turn("1", AMARA), hand_offs=(given,))
    with pytest.raises(CaseConflict):
        await store.commit_turn(lone)
    with pytest.raises(CaseConflict):
        await store.commit_turn(replace(lone, hand_offs=(), deliveries=(leaving("d", given),)))


async def test_a_delivery_goes_on_until_it_ends(store: Store) -> None:
    _, way = await given_away(store)
    job = await claimed(store)
    tried = replace(way, tries=1, failed="busy")
    await store.keep_delivery(job, tried)
    assert await store.delivery(way.id) == tried
    done = ended(tried, DeliveryState.DELIVERED)
    await store.keep_delivery(job, done)
    await store.complete(job)
    assert await store.deliveries(7) == (done,)


async def test_who_lost_the_lease_says_nothing_of_a_delivery(store: Store) -> None:
    _, way = await given_away(store)
    old = await claimed(store)
    new = await store.claim(DELIVERIES, "other", NOON + MINUTE, MINUTE)
    assert new
    with pytest.raises(LeaseLost):
        await store.keep_delivery(old, ended(way, DeliveryState.UNDELIVERED, "refused"))
    assert await store.delivery(way.id) == way


def asked_again(id: str, way: Delivery, read: int) -> TurnRecord:
    again = replace(way, state=DeliveryState.WAITING, tries=0, failed="", ended_at=None)
    said = turn(id, AMARA, read=read)
    return replace(said, deliveries=(again,), jobs=(deliver(again),))


async def test_one_that_was_given_up_is_asked_for_again(store: Store) -> None:
    _, way = await given_away(store)
    job = await claimed(store)
    await store.keep_delivery(job, ended(way, DeliveryState.UNDELIVERED, "refused"))
    await store.fail(job)
    await store.commit_turn(asked_again("again", way, 1))
    assert await store.delivery(way.id) == way
    assert (await claimed(store)).key == way.id


async def test_what_was_delivered_meanwhile_is_not_set_back(store: Store) -> None:
    """Two agents press "again" on the same card; the first one's arrives before the second's."""
    _, way = await given_away(store)
    job = await claimed(store)
    done = ended(way, DeliveryState.DELIVERED)
    await store.keep_delivery(job, done)
    await store.commit_turn(asked_again("again", way, 1))
    assert await store.delivery(way.id) == done


async def test_what_left_is_never_rewritten(store: Store) -> None:
    given, way = await given_away(store)
    other = replace(given, sent="something else", reader=given.reader.DESK, by=LEO, expires_at=None)
    elsewhere = replace(way, to="mallory@evil.example", way=Way.WEBHOOK)
    said = replace(turn("1", LEO), hand_offs=(other,), deliveries=(elsewhere,))
    await store.commit_turn(said)
    assert await store.hand_offs(7) == (given,)
    assert await store.deliveries(7) == (way,)


def revoking(id: str, given: HandOff, by: Person, *, read: int = 0, minutes: int = 1) -> TurnRecord:
    revoked = replace(given, revoked_at=NOON + minutes * MINUTE)
    return replace(turn(id, by, read=read), hand_offs=(revoked,))


async def test_a_link_opens_until_it_ends_or_is_revoked(store: Store, database_url: str) -> None:
    given, _ = await given_away(store)
    assert await store.keep_link(TOKEN, given.id, NOON)
    assert await store.keep_link("another one", given.id, NOON)
    assert await store.hand_off_behind(TOKEN) == given
    assert given.opens(NOON)
    assert not given.opens(NOON + 24 * HOUR)
    await store.commit_turn(revoking("revoke", given, LEO))
    for token in (TOKEN, "another one"):
        found = await store.hand_off_behind(token)
        assert found
        assert not found.opens(NOON)
    assert await store.hand_off_behind(TOKEN.upper()) is None
    assert TOKEN not in await dump(database_url)


async def test_a_revoked_link_stays_revoked_whoever_writes_what_they_read_before(
    store: Store,
) -> None:
    given, _ = await given_away(store)
    await store.commit_turn(revoking("revoke", given, LEO))
    await store.commit_turn(replace(turn("stale", ANN), hand_offs=(given,)))
    await store.commit_turn(revoking("again", given, LEO, read=1, minutes=5))
    found = await store.hand_off(given.id)
    assert found
    assert found.revoked_at == NOON + MINUTE


async def test_of_two_who_revoke_at_once_one_is_told_of_the_other(store: Store) -> None:
    given, _ = await given_away(store)
    case = await kept(store, 7)

    async def revoke(by: Person, minutes: int) -> str:
        mark = event(EventKind.LINK_REVOKED, by, hand_off=given.id)
        changed = replace(case, history=(*case.history, mark))
        read = (await store.draft(turn("", by).owner)).version
        said = revoking(f"{minutes}", given, by, read=read, minutes=minutes)
        try:
            await store.commit_turn(replace(said, cases=(changed,)))
        except CaseConflict:
            return "too late"
        return "revoked"

    both = await asyncio.gather(revoke(AMARA, 1), revoke(LEO, 2))
    assert sorted(both) == ["revoked", "too late"]
    found = await store.hand_off(given.id)
    assert found
    assert found.revoked_at == NOON + (1 + both.index("revoked")) * MINUTE
    assert [e.kind for e in (await kept(store, 7)).history].count(EventKind.LINK_REVOKED) == 1
