"""Jobs under leases. A lease ends by itself; the fence says whose result still counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import rows
from cases.errors import LeaseLost
from cases.model import DELIVERIES, EMPTY, Case, Job, JobKind, Json, NewJob
from cases.tables import COUNTERS, JOBS, OPEN_JOB, SENDINGS, insert_unless_there

OPEN, DONE, FAILED = "open", "done", "failed"
STARTED, POSTED, REFUSED, REPEATED = "started", "posted", "refused", "repeated"
REPEATED_SENDS = "repeated sends"  # the counter's name
# Asked for again by somebody who saw that it was given up, so never for nothing: all tries anew.
_BEGINS_ANEW = DELIVERIES
# They hold the number of a case and nothing of whoever changed it: they go on without them.
IMPERSONAL = frozenset({JobKind.SHOW, JobKind.DUE})


@dataclass(frozen=True)
class Lease:
    """Who takes the jobs of a turn at once, for how long, and which kinds."""

    worker: str
    length: timedelta
    kinds: frozenset[JobKind] = field(default=frozenset({JobKind.SEND}))


async def put(
    connection: AsyncConnection,
    new: NewJob,
    owner: str | None,
    lease: Lease | None = None,
    now: datetime | None = None,
) -> Job | None:
    """The new job; None where an open one of that kind and key stands: that one is kept as it
    is, only due at the earlier of the two times. One that is running runs once more then."""
    leased = _leased(lease, now) if lease and now else {"fence": 0, "attempts": 0}
    values = {
        "kind": new.kind.value,
        "key": new.key,
        "owner": None if new.kind in IMPERSONAL else owner,
        "body": new.body,
        "state": OPEN,
        "due_at": new.due_at,
        **leased,
    }
    while True:
        row = await insert_unless_there(connection, JOBS, values, ["kind", "key"], where=OPEN_JOB)
        if row is not None:
            fence = 1 if lease else 0
            return Job(int(str(row[0])), new.kind, new.key, new.body, fence, fence)
        if await _asked_again(connection, new):
            return None
        # The open one ended between the two statements: there is room now.


def _leased(lease: Lease, now: datetime) -> dict[str, object]:
    until = now + lease.length
    return {"fence": 1, "attempts": 1, "worker": lease.worker, "leased_until": until}


async def _asked_again(connection: AsyncConnection, new: NewJob) -> bool:
    """Whether an open one stands: due at the earlier of both times, or, if somebody is at it
    already and may have read what was before, once more when it has ended."""
    due, again = JOBS.c.due_at, func.coalesce(JOBS.c.again_at, new.due_at)
    taken = JOBS.c.leased_until.is_not(None)
    values = {
        "due_at": case((due < new.due_at, due), else_=new.due_at),
        "again_at": case((~taken, JOBS.c.again_at), (again < new.due_at, again), else_=new.due_at),
    }
    same = and_(JOBS.c.kind == new.kind.value, JOBS.c.key == new.key, JOBS.c.state == OPEN)
    return (await connection.execute(update(JOBS).where(same).values(**values))).rowcount > 0


async def claim(
    connection: AsyncConnection,
    kinds: Collection[JobKind],
    worker: str,
    now: datetime,
    lease: timedelta,
) -> Job | None:
    """The job that has been due longest and nobody holds, leased to the worker."""
    free = or_(JOBS.c.leased_until.is_(None), JOBS.c.leased_until <= now)
    ready = and_(JOBS.c.state == OPEN, JOBS.c.due_at <= now, free, _of(kinds))
    # On SQLite the lock is left out: there the transaction holds the only write lock.
    oldest = select(JOBS).where(ready).order_by(JOBS.c.due_at, JOBS.c.id).limit(1)
    row = (await connection.execute(oldest.with_for_update(skip_locked=True))).first()
    if row is None:
        return None
    # This run reads all that was asked for by now.
    asked = row.again_at is not None and row.again_at <= now
    again = None if asked else row.again_at
    fence, attempts = row.fence + 1, row.attempts + 1
    if asked and JobKind(row.kind) in _BEGINS_ANEW:
        attempts = 1
    values = {"fence": fence, "attempts": attempts, "worker": worker, "leased_until": now + lease}
    await connection.execute(
        update(JOBS).where(JOBS.c.id == row.id).values(**values, again_at=again)
    )
    await _count_repeated(connection, row.id)
    return Job(row.id, JobKind(row.kind), row.key, row.body, fence, attempts)


def _of(kinds: Collection[JobKind]) -> ColumnElement[bool]:
    return JOBS.c.kind.in_([kind.value for kind in kinds])


async def _count_repeated(connection: AsyncConnection, job_id: int) -> None:
    lost = await _close_sending(connection, job_id, REPEATED)
    if lost:
        more = update(COUNTERS).where(COUNTERS.c.name == REPEATED_SENDS)
        await connection.execute(more.values(value=COUNTERS.c.value + lost))


async def _close_sending(connection: AsyncConnection, job_id: int, outcome: str) -> int:
    begun = and_(SENDINGS.c.job_id == job_id, SENDINGS.c.outcome == STARTED)
    return (
        await connection.execute(update(SENDINGS).where(begun).values(outcome=outcome))
    ).rowcount


async def hold(connection: AsyncConnection, job: Job, **values: object) -> None:
    """Changes the job's row if it is still leased to its holder; raises LeaseLost."""
    values = values or {"fence": job.fence}  # at least locked
    changed = await connection.execute(update(JOBS).where(_held(job)).values(**values))
    if changed.rowcount != 1:
        raise LeaseLost(job.id)


