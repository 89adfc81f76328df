"""Keeping: everything that outlives a turn, in one database that any number of processes share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cases import database, forgetting, jobs, rows, turns
from cases.columns import digest
from cases.connections import Connections
from cases.errors import (
    CaseConflict,
    DatabaseAddressError,
    DraftConflict,
    DuplicateTurn,
    LeaseLost,
    SchemaTooNewError,
    StoreError,
    StoreUnavailableError,
)
from cases.forgetting import Erased
from cases.jobs import Lease
from cases.model import (
    Case,
    Event,
    Job,
    JobKind,
    Json,
    NewJob,
    Owner,
    Person,
    StoredDraft,
    TurnKey,
    TurnRecord,
)

__all__ = [
    "CaseConflict",
    "DatabaseAddressError",
    "DraftConflict",
    "DuplicateTurn",
    "Erased",
    "Lease",
    "LeaseLost",
    "SchemaTooNewError",
    "Store",
    "StoreError",
    "StoreUnavailableError",
]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Every method is one transaction; each may raise StoreUnavailableError.

    What decides (leases, what is due, retention) gets its time from the caller; `clock` only
    dates the records of sends, ends and erasures.
    """

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections, self._clock = connections, clock
        self._read, self._change = connections.read, connections.change

    @classmethod
    async def open(cls, url: str, clock: Callable[[], datetime] = _utc_now) -> Store:
        """A store on that database, its schema brought up to date.

        Raises DatabaseAddressError, StoreUnavailableError, SchemaTooNewError.
        """
        parsed = database.parse(url)
        await asyncio.to_thread(database.migrate, parsed)
        return cls(Connections(parsed), clock)

    async def close(self) -> None:
        """Lets what is under way end, then gives the connections back."""
        await self._connections.close()

    # --- turns ------------------------------------------------------------------------------

    async def draft(self, owner: Owner) -> StoredDraft:
        return await self._read(lambda c: turns.draft(c, owner))

    async def answered(self, key: TurnKey) -> tuple[bool, Json | None]:
        """Whether this delivery was handled before, and what it was answered."""
        return await self._read(lambda c: turns.answered(c, key))

    async def commit_turn(self, turn: TurnRecord, lease: Lease | None = None) -> tuple[Job, ...]:
        """Keeps all of the turn or nothing. Returns the jobs that `lease` makes the caller's.

        Raises DuplicateTurn, DraftConflict, CaseConflict.
        """
        return await self._change(lambda c: turns.commit(c, turn, lease))

    # --- cases ------------------------------------------------------------------------------

    async def next_case_number(self) -> int:
        """A number nobody else gets. Gaps are fine."""
        return await self._change(rows.next_number)

    async def case(self, number: int) -> Case | None:
        return await self._read(lambda c: rows.case(c, number))

    async def cases_of(self, person: Person, limit: int) -> tuple[Case, ...]:
        """What the person reported, newest first, each with its history."""
        return await self._read(lambda c: rows.cases_of(c, person, limit))

    async def save_case(self, case: Case, events: Iterable[Event] = ()) -> Case:
        """The case at its next version, with `events` after its history. Raises CaseConflict."""
        return await self._change(
            lambda c: rows.save(c, replace(case, history=(*case.history, *events)))
        )

    # --- jobs -------------------------------------------------------------------------------

    async def enqueue(self, new: NewJob, person: Person | None = None) -> bool:
        """Whether it is new. If one of that kind and key is open, that one stays as it is and
        only becomes due at the earlier time. `person`: whose forgetting ends the job."""
        owner = digest(person.object_id) if person else None
        return await self._change(lambda c: jobs.put(c, new, owner)) is not None

    async def claim(
        self, kinds: Collection[JobKind], worker: str, now: datetime, lease: timedelta
    ) -> Job | None:
        """The job that has been due longest and nobody holds, now leased to `worker`."""
        return await self._change(lambda c: jobs.claim(c, kinds, worker, now, lease))

    async def renew(self, job: Job, now: datetime, lease: timedelta) -> None:
        """Raises LeaseLost."""
        await self._change(lambda c: jobs.hold(c, job, leased_until=now + lease))

    async def complete(self, job: Job) -> None:
        """Ends the job and empties it of what it was about. Raises LeaseLost."""
        await self._change(lambda c: jobs.end(c, job, jobs.DONE, self._clock()))

    async def fail(self, job: Job) -> None:
        """Gives the job up; it can be looked into for a week. Raises LeaseLost."""
        await self._change(lambda c: jobs.end(c, job, jobs.FAILED, self._clock()))

    async def postpone(self, job: Job, due_at: datetime, *, unsure: bool = False) -> None:
        """Gives the lease back until `due_at`. `unsure`: the send that was begun may have
        arrived, so the next counts as repeated. Raises LeaseLost."""
        await self._change(lambda c: jobs.postpone(c, job, due_at, unsure=unsure))

    async def next_due(self, kinds: Collection[JobKind]) -> datetime | None:
        """When the next job can be claimed; None where there is none."""
        return await self._read(lambda c: jobs.next_due(c, kinds))

    async def keep_body(self, job: Job, body: Json) -> Job:
        """The job with its progress. Raises LeaseLost."""
        return await self._change(lambda c: jobs.keep_body(c, job, body))

    async def save_under_lease(
        self, job: Job, case: Case, jobs_after: tuple[NewJob, ...] = (), body: Json | None = None
    ) -> Case:
        """A result: the case at its next version, the jobs that follow, the job's progress.

        Raises LeaseLost, CaseConflict.
        """
        return await self._change(lambda c: jobs.save_result(c, job, case, jobs_after, body))

    # --- sends ------------------------------------------------------------------------------

    async def begin_send(self, job: Job) -> None:
        """To be called before every post of a new message. Raises LeaseLost."""
        await self._change(lambda c: jobs.begin_send(c, job, self._clock()))

    async def end_send(self, job: Job, activity_id: str | None) -> None:
        """None: it was refused and surely not posted. Raises LeaseLost."""
        await self._change(lambda c: jobs.end_send(c, job, activity_id))

    async def repeated_sends(self) -> int:
        """How often a send was begun again without knowing how the one before ended."""
        return await self._read(jobs.repeated_sends)

    # --- erasing ----------------------------------------------------------------------------

    async def forget(self, person: Person) -> Erased:
        """Erases what the person said and did; an audit line with counts stays."""
        now = self._clock()
        erased = await self._change(lambda c: forgetting.forget(c, person, now))
        await self._connections.empty_log()
        return erased

    async def sweep(self, now: datetime, retention: timedelta) -> Erased:
        """Erases cases and drafts unchanged for `retention`, and week-old traces of work."""
        erased = await self._change(lambda c: forgetting.sweep(c, now, retention))
        await self._connections.empty_log()
        return erased
