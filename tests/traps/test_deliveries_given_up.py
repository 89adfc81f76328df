"""What may not or cannot leave any more: tried for a day, revoked, erased."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.model import Case, EventKind
from tests.desk.office import AMARA, LEASE
from tests.desk.postroom import (
    DELIVERED,
    RECIPIENT,
    UNDELIVERED,
    WAITING,
    Postroom,
    by_mail,
    by_webhook,
)

A_DAY = 25.0  # hours: all tries


async def outcomes(room: Postroom, case: Case) -> list[EventKind]:
    """What the case says became of its deliveries."""
    ends = {EventKind.DELIVERED, EventKind.UNDELIVERED}
    return [kind for kind in await room.events(case) if kind in ends]


async def test_after_a_day_it_is_given_up_told_once_and_can_be_asked_for_again(
    room: Postroom, case: Case
) -> None:
    room.tickets.will = [503] * 99
    delivery = await by_webhook(room, case)
    await room.passes_time(hours=23)
    assert (await room.now_of(delivery)).state is WAITING
    await room.passes_time(hours=2)

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (UNDELIVERED, "busy")
    assert (await room.events(case)).count(EventKind.UNDELIVERED) == 1
    assert len(room.told_to(AMARA)) == 1
    assert "the other end is busy" in room.told_to(AMARA)[0]

    room.tickets.will = []
    await room.asks_again(delivery)
    await room.settles()
    assert (await room.now_of(delivery)).state is DELIVERED
    assert list(room.tickets.made) == [delivery.id]


async def test_tried_again_while_it_is_being_given_up_it_still_goes_out(
    room: Postroom, case: Case
) -> None:
    room.tickets.will = [410]
    delivery = await by_webhook(room, case)
    job = await room.writes_off()
    await room.asks_again(delivery)
    await room.store.fail(job)
    await room.settles(seconds=1)

    assert (await room.now_of(delivery)).state is DELIVERED
    assert await outcomes(room, case) == [EventKind.UNDELIVERED, EventKind.DELIVERED]


@pytest.mark.parametrize(
    ("mood", "at_last"), [(201, EventKind.DELIVERED), (410, EventKind.UNDELIVERED)]
)
async def test_tried_again_after_the_process_that_gave_it_up_was_killed_it_ends_anew(
    room: Postroom, case: Case, mood: int, at_last: EventKind
) -> None:
    room.tickets.will = [410, mood]
    delivery = await by_webhook(room, case)
    await room.writes_off()
    room.now += LEASE / 2
    await room.asks_again(delivery)
    await room.settles(seconds=LEASE.seconds)

    assert (await room.now_of(delivery)).state is not WAITING
    assert await outcomes(room, case) == [EventKind.UNDELIVERED, at_last]
    await room.passes_time(hours=A_DAY)
    assert len(room.tickets.posts) == 2


async def test_a_page_that_has_ended_is_not_sent_any_more(room: Postroom, case: Case) -> None:
    room.mail.will = ["451 try later"]
    delivery = await by_mail(room, case)
    await room.settles()
    await room.settles(days=14)

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (UNDELIVERED, "expired")
    assert room.mail.taken == []
    assert "had ended before" in room.told_to(AMARA)[-1]


async def test_a_page_that_was_revoked_is_not_sent_any_more(room: Postroom, case: Case) -> None:
    room.mail.will = ["451 try later"]
    delivery = await by_mail(room, case)
    await room.settles()
    revoked = replace(await room.hand_off_of(delivery), revoked_at=room.now)
    await room.commits("revoked", hand_offs=(revoked,))
    await room.passes_time(hours=A_DAY)

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (UNDELIVERED, "revoked")
    assert room.mail.taken == []


async def test_what_was_erased_goes_nowhere(room: Postroom, case: Case) -> None:
    room.mail.will = ["451 try later"]
    await by_mail(room, case)
    await room.settles()
    await room.store.forget(case.reporter)
    await room.passes_time(hours=A_DAY)

    assert room.mail.taken == []


async def test_an_address_that_was_forgotten_gets_nothing(room: Postroom, case: Case) -> None:
    """It was typed into another case's hand-off; that case stays."""
    room.mail.will = ["451 try later"]
    delivery = await by_mail(room, case)
    await room.settles()
    await room.store.forget_address(RECIPIENT)
    await room.passes_time(hours=A_DAY)

    assert room.mail.taken == []
    kept = await room.now_of(delivery)
    assert (kept.to, kept.state) == ("", UNDELIVERED)
