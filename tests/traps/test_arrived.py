"""A hand-off counts once it has arrived: then, and only once, the case waits for the partner."""

from __future__ import annotations

from cases.hand_off import Delivery, Way
from cases.model import Case, CaseState, EventKind, Party
from desk.moves import happened
from tests.desk.office import AMARA
from tests.desk.postroom import DELIVERED, RECIPIENT, UNDELIVERED, Postroom, by_mail

PARTY = Party.INVITED_ORGANISATION


async def handed(room: Postroom, case: Case) -> Delivery:
    """By an agent, to the partner's IT, by mail."""
    delivery = await by_mail(room, case)
    latest = await room.latest(case)
    said = {"hand_off": delivery.hand_off, "reader": "partner", "way": "mail"}
    handed_off = happened(
        latest, EventKind.HANDED_OFF, room.now, AMARA.object_id, party=PARTY.value, **said
    )
    await room.changed(handed_off)
    return delivery


def heard(room: Postroom, case: Case) -> int:
    """How often the reporter was told that it waits for the other organisation."""
    return sum("now waits for" in told for told in room.told_to(case.reporter))


async def test_once_it_has_arrived_the_case_waits_for_the_partner(
    room: Postroom, case: Case
) -> None:
    room.mail.will = ["451 try later"]
    await handed(room, case)
    await room.settles()
    before = await room.latest(case)
    assert (before.state, heard(room, case)) == (CaseState.NEW, 0)

    await room.passes_time(hours=1)
    after = await room.latest(case)
    assert (after.state, heard(room, case)) == (CaseState.WAITING_INVITED, 1)
    assert before.triage
    assert after.triage
    assert before.triage.due_at != after.triage.due_at
    assert after.triage.due_at == room.patience.waiting + after.changed_at
    assert after.history[-1].kind is EventKind.DELIVERED


async def test_what_did_not_arrive_changes_nothing(room: Postroom, case: Case) -> None:
    room.mail.refuses = {RECIPIENT: "550 no such user"}
    delivery = await handed(room, case)
    before = await room.latest(case)
    await room.settles()

    after = await room.latest(case)
    assert (await room.now_of(delivery)).state is UNDELIVERED
    assert (after.state, after.triage, after.changed_at) == (
        before.state,
        before.triage,
        before.changed_at,
    )
    assert heard(room, case) == 0


async def test_tried_again_with_success_it_counts(room: Postroom, case: Case) -> None:
    room.mail.refuses = {RECIPIENT: "550 no such user"}
    delivery = await handed(room, case)
    await room.settles()
    room.mail.refuses = {}
    await room.asks_again(delivery)
    await room.settles(seconds=1)

    assert (await room.now_of(delivery)).state is DELIVERED
    assert (await room.latest(case)).state is CaseState.WAITING_INVITED
    assert heard(room, case) == 1


async def test_of_two_mails_only_the_first_to_arrive_counts(room: Postroom, case: Case) -> None:
    first = await handed(room, case)
    second = Delivery("e" * 32, first.hand_off, case.number, Way.MAIL, RECIPIENT, room.now)
    await room.commits("second", deliveries=(second,))
    await room.passes_time(hours=1)

    assert (await room.now_of(second)).state is DELIVERED
    assert (await room.events(case)).count(EventKind.DELIVERED) == 2
    assert heard(room, case) == 1
