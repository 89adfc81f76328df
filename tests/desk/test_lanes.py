"""No kind of work keeps another one waiting."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cases.model import Job, JobKind, NewJob
from desk.worker import Worker
from tests.cases import made
from tests.desk.office import opened


@pytest.mark.parametrize(
    ("busy", "other"),
    [
        ((JobKind.SHOW, JobKind.DUE, JobKind.GROUP), JobKind.CHECK),
        ((JobKind.SHOW, JobKind.DUE, JobKind.GROUP), JobKind.SEND),
        ((JobKind.DUE, JobKind.GROUP), JobKind.SHOW),
        ((JobKind.GROUP,), JobKind.DUE),
        ((JobKind.DUE,), JobKind.GROUP),
        ((JobKind.CHECK,), JobKind.SHOW),
        ((JobKind.CHECK,), JobKind.SEND),
        ((JobKind.SEND,), JobKind.CHECK),
        ((JobKind.DELIVER,), JobKind.SEND),
        ((JobKind.DELIVER,), JobKind.SHOW),
        ((JobKind.MAIL,), JobKind.DELIVER),
        ((JobKind.DELIVER,), JobKind.MAIL),
        ((JobKind.SHOW, JobKind.SEND, JobKind.CHECK), JobKind.DELIVER),
    ],
    ids=lambda value: str(value),
)
async def test_what_hangs_leaves_a_hand_for_the_others(
    tmp_path: Path, busy: tuple[JobKind, ...], other: JobKind
) -> None:
    store, done = await opened(tmp_path / "desk.db"), asyncio.Event()

    async def run(job: Job) -> None:
        if job.kind is other:
            done.set()
        else:
            await asyncio.sleep(60)

    for kind in busy:
        for number in range(9):
            await store.enqueue(NewJob(kind, f"{kind}-{number}", {}, made.NOON - made.MINUTE))
    await store.enqueue(NewJob(other, "waits", {}, made.NOON))
    worker = Worker(store, dict.fromkeys(JobKind, run), {}, lambda: made.NOON, "test")
    worker.start()
    async with asyncio.timeout(5):
        await done.wait()
    await worker.stop()
    await store.close()