async def keep_body(connection: AsyncConnection, job: Job, body: Json) -> Job:
    await hold(connection, job, body=body)
    return replace(job, body=body)


async def done(connection: AsyncConnection, job: Job, now: datetime) -> None:
    """Ends the job, and nothing personal stays of it; asked for again while it ran, it gets its
    lease back instead and is due when it was asked for. Raises LeaseLost."""
    if not await _once_more(connection, job):
        bare = {"body": EMPTY, "key": "", "owner": None}
        await hold(connection, job, **bare, **_ended(DONE, now))
    await _close_sending(connection, job.id, REFUSED)


async def fail(connection: AsyncConnection, job: Job, now: datetime) -> None:
    """Gives the job up; it can be looked into. Asked for again or not, unless it begins anew then.
    Raises LeaseLost."""
    if job.kind not in _BEGINS_ANEW or not await _once_more(connection, job):
        await hold(connection, job, **_ended(FAILED, now))
    await _close_sending(connection, job.id, REFUSED)


async def _once_more(connection: AsyncConnection, job: Job) -> bool:
    """Whether it was asked for again while it ran: then it is open, with all its tries. Raises
    LeaseLost."""
    await hold(connection, job)  # from here on nobody can ask for it again unseen
    values = {
        "due_at": JOBS.c.again_at,
        "again_at": None,
        "fence": job.fence + 1,  # whoever ends it twice ends not the next run
        "attempts": 0,
        "leased_until": None,
        "worker": None,
    }
    asked = update(JOBS).where(JOBS.c.id == job.id, JOBS.c.again_at.is_not(None))
    return (await connection.execute(asked.values(**values))).rowcount > 0


def _ended(state: str, now: datetime) -> dict[str, object]:
    return {"state": state, "ended_at": now, "leased_until": None}


async def postpone(
    connection: AsyncConnection, job: Job, due_at: datetime, *, unsure: bool
) -> None:
    """Gives the lease back until `due_at`. `unsure`: the send under way may have arrived, so
    that the next one counts as repeated."""
    await hold(connection, job, due_at=due_at, leased_until=None, worker=None)
    if not unsure:
        await _close_sending(connection, job.id, REFUSED)


async def begin_send(connection: AsyncConnection, job: Job, now: datetime) -> None:
    await hold(connection, job)
    values = {"job_id": job.id, "outcome": STARTED, "started_at": now}
    await connection.execute(SENDINGS.insert().values(**values))


async def end_send(connection: AsyncConnection, job: Job, activity_id: str | None) -> None:
    await hold(connection, job)
    outcome = REFUSED if activity_id is None else POSTED
    begun = and_(SENDINGS.c.job_id == job.id, SENDINGS.c.outcome == STARTED)
    values = {"outcome": outcome, "activity_id": activity_id}
    await connection.execute(update(SENDINGS).where(begun).values(**values))


async def next_due(connection: AsyncConnection, kinds: Collection[JobKind]) -> datetime | None:
    """When the next job can be claimed: due, and its lease over."""
    later = and_(JOBS.c.leased_until.is_not(None), JOBS.c.leased_until > JOBS.c.due_at)
    ready = case((later, JOBS.c.leased_until), else_=JOBS.c.due_at)
    wanted = select(func.min(ready)).where(JOBS.c.state == OPEN, _of(kinds))
    found: datetime | None = (await connection.execute(wanted)).scalar_one()
    return found


async def repeated_sends(connection: AsyncConnection) -> int:
    wanted = select(COUNTERS.c.value).where(COUNTERS.c.name == REPEATED_SENDS)
    return int((await connection.execute(wanted)).scalar_one())


async def save_result(
    connection: AsyncConnection, job: Job, result: Case, after: Iterable[NewJob], body: Json | None
) -> Case:
    """The case at its next version, with what follows. Raises LeaseLost, CaseConflict."""
    owner = await _owner(connection, job)
    # The case before the job's row: turns lock in that order too.
    saved = await rows.save(connection, result)
    await hold(connection, job, **({} if body is None else {"body": body}))
    for new in after:
        await put(connection, new, owner)
    return saved


async def _owner(connection: AsyncConnection, job: Job) -> str | None:
    """On whose behalf the job runs, as a digest. Raises LeaseLost."""
    row = (await connection.execute(select(JOBS.c.owner).where(_held(job)))).first()
    if row is None:
        raise LeaseLost(job.id)
    owner: str | None = row.owner
    return owner


def _held(job: Job) -> ColumnElement[bool]:
    return and_(JOBS.c.id == job.id, JOBS.c.fence == job.fence, JOBS.c.state == OPEN)
