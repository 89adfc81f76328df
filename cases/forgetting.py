"""Erasing: a person on request, and everybody after the retention."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.columns import digest
from cases.jobs import OPEN
from cases.model import EMPTY, Person
from cases.tables import AUDITS, CASES, DRAFTS, EVENTS, JOBS, SENDINGS, TURNS

TRACES = timedelta(days=7)  # how long ended jobs and handled deliveries are remembered
SOMEBODY = "forgotten"  # who did what a forgotten person did in the case of another


@dataclass(frozen=True)
class Erased:
    """How many rows went, by what they were."""

    drafts: int = 0
    turns: int = 0
    cases: int = 0
    events: int = 0
    jobs: int = 0
    sendings: int = 0


async def forget(connection: AsyncConnection, person: Person, now: datetime) -> Erased:
    """Erases what the person said and did, and leaves a line that says only that it happened.

    A check that is running loses its lease, so that its result cannot bring anything back.
    """
    owner = digest(person.object_id)
    own = and_(
        CASES.c.reporter_object_id == person.object_id,
        CASES.c.reporter_tenant_id == person.tenant_id,
    )
    erased = Erased(
        turns=await _delete(connection, TURNS, TURNS.c.owner == owner),
        drafts=await _delete(connection, DRAFTS, DRAFTS.c.owner == owner),
        **await _erase_cases(connection, own),
        **await _erase_jobs(connection, JOBS.c.owner == owner),
    )
    elsewhere = update(EVENTS).where(EVENTS.c.actor == person.object_id)
    await connection.execute(elsewhere.values(actor=SOMEBODY, detail=EMPTY))
    await _audit(connection, "forget", erased, now)
    return erased


async def sweep(connection: AsyncConnection, now: datetime, retention: timedelta) -> Erased:
    """Erases cases and drafts unchanged for `retention`, and week-old traces of work."""
    emptied = and_(DRAFTS.c.body.is_(None), DRAFTS.c.changed_at < now - TRACES)
    erased = Erased(
        turns=await _delete(connection, TURNS, TURNS.c.at < now - TRACES),
        drafts=await _delete(
            connection, DRAFTS, or_(DRAFTS.c.changed_at < now - retention, emptied)
        ),
        **await _erase_cases(connection, CASES.c.changed_at < now - retention),
        **await _erase_jobs(connection, and_(JOBS.c.state != OPEN, JOBS.c.ended_at < now - TRACES)),
    )
    if erased != Erased():
        await _audit(connection, "sweep", erased, now)
    return erased


async def _erase_cases(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[str, int]:
    numbers = select(CASES.c.number).where(which)
    return {
        "events": await _delete(connection, EVENTS, EVENTS.c.case_number.in_(numbers)),
        "cases": await _delete(connection, CASES, which),
    }


async def _erase_jobs(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[str, int]:
    ids = select(JOBS.c.id).where(which)
    return {
        "sendings": await _delete(connection, SENDINGS, SENDINGS.c.job_id.in_(ids)),
        "jobs": await _delete(connection, JOBS, which),
    }


async def _delete(connection: AsyncConnection, table: Table, which: ColumnElement[bool]) -> int:
    return (await connection.execute(delete(table).where(which))).rowcount


async def _audit(connection: AsyncConnection, kind: str, erased: Erased, now: datetime) -> None:
    line = {"kind": kind, "at": now, "counts": asdict(erased)}
    await connection.execute(insert(AUDITS).values(**line))
