"""Our own process is killed while a summary leaves: nothing is lost, repeats are counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cases.hand_off import Delivery, Way
from cases.model import Case, EventKind, JobKind
from cases.store import Store
from evidence.facts import SummaryReader
from tests.cases import made
from tests.databases import Postgres
from tests.desk.postroom import (
    DELIVERED,
    RECIPIENT,
    SECRET,
    WAITING,
    Postroom,
    by_mail,
    by_webhook,
    commits,
    handed_off,
)
from tests.desk.receivers import HANGS, Tickets
from tests.traps.deployment import eventually
from tests.traps.fleet import fleet


async def test_a_kill_between_sending_and_recording_repeats_one_mail_and_counts_it(
    room: Postroom, case: Case
) -> None:
    room.mail.will = [HANGS]
    delivery = await by_mail(room, case)
    await room.dies_at(JobKind.MAIL, lambda: len(room.mail.taken) == 1)
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


@dataclass
class Takes:
    """A way out that takes each mail; `then`: what goes wrong after the first."""

    then: Callable[[], None]
    mails: int = 0

    async def send(self, message: EmailMessage, sender: str, to: tuple[str, ...]) -> None:
        self.mails += 1
        if self.mails == 1:
            self.then()


async def test_a_database_that_goes_away_after_sending_repeats_one_mail_and_counts_it(
    room: Postroom, case: Case
) -> None:
    def goes_away() -> None:
        room.rules("ALTER TABLE deliveries RENAME TO away")

    room.transport = Takes(goes_away)
    delivery = await by_mail(room, case)
    await room.settles()
    room.rules("ALTER TABLE away RENAME TO deliveries")
    assert (await room.now_of(delivery)).state is WAITING

    await room.passes_time(minutes=2)
    assert (await room.now_of(delivery)).state is DELIVERED
    assert (room.transport.mails, await room.store.repeated_sends()) == (2, 1)


async def test_a_defect_after_sending_is_counted_and_its_words_are_not_logged(
    room: Postroom, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> None:
        raise ValueError(RECIPIENT)

    room.transport = Takes(breaks)
    delivery = await by_mail(room, case)
    await room.settles()
    kept = await room.now_of(delivery)
    assert (kept.state, kept.tries, kept.failed) == (WAITING, 1, "defect")
    assert "ValueError" in caplog.text
    assert "in send" in caplog.text
    assert RECIPIENT not in caplog.text

    await room.passes_time(minutes=2)
    kept = await room.now_of(delivery)
    assert (kept.state, kept.tries) == (DELIVERED, 2)
    assert await room.store.repeated_sends() == 1


async def test_a_kill_before_anything_was_sent_repeats_nothing(room: Postroom, case: Case) -> None:
    delivery = await by_mail(room, case)
    assert await room.store.claim((JobKind.MAIL,), "dies", room.now, room.patience.new)
    room.now += room.patience.new

    await room.settles()
    assert room.mail.ids == [f"<{delivery.id}@fabrikam.example>"]
    assert await room.store.repeated_sends() == 0


async def test_a_kill_after_the_record_only_leaves_the_case_to_be_told(
    room: Postroom, case: Case
) -> None:
    delivery = await by_mail(room, case)
    job = await room.store.claim((JobKind.MAIL,), "dies", room.now, room.patience.new)
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
