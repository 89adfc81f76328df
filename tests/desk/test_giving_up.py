"""A job that cannot be done and cannot even be given up: neither lost nor tried for ever."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.model import Job, JobKind, NewJob
from cases.store import Store
from desk.delivery import DeliveryError, Refusal
from desk.worker import OWN_WAITS, WAITS, Worker
from tests.cases import made
from tests.desk.office import opened


@dataclass
class Hand:
    """Works at one job that always fails. `mute`: how often giving it up fails, too."""

    store: Store
    database: Path
    mute: int
    final: bool = False
    now: datetime = made.NOON
    tries: list[datetime] = field(default_factory=list)
    gave_up: int = 0

    async def run(self, job: Job) -> None:
        self.tries.append(self.now)
        if self.final:
            raise DeliveryError(Refusal.GONE)
        raise RuntimeError("a defect of ours")

    async def gives_up(self, job: Job) -> None:
        if self.mute:
            self.mute -= 1
            raise RuntimeError("another defect of ours")
        self.gave_up += 1

    async def works(self, kind: JobKind) -> None:
        """Until nothing is left to do; a lease that is never given back hangs here."""
        handlers, failed = {kind: self.run}, {kind: self.gives_up}
        worker = Worker(self.store, handlers, failed, lambda: self.now, "test")
        worker.start()
        while due := self.row("SELECT MIN(due_at) FROM jobs WHERE state = 'open'"):
            await asyncio.sleep(0.005)
            waits = "SELECT COUNT(*) FROM jobs WHERE leased_until IS NULL AND due_at = ?"
            if self.row(waits, due):
                self.now = max(self.now, datetime.fromisoformat(str(due)).replace(tzinfo=UTC))
                worker.wake()
        await worker.stop()

    def row(self, wanted: str, *values: object) -> object:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(wanted, values).fetchone()[0]

    @property
    def waits(self) -> list[timedelta]:
        return [after - before for before, after in zip(self.tries, self.tries[1:], strict=False)]


@pytest.fixture
async def hand(tmp_path: Path) -> AsyncIterator[Hand]:
    store = await opened(tmp_path / "desk.db")
    yield Hand(store, tmp_path / "desk.db", 0)
    await store.close()


async def finishes(hand: Hand, kind: JobKind, caplog: pytest.LogCaptureFixture) -> str:
    """What is logged as errors until the job has ended."""
    await hand.store.enqueue(NewJob(kind, "x", {}, hand.now))
    with caplog.at_level(logging.ERROR, "desk.worker"):
        async with asyncio.timeout(20):
            await hand.works(kind)
    assert hand.row("SELECT state FROM jobs") == "failed"
    return caplog.text


@pytest.mark.parametrize("kind", [JobKind.CHECK, JobKind.DELIVER, JobKind.MAIL])
async def test_what_cannot_be_given_up_comes_back_with_growing_waits_and_ends(
    hand: Hand, kind: JobKind, caplog: pytest.LogCaptureFixture
) -> None:
    hand.mute = 1000
    said = await finishes(hand, kind, caplog)
    usual = OWN_WAITS.get(kind, WAITS)
    assert hand.waits == [timedelta(seconds=wait) for wait in (*usual, *[WAITS[-1]] * len(WAITS))]
    assert "given up without a word" in said


async def test_giving_up_that_fails_once_is_made_up_for(
    hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    hand.mute = 1
    said = await finishes(hand, JobKind.CHECK, caplog)
    assert hand.gave_up == 1
    assert len(hand.tries) == len(WAITS) + 2
    assert "without a word" not in said


async def test_what_was_refused_for_good_is_given_up_as_patiently(
    hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    hand.mute, hand.final = 2, True
    said = await finishes(hand, JobKind.SHOW, caplog)
    assert hand.waits == [timedelta(seconds=wait) for wait in WAITS[:2]]
    assert hand.gave_up == 1
    assert "could not be given up" in said
