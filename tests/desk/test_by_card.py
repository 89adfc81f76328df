"""Summaries as cards: in the case's thread, to its reporter, to a person at the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cases.hand_off import DeliveryState, Way
from cases.model import Acquaintance, Case, Person
from cases.roles import Role
from evidence.facts import SummaryReader
from tests.desk.office import ADA, AMARA, OWN
from tests.desk.postroom import PUBLIC, SUMMARY, Postroom, postroom

DELIVERED, UNDELIVERED = DeliveryState.DELIVERED, DeliveryState.UNDELIVERED
LENA = Person("29:lena", "0bj-lena", OWN, "Lena Weiss")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with postroom(tmp_path) as made:
        known = await made.store.acquaintance(ADA)
        assert known
        await made.store.met(replace(known, roles=frozenset({Role.AGENT.value})))
        yield made


@pytest.fixture
async def case(room: Postroom) -> Case:
    made = await room.passed(owner=AMARA)
    await room.settles()
    return made


async def test_to_the_channel_it_is_a_reply_in_the_cases_thread(room: Postroom, case: Case) -> None:
    delivery = await room.hands_off(case, Way.CARD, "channel", SummaryReader.DESK)
    await room.settles()

    [root] = room.teams.roots
    assert SUMMARY.title in "".join(reply.text for reply in room.teams.replies(root))
    assert (await room.now_of(delivery)).state is DELIVERED


async def test_what_goes_to_the_partner_has_a_button_that_opens_its_page(
    room: Postroom, case: Case
) -> None:
    await room.hands_off(case, Way.CARD, ADA.object_id)
    await room.hands_off(case, Way.CARD, "reporter", SummaryReader.REPORTER)
    await room.settles()

    [theirs] = room.teams.of(f"a:{ADA.object_id}")
    [button] = theirs.body["attachments"][0]["content"]["actions"]
    assert (button["type"], button["title"]) == ("Action.OpenUrl", "Open the page")
    assert button["url"].startswith(f"{PUBLIC}/h/")
    told = room.teams.of(f"a:{case.reporter.object_id}")[-1]
    assert told.body["attachments"][0]["content"]["actions"] == []


async def test_before_the_case_has_a_thread_it_waits_for_one(room: Postroom) -> None:
    case = await room.told()
    delivery = await room.hands_off(case, Way.CARD, "channel", SummaryReader.DESK)
    await room.settles()
    assert (await room.now_of(delivery)).failed == "no thread"

    await room.changed(replace(case, triage=(await room.passed()).triage))
    await room.passes_time(hours=1)
    assert (await room.now_of(delivery)).state is DELIVERED


async def test_to_the_reporter_it_comes_into_their_own_chat(room: Postroom, case: Case) -> None:
    delivery = await room.hands_off(case, Way.CARD, "reporter", SummaryReader.REPORTER)
    await room.settles()

    assert any(SUMMARY.title in told for told in room.told_to(case.reporter))
    assert (await room.now_of(delivery)).state is DELIVERED


async def test_to_a_colleague_it_comes_into_theirs(room: Postroom, case: Case) -> None:
    delivery = await room.hands_off(case, Way.CARD, ADA.object_id, SummaryReader.MANAGEMENT)
    await room.settles()

    assert any(SUMMARY.title in told for told in room.told_to(ADA))
    assert (await room.now_of(delivery)).state is DELIVERED


async def test_who_left_the_desk_before_it_went_gets_nothing(room: Postroom, case: Case) -> None:
    delivery = await room.hands_off(case, Way.CARD, ADA.object_id, SummaryReader.DESK)
    room.entra.agents.remove(ADA.object_id)
    await room.settles(minutes=6)  # who is at the desk is known for five

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed, kept.tries) == (UNDELIVERED, "not at desk", 1)
    assert room.told_to(ADA) == []
    assert "this person is no longer at the desk" in room.told_to(AMARA)[-1]


async def test_while_nobody_can_say_who_is_at_the_desk_it_waits(room: Postroom, case: Case) -> None:
    delivery = await room.hands_off(case, Way.CARD, ADA.object_id, SummaryReader.DESK)
    room.entra.away = True
    await room.settles(minutes=6)
    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (DeliveryState.WAITING, "roles unknown")
    assert room.told_to(ADA) == []

    room.entra.away = False
    await room.passes_time(hours=1)
    assert (await room.now_of(delivery)).state is DELIVERED
    assert await room.store.repeated_sends() == 0


@pytest.mark.parametrize("to", ["", "nobody", LENA.object_id])
async def test_whom_nobody_has_met_is_not_written_to(room: Postroom, case: Case, to: str) -> None:
    delivery = await room.hands_off(case, Way.CARD, to, SummaryReader.DESK)
    await room.settles()

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (UNDELIVERED, "no chat")


async def test_a_chat_that_lets_the_bot_in_no_more_is_final(room: Postroom, case: Case) -> None:
    room.teams.refuses[f"a:{ADA.object_id}"] = (403, "BotNotInConversationRoster")
    delivery = await room.hands_off(case, Way.CARD, ADA.object_id, SummaryReader.DESK)
    await room.settles()

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed, kept.tries) == (UNDELIVERED, "gone", 1)


async def test_a_card_whose_answer_was_lost_is_posted_again_and_counted(
    room: Postroom, case: Case
) -> None:
    room.teams.loses = 1
    delivery = await room.hands_off(case, Way.CARD, ADA.object_id, SummaryReader.DESK)
    await room.passes_time(hours=1)

    assert (await room.now_of(delivery)).state is DELIVERED
    assert len(room.told_to(ADA)) == 2
    assert await room.store.repeated_sends() == 1


async def test_a_colleague_who_never_opened_a_chat_gets_one(room: Postroom, case: Case) -> None:
    room.entra.agents.add(LENA.object_id)
    await room.store.met(Acquaintance(LENA, room.now))
    delivery = await room.hands_off(case, Way.CARD, LENA.object_id, SummaryReader.DESK)
    await room.settles()

    [told] = room.teams.of("a:lena")
    assert SUMMARY.title in told.text
    assert (await room.now_of(delivery)).state is DELIVERED
