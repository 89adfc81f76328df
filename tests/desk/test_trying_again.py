""" "Try again" asks once more whether its recipient may have it."""

from __future__ import annotations

from dataclasses import replace

from cases.hand_off import Delivery, DeliveryState
from cases.model import DELIVERIES, Case
from cases.roles import NONE
from tests.desk.house import BEN, Directory, House, Sent
from tests.desk.test_handing import SETTINGS, sent


def desk(house: House, *, webhooks: bool = True) -> House:
    """The same desk, started anew with these settings."""
    settings = SETTINGS if webhooks else replace(SETTINGS, webhooks={})
    public, numbers = "https://desk.example", house.numbers
    return House(house.store, Directory(), Sent(), public, settings, numbers=numbers)


async def given_up(house: House, case: Case, **how: str) -> Delivery:
    """Sent, and not arrived."""
    await sent(house, case, "desk", **how)
    [delivery] = await house.store.deliveries(case.number)
    job = await house.store.claim(DELIVERIES, "t", house.now, house.later(days=1) - house.now)
    assert job
    ended = replace(delivery, state=DeliveryState.UNDELIVERED, tries=1, failed="gone")
    await house.store.keep_delivery(job, replace(ended, ended_at=house.now))
    await house.store.complete(job)
    return ended


async def tried_again(house: House, case: Case, delivery: Delivery) -> tuple[str, str, int]:
    """What it was answered, how it stands now, and how many jobs it left."""
    said = await house.amara.presses("handoff.again", case, delivery=delivery.id)
    now = await house.store.delivery(delivery.id)
    assert now
    return said, now.state.value, len(await house.owed(*DELIVERIES))


async def test_who_left_the_desk_gets_no_card_at_the_second_try_either(house: House) -> None:
    ours = desk(house)
    case = await ours.case()
    delivery = await given_up(ours, case, way="card", person=BEN.object_id)
    ours.directory.held[BEN.object_id] = NONE

    said, state, jobs = await tried_again(ours, case, delivery)
    assert "cannot go there" in said
    assert (state, jobs) == ("undelivered", 0)

    ours.directory.held.update(Directory().held)
    said, state, jobs = await tried_again(ours, case, delivery)
    assert (state, jobs) == ("waiting", 1)


async def test_a_system_that_was_taken_out_gets_nothing_more(house: House) -> None:
    ours = desk(house)
    case = await ours.case()
    delivery = await given_up(ours, case, way="webhook", webhook="tickets")

    said, state, jobs = await tried_again(desk(house, webhooks=False), case, delivery)
    assert "no system of that name" in said
    assert (state, jobs) == ("undelivered", 0)
    _, state, jobs = await tried_again(ours, case, delivery)
    assert (state, jobs) == ("waiting", 1)
