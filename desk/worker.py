"""Runs due jobs under leases, beside the turns, in every process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from cases.model import Job, JobKind
from cases.store import LeaseLost, Store
from desk.delivery import DeliveryError, Refusal

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=10)
IDLE = 1.0  # seconds between two looks for work that another process left
FOR_SENDING = 4
WAITS = (2, 5, 15, 60, 300)  # seconds before the next try
FINAL = frozenset({Refusal.BLOCKED, Refusal.GONE, Refusal.TOO_LARGE, Refusal.REFUSED})
Run = Callable[[Job], Awaitable[None]]


class Worker:
    """`handlers`: what runs each kind of job. `failed`: told of a job that was given up."""

    def __init__(
        self,
        store: Store,
        handlers: Mapping[JobKind, Run],
        failed: Run,
        clock: Callable[[], datetime],
        name: str,
        width: int = 8,
    ) -> None:
        self._store, self._handlers, self._failed = store, handlers, failed
        self._clock, self._name, self._width = clock, name, width
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        # Answers never wait behind checks: some hands take nothing else.
        everything = tuple(self._handlers)
        kinds = [(JobKind.SEND,)] * FOR_SENDING + [everything] * self._width
        self._tasks = [asyncio.create_task(self._serve(k)) for k in kinds]

    async def stop(self) -> None:
        """Stops at once; what was under way is taken up again when its lease ends."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self) -> None:
        """There is new work: look now."""
        self._wake.set()

    async def _serve(self, kinds: tuple[JobKind, ...]) -> None:
        while True:
            self._wake.clear()  # before the look, so that no wake in between is missed
            job = await self._claimed(kinds)
            if job is None:
                await self._rest()
            else:
                await self._work(job)

    async def _claimed(self, kinds: tuple[JobKind, ...]) -> Job | None:
        try:
            return await self._store.claim(kinds, self._name, self._clock(), LEASE)
        except Exception:
            log.exception("no job could be claimed")  # the database is away: look again later
            return None

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), IDLE)

    async def _work(self, job: Job) -> None:
        renewing = asyncio.create_task(self._renew(job))
        try:
            await self._handlers[job.kind](job)
            await self._store.complete(job)
        except LeaseLost:
            log.warning("job %s: the lease was lost, another process has it", job.id)
        except DeliveryError as refused:
            log.warning("job %s (%s): %s", job.id, job.kind.value, refused.refusal.value)
            await self._again(job, final=refused.refusal in FINAL, unsure=refused.unsure)
        except Exception:
            log.exception("job %s (%s) failed", job.id, job.kind.value)
            await self._again(job, final=False)
        finally:
            renewing.cancel()

    async def _again(self, job: Job, *, final: bool, unsure: bool = False) -> None:
        with contextlib.suppress(LeaseLost):
            if final or job.attempts > len(WAITS):
                await self._failed(job)
                await self._store.fail(job)
            else:
                wait = timedelta(seconds=WAITS[job.attempts - 1])
                await self._store.postpone(job, self._clock() + wait, unsure=unsure)

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._store.renew(job, self._clock(), LEASE)
            except LeaseLost:
                return
            except Exception:
                log.exception("job %s: the lease could not be renewed", job.id)
