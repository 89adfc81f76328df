"""Runs due jobs under leases, beside the turns, in every process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from cases.model import DELIVERIES, Job, JobKind
from cases.store import LeaseLost, Store
from desk.delivery import SendError

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=6)
IDLE = 1.0  # seconds between two looks for work that another process left
WAITS = (2, 5, 15, 60, 300)  # seconds before the next try
# Who receives a summary may be away for a night: about a day.
OWN_WAITS: Mapping[JobKind, tuple[int, ...]] = MappingProxyType(
    dict.fromkeys(DELIVERIES, (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800))
)
LONGEST_WAIT = 6 * 3600.0  # seconds; whatever a receiver asks for
Run = Callable[[Job], Awaitable[None]]

# Kinds that share hands, and how many. No lane waits behind another: what the desk sees, and what
# thousands of cases of a group ask for, leaves checks, answers and times that come their own.
LANES: tuple[tuple[frozenset[JobKind], int], ...] = (
    (frozenset({JobKind.SEND}), 8),
    (frozenset({JobKind.CHECK, JobKind.SWEEP}), 8),
    (frozenset({JobKind.SHOW}), 4),
    (frozenset({JobKind.DUE}), 2),
    (frozenset({JobKind.GROUP}), 2),
    (frozenset({JobKind.DELIVER}), 4),
    (frozenset({JobKind.MAIL}), 4),
)


class Worker:
    """`handlers`: what runs each kind of job. `failed`: what is told of one that was given up.

    One look claims for all hands: many at once would queue at the database for nothing.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[JobKind, Run],
        failed: Mapping[JobKind, Run],
        clock: Callable[[], datetime],
        name: str,
    ) -> None:
        self._store, self._handlers, self._failed = store, handlers, failed
        self._clock, self._name = clock, name
        self._wake = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._stopping = False
        self._working: dict[asyncio.Task[None], JobKind] = {}

    def start(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Stops at once; what was under way is taken up again when its lease ends."""
        self._stopping = True
        tasks = [*self._working, *([self._looking] if self._looking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """There is new work: look now."""
        self._wake.set()

    async def _look(self) -> None:
        while not self._stopping:
            self._wake.clear()  # before the look, so that no wake in between is missed
            job = await self._claimed(self._free())
            if job is None:
                await self._rest()
            else:
                task = asyncio.create_task(self._work(job))
                self._working[task] = job.kind
                task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._working[task]
        self.wake()

    def _free(self) -> tuple[JobKind, ...]:
        """The kinds there is a hand for."""
        busy = list(self._working.values())
        open_ = (lane for lane, width in LANES if sum(kind in lane for kind in busy) < width)
        return tuple(kind for lane in open_ for kind in self._handlers if kind in lane)

    async def _claimed(self, kinds: tuple[JobKind, ...]) -> Job | None:
        if not kinds:
            return None
        try:
            return await self._store.claim(kinds, self._name, self._clock(), LEASE)
        except Exception:
            log.exception("no job could be claimed")  # the database is away: look again later
            return None

    async def _rest(self) -> None:
        # Not wait_for: in Python 3.11 it may swallow a cancellation that comes with the wake.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE):
                await self._wake.wait()

    async def _work(self, job: Job) -> None:
        renewing = asyncio.create_task(self._renew(job))
        try:
            await self._handlers[job.kind](job)
            await self._store.complete(job)
        except LeaseLost:
            log.warning("job %s: the lease was lost, another process has it", job.id)
        except SendError as refused:
            log.warning("job %s (%s): %s", job.id, job.kind.value, refused.reason)
            await self._again(job, refused)
        except Exception:
            log.exception("job %s (%s) failed", job.id, job.kind.value)
            await self._again(job)
        finally:
            renewing.cancel()

    async def _again(self, job: Job, refused: SendError | None = None) -> None:
        waits = OWN_WAITS.get(job.kind, WAITS)
        final = refused is not None and refused.final
        with contextlib.suppress(LeaseLost):
            if final or job.attempts > len(waits):
                await self._give_up(job, len(waits))
            else:
                wait = _wait(waits[job.attempts - 1], refused)
                unsure = refused is not None and refused.unsure
                await self._store.postpone(job, self._clock() + wait, unsure=unsure)

    async def _give_up(self, job: Job, tries: int) -> None:
        """Ends the job once whoever minds was told. Where not even that works it comes back a few
        more times, with waits that grow on; then it ends, and only the log says so."""
        try:
            if told := self._failed.get(job.kind):
                await told(job)
        except LeaseLost:
            raise
        except Exception:  # of whatever kind: a job must not come back at once and for ever
            log.exception("job %s (%s) could not be given up", job.id, job.kind.value)
            if job.attempts <= tries + len(WAITS):
                wait = WAITS[min(job.attempts, len(WAITS)) - 1]
                await self._store.postpone(job, self._clock() + timedelta(seconds=wait))
                return
            log.error("job %s (%s) was given up without a word", job.id, job.kind.value)
        await self._store.fail(job)

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._store.renew(job, self._clock(), LEASE)
            except LeaseLost:
                return
            except Exception:
                log.exception("job %s: the lease could not be renewed", job.id)


def _wait(usual: int, refused: SendError | None) -> timedelta:
    asked = refused.retry_after if refused else None
    return timedelta(seconds=max(usual, min(asked or 0.0, LONGEST_WAIT)))
