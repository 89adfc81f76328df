"""Cases that go on as one that is erased: open again, so that somebody still looks at them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import jobs, mentions, rows
from cases.audits import BOT
from cases.due import Patience, due_after
from cases.model import Case, CaseState, Event, EventKind, JobKind, NewJob
from cases.tables import CASES

SOME = 500  # cases looked at in one statement


async def give_back(connection: AsyncConnection, numbers: Collection[int], now: datetime) -> None:
    """Opens again what was merged into these cases; before they are erased.

    Their reporters are not written to: that is for the desk, which has them again.
    """
    behind = sorted(await _linked(connection, numbers) - set(numbers))
    for begin in range(0, len(behind), SOME):
        which = CASES.c.number.in_(behind[begin : begin + SOME])
        locked = await mentions.lock(connection, which)
        found = [await rows.case(connection, number) for number in locked]
        again = [_reopened(case, now) for case in found if case and _into(case) in numbers]
        await rows.save_all(connection, again)
        for case in again:
            await _looked_at(connection, case, now)


async def _linked(connection: AsyncConnection, numbers: Collection[int]) -> set[int]:
    """All that these cases are linked with: what was merged is linked as well."""
    ordered, linked = sorted(numbers), set[int]()
    for begin in range(0, len(ordered), SOME):
        some = CASES.c.number.in_(ordered[begin : begin + SOME])
        wanted = select(CASES.c.triage).where(some, CASES.c.triage.is_not(None))
        for row in await connection.execute(wanted):
            linked.update(row.triage["links"])
    return linked


def _into(case: Case) -> int | None:
    return case.triage.merged_into if case.triage else None


def _reopened(case: Case, now: datetime) -> Case:
    if case.triage is None:
        return case
    due = due_after(CaseState.NEW, now, Patience())
    triage = replace(case.triage, merged_into=None, closed_because=None, due_at=due)
    history = (*case.history, Event(EventKind.REOPENED, now, BOT))
    return replace(
        case,
        state=CaseState.NEW,
        triage=triage,
        solved_at=None,
        changed_at=now,
        history=history,
    )


async def _looked_at(connection: AsyncConnection, case: Case, now: datetime) -> None:
    """The desk's card shows it, and its time runs, as after every change."""
    body = {"case": case.number}
    for kind, key in ((JobKind.SHOW, "desk"), (JobKind.DUE, "due")):
        await jobs.put(connection, NewJob(kind, f"{key}-{case.number}", body, now), None)
