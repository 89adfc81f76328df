"""Once a day: what is past its time is erased."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from cases.model import Job, JobKind, NewJob
from cases.store import Retention, Store

log = logging.getLogger(__name__)
DAY = timedelta(days=1)


def sweep_job(at: datetime) -> NewJob:
    """The sweep of that day; any number of processes may ask for it."""
    return NewJob(JobKind.SWEEP, f"sweep-{at.date().isoformat()}", {}, at)


class Sweeping:
    """`retention`: how long each kind of data is kept."""

    def __init__(self, store: Store, clock: Callable[[], datetime], retention: Retention) -> None:
        self._store, self._clock, self._retention = store, clock, retention

    async def run(self, job: Job) -> None:
        now = self._clock()
        await self._store.enqueue(sweep_job(now + DAY))  # first: it may not get through this one
        log.info("swept: %s", await self._store.sweep(now, self._retention))

    async def gave_up(self, job: Job) -> None:
        """Says so in the log, and that there is a next one; for the worker."""
        log.error("nothing was swept: tried again tomorrow")
        await self._store.enqueue(sweep_job(self._clock() + DAY))
