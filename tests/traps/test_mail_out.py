"""Mail on its way out: the server refuses, hangs, takes it and says nothing, comes back. Nothing is
lost; what is repeated keeps its id and is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.hand_off import Way
from cases.model import Case, EventKind
from tests.desk.office import AMARA
from tests.desk.postroom import (
    DELIVERED,
    RECIPIENT,
    SENDER,
    SUMMARY,
    UNDELIVERED,
    WAITING,
    Postroom,
    by_mail,
)
from tests.desk.receivers import DROPS, HANGS


async def test_a_mail_arrives_once_and_the_case_says_so(room: Postroom, case: Case) -> None:
    delivery = await by_mail(room, case)
    await room.settles()

    [mail] = room.mail.taken
    assert room.mail.envelopes == [(SENDER, [RECIPIENT])]
    assert mail["Message-ID"] == f"<{delivery.id}@fabrikam.example>"
    assert mail["Subject"] == f"[InviteDesk {case.number}] {SUMMARY.title}"
    kept = await room.now_of(delivery)
    assert (kept.state, kept.tries, kept.failed) == (DELIVERED, 1, "")
    assert kept.ended_at == room.now
    assert (await room.events(case))[-1] is EventKind.DELIVERED
    assert await room.store.repeated_sends() == 0


@pytest.mark.parametrize(
    ("moods", "mails", "repeated"),
    [
        pytest.param(["451 try later", "421 closing"], 1, 0, id="asks to wait, twice"),
        pytest.param([HANGS], 2, 1, id="takes it and hangs"),
        pytest.param([DROPS], 2, 1, id="takes it and closes"),
        pytest.param([HANGS, "451 try later", DROPS], 3, 2, id="all of that"),
    ],
)
async def test_a_mail_server_in_trouble_gets_it_again_under_the_same_id(
    room: Postroom, case: Case, moods: list[str], mails: int, repeated: int
) -> None:
    room.mail.will = moods
    delivery = await by_mail(room, case)
    await room.passes_time(hours=1)

    assert room.mail.ids == [f"<{delivery.id}@fabrikam.example>"] * mails
    assert (await room.now_of(delivery)).state is DELIVERED
    assert (await room.events(case)).count(EventKind.DELIVERED) == 1
    assert await room.store.repeated_sends() == repeated


async def test_a_mail_server_that_was_away_all_night_gets_it_in_the_morning(
    tmp_path: Path, room: Postroom, case: Case
) -> None:
    port, room.mail.port = room.mail.port, 1  # nobody listens there
    delivery = await by_mail(room, case)
    await room.passes_time(hours=9)
    waiting = await room.now_of(delivery)
    assert (waiting.state, waiting.failed) == (WAITING, "unreachable")

    room.mail.port = port
    await room.passes_time(hours=9)
    assert len(room.mail.taken) == 1
    assert (await room.now_of(delivery)).state is DELIVERED
    assert await room.store.repeated_sends() == 0


@pytest.mark.parametrize(
    ("reply", "failed"), [("550 no such user", "no recipient"), ("553 what?", "no recipient")]
)
async def test_an_address_that_nobody_has_is_given_up_at_once_and_the_agent_hears(
    room: Postroom, case: Case, reply: str, failed: str
) -> None:
    room.mail.refuses = {RECIPIENT: reply}
    delivery = await by_mail(room, case)
    await room.settles()

    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed, kept.tries) == (UNDELIVERED, failed, 1)
    assert (await room.events(case))[-1] is EventKind.UNDELIVERED
    [told] = room.told_to(AMARA)
    assert f"Case {case.number}" in told
    assert RECIPIENT not in told
    assert room.mail.taken == []


async def test_of_two_recipients_one_refused_means_none_gets_it(room: Postroom, case: Case) -> None:
    room.mail.refuses = {"nobody@contoso.example": "550 no such user"}
    delivery = await room.hands_off(case, Way.MAIL, f"{RECIPIENT}, nobody@contoso.example")
    await room.settles()

    assert (await room.now_of(delivery)).state is UNDELIVERED
    assert room.mail.taken == []
