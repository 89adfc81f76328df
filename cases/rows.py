"""Cases in and out of their tables: whole cases in, compare-and-set; history appended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import audits, tallies
from cases.columns import as_word
from cases.errors import CaseConflict
from cases.model import Case, CaseState, Event, EventKind, Party, Person, Place, Side, Triage
from cases.queues import NEVER
from cases.search import terms_of
from cases.states import OPEN
from cases.tables import CASES, COUNTERS, EVENTS, TERMS, insert_unless_there
from cases.tallies import NOTHING, Counted, Standing
from evidence.facts import Complaint, Facts

CaseRow = Row[*tuple[object, ...]]
_COUNTED = (
    CASES.c.state,
    CASES.c.card_id,
    CASES.c.opened_at,
    CASES.c.cause,
    CASES.c.acting,
    CASES.c.partner,
    CASES.c.answered_at,
    CASES.c.solved_at,
    CASES.c.triage,
    CASES.c.complaint,
)


async def next_number(connection: AsyncConnection) -> int:
    """A number nobody else gets. Gaps are fine."""
    counter = update(COUNTERS).where(COUNTERS.c.name == "case numbers")
    more = counter.values(value=COUNTERS.c.value + 1).returning(COUNTERS.c.value)
    return int((await connection.execute(more)).scalar_one())


async def save(connection: AsyncConnection, case: Case) -> Case:
    """The case at its next version, its new events kept. Raises CaseConflict."""
    [saved] = await save_all(connection, [case])
    return saved


async def save_all(connection: AsyncConnection, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Each case at its next version, by number. Raises CaseConflict.

    Whoever saves several in one transaction saves them here: locks are taken in the same order
    everywhere (cases by number, sums, hand-offs, deliveries, jobs), so that nobody waits for
    each other.
    """
    ordered = sorted(cases, key=lambda case: case.number)
    before = [await _keep(connection, case) for case in ordered]
    after = [tallies.counted(case) for case in ordered]
    await tallies.add(connection, tallies.change(before, after))
    return tuple(replace(case, version=case.version + 1) for case in ordered)


async def _keep(connection: AsyncConnection, case: Case) -> Counted:
    """Returns what the case counted as before."""
    before = await _counted(connection, case) if case.version else NOTHING
    if case.version == 0:
        await _insert(connection, case)
    else:
        await _update(connection, case)
    await _append(connection, case)
    await _keep_terms(connection, case)
    return before


async def _counted(connection: AsyncConnection, case: Case) -> Counted:
    # Read before the row is locked: only at this version can it be changed afterwards.
    same = (CASES.c.number == case.number) & (CASES.c.version == case.version)
    row = (await connection.execute(select(*_COUNTED).where(same))).first()
    if row is None:
        raise CaseConflict(case.number)
    return tallies.sums(_standing(row))


def _standing(row: CaseRow) -> Standing:
    shown = bool(row.card_id or row.answered_at or row.triage)
    return Standing(
        begun=tallies.begun(CaseState(row.state), shown),
        opened_at=row.opened_at,
        cause=row.cause,
        acting=row.acting,
        partner=row.partner,
        answered_at=row.answered_at,
        solved_at=row.solved_at,
        alone=row.triage is None,
        questions=tallies.answered_one_by_one(Complaint.from_json(row.complaint)),
    )


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
        await audits.of_events(connection, case.number, case.history[kept:])


async def _keep_terms(connection: AsyncConnection, case: Case) -> None:
    of_case = TERMS.c.case_number == case.number
    kept = select(TERMS.c.term).where(of_case)
    before = set((await connection.execute(kept)).scalars()) if case.version else set()
    after = {as_word(term): term for term in terms_of(case)}
    # A corrected address still stands in the history: it leads to the case until that is erased.
    gone = sorted(term for term in before - after.keys() if "@" not in term)
    fresh = [{"term": term, "case_number": case.number} for term in _missing(after, before)]
    if gone:
        as_kept = type_coerce(TERMS.c.term, Text).in_(gone)
        await connection.execute(delete(TERMS).where(of_case, as_kept))
    if fresh:
        await connection.execute(insert(TERMS), fresh)


def _missing(after: Mapping[str, str], before: set[str]) -> list[str]:
    return [after[kept] for kept in sorted(after.keys() - before)]


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
        "cause": case.cause,
        "acting": case.acting.value if case.acting else None,
        "partner": case.partner,
        "answered_at": case.answered_at,
        "solved_at": case.solved_at,
        "desk_facts": case.desk_facts.to_json() if case.desk_diagnosis else None,
        "desk_diagnosis": case.desk_diagnosis,
        "brought": case.brought.to_json() if case.brought.observations else None,
        **_desk_values(case),
    }


def _desk_values(case: Case) -> dict[str, object]:
    triage = case.triage
    if triage is None:
        return {"triage": None, "on_desk": 0, "owner_object_id": None, "due_at": None}
    return {
        "triage": triage.to_json(),
        "on_desk": int(case.state in OPEN),
        "owner_object_id": triage.owner.object_id if triage.owner else None,
        "due_at": triage.due_at or NEVER,
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
    newest = select(CASES).where(reported_by(person)).order_by(CASES.c.number.desc()).limit(limit)
    return await _read(connection, newest)


def reported_by(person: Person) -> ColumnElement[bool]:
    """The condition for the person's own cases."""
    return and_(
        CASES.c.reporter_object_id == person.object_id,
        CASES.c.reporter_tenant_id == person.tenant_id,
    )


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
        cause=row.cause,
        acting=Party(row.acting) if row.acting else None,
        partner=row.partner,
        answered_at=row.answered_at,
        solved_at=row.solved_at,
        triage=Triage.from_json(row.triage) if row.triage else None,
        desk_facts=Facts.from_json(row.desk_facts) if row.desk_facts else Facts(),
        desk_diagnosis=row.desk_diagnosis,
        brought=Facts.from_json(row.brought) if row.brought else Facts(),
    )
