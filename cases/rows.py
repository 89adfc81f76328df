"""Cases in and out of their tables: whole cases in, compare-and-set; history appended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.errors import CaseConflict
from cases.model import Case, CaseState, Event, EventKind, Person, Place, Side
from cases.tables import CASES, COUNTERS, EVENTS, insert_unless_there
from evidence.facts import Complaint, Facts

CaseRow = Row[*tuple[object, ...]]


async def next_number(connection: AsyncConnection) -> int:
    """A number nobody else gets. Gaps are fine."""
    counter = update(COUNTERS).where(COUNTERS.c.name == "case numbers")
    more = counter.values(value=COUNTERS.c.value + 1).returning(COUNTERS.c.value)
    return int((await connection.execute(more)).scalar_one())


async def save(connection: AsyncConnection, case: Case) -> Case:
    """The case at its next version, its new events kept. Raises CaseConflict."""
    if case.version == 0:
        await _insert(connection, case)
    else:
        await _update(connection, case)
    await _append(connection, case)
    return replace(case, version=case.version + 1)


async def _insert(connection: AsyncConnection, case: Case) -> None:
    values = {"number": case.number, **_values(case)}
    if await insert_unless_there(connection, CASES, values, ["number"]) is None:
        raise CaseConflict(case.number)


async def _update(connection: AsyncConnection, case: Case) -> None:
    same = (CASES.c.number == case.number) & (CASES.c.version == case.version)
    done = await connection.execute(update(CASES).where(same).values(**_values(case)))
    if done.rowcount != 1:
        raise CaseConflict(case.number)


async def _append(connection: AsyncConnection, case: Case) -> None:
    count = select(func.count()).where(EVENTS.c.case_number == case.number)
    kept = (await connection.execute(count)).scalar_one() if case.version else 0
    fresh = [
        _event_values(case.number, seq, case.history[seq]) for seq in range(kept, len(case.history))
    ]
    if fresh:
        await connection.execute(insert(EVENTS), fresh)


def _values(case: Case) -> dict[str, object]:
    return {
        "version": case.version + 1,
        "state": case.state.value,
        "reporter_object_id": case.reporter.object_id,
        "reporter_tenant_id": case.reporter.tenant_id,
        "reporter": asdict(case.reporter),
        "side": case.side.value if case.side else None,
        "place": case.place.to_json(),
        "complaint": case.complaint.to_json(),
        "facts": case.facts.to_json(),
        "diagnosis": case.diagnosis,
        "card_id": case.card_id,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
    }


def _event_values(number: int, seq: int, event: Event) -> dict[str, object]:
    return {
        "case_number": number,
        "seq": seq,
        "kind": event.kind.value,
        "at": event.at,
        "actor": event.by,
        "detail": event.detail,
    }


async def case(connection: AsyncConnection, number: int) -> Case | None:
    """The case with its history, or None."""
    found = await _read(connection, select(CASES).where(CASES.c.number == number))
    return found[0] if found else None


async def cases_of(connection: AsyncConnection, person: Person, limit: int) -> tuple[Case, ...]:
    """What the person reported, newest first."""
    own = (CASES.c.reporter_object_id == person.object_id) & (
        CASES.c.reporter_tenant_id == person.tenant_id
    )
    newest = select(CASES).where(own).order_by(CASES.c.number.desc()).limit(limit)
    return await _read(connection, newest)


async def _read(
    connection: AsyncConnection, wanted: Select[*tuple[object, ...]]
) -> tuple[Case, ...]:
    # Cases first: an event that comes in between makes the history longer than the version
    # says, and a save of such a case fails on the version. The other way round loses the event.
    rows = (await connection.execute(wanted)).all()
    history = await _history(connection, [row.number for row in rows])
    return tuple(_case(row, tuple(history[row.number])) for row in rows)


async def _history(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, list[Event]]:
    history: dict[int, list[Event]] = {number: [] for number in numbers}
    if not numbers:
        return history
    wanted = select(EVENTS).where(EVENTS.c.case_number.in_(numbers))
    for row in await connection.execute(wanted.order_by(EVENTS.c.case_number, EVENTS.c.seq)):
        event = Event(EventKind(row.kind), row.at, row.actor, row.detail)
        history[row.case_number].append(event)
    return history


def _case(row: CaseRow, history: tuple[Event, ...]) -> Case:
    return Case(
        number=row.number,
        version=row.version,
        state=CaseState(row.state),
        reporter=Person(**row.reporter),
        side=Side(row.side) if row.side else None,
        place=Place.from_json(row.place),
        complaint=Complaint.from_json(row.complaint),
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        facts=Facts.from_json(row.facts),
        diagnosis=row.diagnosis,
        card_id=row.card_id,
        history=history,
    )
