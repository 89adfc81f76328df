"""Summaries on their way out: receivers refuse, hang, take and say nothing, come back, and our own
process is killed. Nothing is lost; what is repeated keeps its id and is counted."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cases.hand_off import Delivery, DeliveryState, Way
from cases.model import Case, EventKind, JobKind
from cases.store import Store
from evidence.facts import SummaryReader
from tests.cases import made
from tests.databases import Postgres
from tests.desk.office import AMARA
from tests.desk.postroom import (
    PUBLIC,
    RECIPIENT,
    SECRET,
    SENDER,
    SUMMARY,
    Postroom,
    commits,
    handed_off,
    postroom,
)
from tests.desk.receivers import DROPS, HANGS, Tickets
from tests.traps.deployment import eventually
from tests.traps.fleet import fleet

DELIVERED, WAITING, UNDELIVERED = (
    DeliveryState.DELIVERED,
    DeliveryState.WAITING,
    DeliveryState.UNDELIVERED,
)
A_DAY = 25.0  # hours: all tries


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with postroom(tmp_path) as opened:
        yield opened


@pytest.fixture
async def case(room: Postroom) -> Case:
    passed = await room.passed(owner=AMARA)
    await room.settles()
    return passed


async def by_mail(room: Postroom, case: Case) -> Delivery:
    return await room.hands_off(case, Way.MAIL, RECIPIENT)


async def by_webhook(room: Postroom, case: Case) -> Delivery:
    return await room.hands_off(case, Way.WEBHOOK, "tickets", SummaryReader.DESK)


# --- mail -----------------------------------------------------------------------------------


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


# --- webhook --------------------------------------------------------------------------------


async def test_a_ticket_is_made_of_a_signed_request(room: Postroom, case: Case) -> None:
    delivery = await by_webhook(room, case)
    await room.settles()

    [post] = room.tickets.posts
    assert list(room.tickets.made) == [post.id] == [delivery.id]
    assert post.headers["Content-Type"] == "application/json"
    assert post.headers["Authorization"] == "Basic c2VjcmV0"
    assert post.headers["InviteDesk-Timestamp"] == str(int(room.now.timestamp()))
    assert (await room.now_of(delivery)).state is DELIVERED


@pytest.mark.parametrize(
    ("moods", "posts", "repeated"),
    [
        pytest.param([500, 503], 3, 1, id="fails: 500 may have taken it, 503 has not"),
        pytest.param([408, 425, 429], 4, 0, id="has no time"),
        pytest.param([502, 504], 3, 2, id="a gateway without an answer"),
        pytest.param([HANGS], 2, 1, id="takes it and hangs"),
        pytest.param([DROPS], 2, 1, id="takes it and closes"),
        pytest.param([DROPS, HANGS], 3, 2, id="both"),
    ],
)
async def test_a_ticket_system_in_trouble_ends_with_one_ticket(
    room: Postroom, case: Case, moods: list[int | str], posts: int, repeated: int
) -> None:
    room.tickets.will = list(moods)
    delivery = await by_webhook(room, case)
    await room.passes_time(hours=2)

    assert [post.id for post in room.tickets.posts] == [delivery.id] * posts
    assert len({post.body for post in room.tickets.posts}) == 1, "the same at every try"
    assert list(room.tickets.made) == [delivery.id]
    assert (await room.now_of(delivery)).state is DELIVERED
    assert (await room.events(case)).count(EventKind.DELIVERED) == 1
    assert await room.store.repeated_sends() == repeated


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        (400, "refused"),
        (401, "no permission"),
        (403, "no permission"),
        (404, "gone"),
        (410, "gone"),
        (413, "too large"),
        (422, "refused"),
        (307, "moved"),
    ],
)
async def test_a_refusal_for_good_is_not_asked_again(
    room: Postroom, case: Case, status: int, failed: str
) -> None:
    room.tickets.will = [status]
    delivery = await by_webhook(room, case)
    await room.passes_time(hours=A_DAY)

    assert len(room.tickets.posts) == 1
    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (UNDELIVERED, failed)


async def test_nobody_is_followed_elsewhere(room: Postroom, case: Case) -> None:
    """The signed text would go to whoever the receiver names."""
    elsewhere = room.tickets.url.replace("/tickets", "/elsewhere")
    room.tickets.will = [(307, {"Location": elsewhere})]
    await by_webhook(room, case)
    await room.settles()

    assert (len(room.tickets.posts), room.tickets.strays) == (1, 0)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("90", 90), ("1", 5), ("999999999", 6 * 3600), ("no number", 5)],
    ids=["as asked", "never sooner than we would", "never longer than six hours", "nonsense"],
)
async def test_who_asks_to_wait_is_not_asked_before(
    room: Postroom, case: Case, asked: str, seconds: int
) -> None:
    room.tickets.will = [(429, {"Retry-After": asked})]
    await by_webhook(room, case)
    await room.settles()
    await room.settles(seconds=seconds - 1)
    assert len(room.tickets.posts) == 1

    await room.settles(seconds=1)
    assert len(room.tickets.made) == 1


# --- killed ---------------------------------------------------------------------------------


async def test_a_kill_between_sending_and_recording_repeats_one_mail_and_counts_it(
    room: Postroom, case: Case
) -> None:
    room.mail.will = [HANGS]
    delivery = await by_mail(room, case)
    await room.dies_at(JobKind.DELIVER, lambda: len(room.mail.taken) == 1)
    assert (await room.now_of(delivery)).state is WAITING

    await room.settles()
    assert room.mail.ids == [f"<{delivery.id}@fabrikam.example>"] * 2
    assert (await room.now_of(delivery)).state is DELIVERED
    assert (await room.events(case)).count(EventKind.DELIVERED) == 1
    assert await room.store.repeated_sends() == 1


async def test_a_kill_between_posting_and_recording_makes_no_second_ticket(
    room: Postroom, case: Case
) -> None:
    room.tickets.will = [HANGS]
    delivery = await by_webhook(room, case)
    await room.dies_at(JobKind.DELIVER, lambda: len(room.tickets.made) == 1)

    await room.settles()
    assert [post.id for post in room.tickets.posts] == [delivery.id] * 2
    assert list(room.tickets.made) == [delivery.id]
    assert (await room.now_of(delivery)).state is DELIVERED
    assert await room.store.repeated_sends() == 1


async def test_a_kill_before_anything_was_sent_repeats_nothing(room: Postroom, case: Case) -> None:
    delivery = await by_mail(room, case)
    assert await room.store.claim((JobKind.DELIVER,), "dies", room.now, room.patience.new)
    room.now += room.patience.new

    await room.settles()
    assert room.mail.ids == [f"<{delivery.id}@fabrikam.example>"]
    assert await room.store.repeated_sends() == 0


async def test_a_kill_after_the_record_only_leaves_the_case_to_be_told(
    room: Postroom, case: Case
) -> None:
    delivery = await by_mail(room, case)
    job = await room.store.claim((JobKind.DELIVER,), "dies", room.now, room.patience.new)
    assert job
    await room.store.keep_delivery(job, replace(delivery, state=DELIVERED, tries=1))
    room.now += room.patience.new

    await room.settles()
    assert room.mail.taken == []
    assert (await room.events(case)).count(EventKind.DELIVERED) == 1


async def test_another_machine_goes_on_where_one_was_killed(
    postgres: Postgres, tmp_path: Path, pair: rsa.RSAPrivateKey
) -> None:
    tickets = Tickets(SECRET, will=[HANGS])
    async with tickets.open(), fleet(await postgres.create(), tmp_path, pair) as machines:
        hook = {"url": tickets.url, "secret": SECRET}
        machines.more = {"WEBHOOKS": json.dumps({"tickets": hook})}
        await machines.starts(2)
        store = await Store.open(machines.address)
        case = await store.save_case(made.case(await store.next_case_number()))
        at = datetime.now(UTC)
        given = handed_off(case.number, SummaryReader.DESK, at)
        delivery = Delivery("a" * 32, given.id, case.number, Way.WEBHOOK, "tickets", at)
        await commits(store, at, "hand-off", (given,), (delivery,))
        await eventually(lambda: tickets.made or None, "the first request")
        [(worker,)] = await machines.asked("SELECT worker FROM jobs WHERE kind = 'deliver'")
        pid = int(worker.partition("-")[0])
        [holder] = [one for one in machines.machines if one.process.pid == pid]
        await machines.kills(holder)

        await eventually(lambda: len(tickets.posts) == 2 or None, "the same from the other one")
        await machines.settled()
        kept, repeated = await store.delivery(delivery.id), await store.repeated_sends()
        await store.close()
    assert [post.id for post in tickets.posts] == [delivery.id] * 2
    assert list(tickets.made) == [delivery.id]
    assert kept
    assert (kept.state, repeated) == (DELIVERED, 1)


# --- given up -------------------------------------------------------------------------------


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
    again = replace(kept, state=WAITING, failed="", ended_at=None)
    await room.commits("again", deliveries=(again,))
    await room.settles()
    assert (await room.now_of(delivery)).state is DELIVERED
    assert list(room.tickets.made) == [delivery.id]


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


# --- what is in it --------------------------------------------------------------------------


async def test_each_try_has_a_link_of_its_own_and_none_is_kept_in_plain(
    room: Postroom, case: Case
) -> None:
    room.mail.will = [DROPS]
    delivery = await by_mail(room, case)
    await room.passes_time(hours=1)

    bodies = [mail.get_body(("plain",)) for mail in room.mail.taken]
    texts = [body.get_content() for body in bodies if body]
    links = [text[text.index(f"{PUBLIC}/h/") :].split()[0] for text in texts]
    assert len(set(links)) == 2
    for link in links:
        token = link.rpartition("/")[2]
        behind = await room.store.hand_off_behind(token)
        assert behind
        assert behind.id == delivery.hand_off
        kept = b"".join(each.read_bytes() for each in room.database.parent.glob("desk.db*"))
        assert token.encode() not in kept


async def test_a_webhook_is_never_given_the_partners_link(room: Postroom, case: Case) -> None:
    await room.hands_off(case, Way.WEBHOOK, "tickets", SummaryReader.PARTNER)
    await room.settles()

    [post] = room.tickets.posts
    assert b"/h/" not in post.body


async def test_the_log_names_no_address_no_secret_and_no_link(
    room: Postroom, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    room.mail.refuses, room.tickets.will = {RECIPIENT: f"550 {RECIPIENT} unknown"}, [403]
    with caplog.at_level(logging.DEBUG):
        await by_mail(room, case)
        await by_webhook(room, case)
        await room.settles()

    ours = [r for r in caplog.records if r.name.split(".")[0] in {"desk", "cases", "cards"}]
    assert [r for r in ours if r.levelno == logging.WARNING]
    text = "\n".join(record.getMessage() for record in ours)
    for word in (RECIPIENT, SECRET, "c2VjcmV0", "/h/", SUMMARY.title):
        assert word not in text
