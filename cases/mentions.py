"""Where somebody stands in what belongs to others, and how they are taken out of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    type_coerce,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import hand_off_mentions, released, rows
from cases.about import About
from cases.columns import compact, digest
from cases.jobs import FAILED, IMPERSONAL, OPEN
from cases.model import DELIVERIES, Case, EventKind, JobKind, Json, Person
from cases.roles import same
from cases.tables import CASES, EVENTS, GIVEN, HAND_OFFS, JOBS

SOME = 50  # cases of others changed at a time
WINDOW = 20_000  # case numbers looked through at a time
SOMEBODY = "forgotten"  # who did what a forgotten person did in the case of another

# What stays of an event whose doer is forgotten: what was done, nothing of whom or in what words.
_STAYS = frozenset(
    {"role", "party", "reason", "into", "other", "because", "refusal"}
    | {"hand_off", "reader", "way", "failed", "answer", "option", "source"}
)
_WRITTEN = tuple(
    kind.value
    for kind in (
        *(EventKind.ASKED, EventKind.REPLIED, EventKind.NOTED, EventKind.CLOSED),
        *(EventKind.PARTNER_ANSWERED, EventKind.PARTNER_REPLIED),
    )
)
AnyRow = Row[*tuple[object, ...]]


async def leave_some(
    connection: AsyncConnection, person: Person, names: Collection[str], after: int
) -> int | None:
    """Takes the person out of the next SOME of the cases of others behind number `after`: as the
    one who has them, from what they asked, and from what was handed off. Returns the last number;
    None where none is left. `names`: by which they are known.

    The cases' versions grow, so that old cards are noticed.
    """
    which = CASES.c.number.in_(union(*touched(person))) & (CASES.c.number > after)
    numbers = await lock(connection, which, SOME)
    found = [await rows.case(connection, number) for number in numbers]
    changes = [(case, _without(case, person)) for case in found if case]
    await rows.save_all(connection, [left for case, left in changes if left != case])
    await _empty_events(connection, person, EVENTS.c.case_number.in_(numbers))
    handed_off = HAND_OFFS.c.case_number.in_(numbers)
    await hand_off_mentions.leave(connection, person, names, handed_off)
    return numbers[-1] if len(numbers) == SOME else None


async def leave_cases(connection: AsyncConnection, person: Person, names: Collection[str]) -> None:
    """Takes the person out of all cases of others, also from what they did there and from who
    was given a case. `names`: by which they are known."""
    after: int | None = 0
    while after is not None:
        after = await leave_some(connection, person, names, after)
    given = await _empty_given(connection, set(names) - {""})
    await hand_off_mentions.leave(connection, person, names, _worked_in(person, given))
    await hand_off_mentions.leave_recipients(connection, person)
    await _empty_events(connection, person)


def _worked_in(person: Person, given: Collection[int]) -> ColumnElement[bool]:
    """The condition for the hand-offs in which they may be named: of cases where they did
    something or that were given to them, and their own."""
    did = select(EVENTS.c.case_number).where(EVENTS.c.actor == person.object_id)
    number = HAND_OFFS.c.case_number
    by = HAND_OFFS.c.by_object_id == person.object_id
    return or_(number.in_(did), number.in_(given), by)


@dataclass(frozen=True)
class Window:
    """The cases up to number `last` in which somebody wrote an address, handed off to it, or
    released it as their own."""

    last: int
    numbers: tuple[int, ...]


async def said(connection: AsyncConnection, about: About, after: int) -> Window | None:
    """The next cases behind number `after`, at most SOME; None where there are no more."""
    end = select(func.max(CASES.c.number)).where(CASES.c.number > after)
    if (await connection.execute(end)).scalar() is None:
        return None
    last, written = after + WINDOW, type_coerce(EVENTS.c.detail, Text)
    near = EVENTS.c.case_number.between(after + 1, last) & EVENTS.c.kind.in_(_WRITTEN)
    wanted = select(EVENTS).where(near, written.icontains(about.fragment, autoescape=True))
    found = (await connection.execute(wanted)).all()
    handed_off = HAND_OFFS.c.case_number.between(after + 1, last)
    named = await hand_off_mentions.naming(connection, about, handed_off)
    own = await released.naming(connection, about, CASES.c.number.between(after + 1, last))
    said_in = {row.case_number for row in found if _names(row, about)}
    numbers = tuple(sorted(named | own | said_in))
    return Window(last, numbers) if len(numbers) <= SOME else _first(numbers)


def _first(numbers: tuple[int, ...]) -> Window:
    return Window(numbers[SOME - 1], numbers[:SOME])


def _names(row: AnyRow, about: About) -> bool:
    return about.within(row.detail.get("text"))


async def empty_words(connection: AsyncConnection, about: About, numbers: Sequence[int]) -> int:
    """How many events' words, and with them the desk's open questions, how many hand-offs and
    releases were emptied because they name the address. Cases whose question or release went get
    a new version."""
    locked = await lock(connection, CASES.c.number.in_(numbers))
    found = [c for number in locked if (c := await rows.case(connection, number))]
    own = [c for c in found if released.names(c, about)]
    left = [_without_words(released.without(c, about), about) for c in found]
    await rows.save_all(connection, [c for c, was in zip(left, found, strict=True) if c != was])
    wanted = EVENTS.c.case_number.in_(numbers) & EVENTS.c.kind.in_(_WRITTEN)
    events = (await connection.execute(select(EVENTS).where(wanted))).all()
    naming = [row for row in events if _names(row, about)]
    await _rewrite(connection, naming, [{**row.detail, "text": ""} for row in naming])
    handed_off = await hand_off_mentions.empty_words(connection, about, numbers)
    return len(naming) + len(own) + handed_off


def _without_words(case: Case, about: About) -> Case:
    if case.triage is None or not about.within(case.triage.question):
        return case
    return replace(case, triage=replace(case.triage, question=""))


def touched(person: Person) -> tuple[Select[int], Select[int]]:
    """Select the numbers of cases that the person has at the desk, or asked something about."""
    has = select(CASES.c.number).where(CASES.c.owner_object_id == person.object_id)
    asked = select(EVENTS.c.case_number).where(
        EVENTS.c.actor == person.object_id, EVENTS.c.kind == EventKind.ASKED.value
    )
    return has, asked


async def lock(
    connection: AsyncConnection, which: ColumnElement[bool], limit: int | None = None
) -> list[int]:
    """Lets nobody else change these cases until the transaction ends; returns their numbers."""
    wanted = select(CASES.c.number).where(which).order_by(CASES.c.number).limit(limit)
    return list((await connection.execute(wanted.with_for_update())).scalars())


def _without(case: Case, person: Person) -> Case:
    triage = case.triage
    if triage is None:
        return case
    if triage.owner and same(person, triage.owner):
        triage = replace(triage, owner=None)
    questions = {
        event.detail.get("text")
        for event in case.history
        if event.kind is EventKind.ASKED and event.by == person.object_id
    }
    if triage.question in questions:
        triage = replace(triage, question="")
    return replace(case, triage=triage)


async def _empty_events(
    connection: AsyncConnection, person: Person, *where: ColumnElement[bool]
) -> None:
    of_person = select(EVENTS).where(EVENTS.c.actor == person.object_id, *where)
    found = (await connection.execute(of_person)).all()
    kept = [{k: v for k, v in row.detail.items() if k in _STAYS} for row in found]
    await _rewrite(connection, found, kept, SOMEBODY)


async def _empty_given(connection: AsyncConnection, names: Collection[str]) -> frozenset[int]:
    """The numbers of the cases that were given to them. Only the name says who was given a case:
    a namesake's goes as well."""
    written = type_coerce(EVENTS.c.detail, Text)
    named = [written.contains(compact({"to": name})[1:-1], autoescape=True) for name in names]
    given = (await connection.execute(select(EVENTS).where(GIVEN, or_(false(), *named)))).all()
    found = [row for row in given if row.detail.get("to") in names]
    await _rewrite(connection, found, [{**row.detail, "to": ""} for row in found])
    return frozenset(row.case_number for row in found)


async def _rewrite(
    connection: AsyncConnection,
    found: Sequence[AnyRow],
    details: Sequence[Json],
    actor: str | None = None,
) -> None:
    if not found:
        return
    one = and_(EVENTS.c.case_number == bindparam("n"), EVENTS.c.seq == bindparam("s"))
    values = [
        {"n": row.case_number, "s": row.seq, "a": actor or row.actor, "d": detail}
        for row, detail in zip(found, details, strict=True)
    ]
    change = update(EVENTS).where(one).values(actor=bindparam("a"), detail=bindparam("d"))
    await connection.execute(change, values)


async def jobs_about(connection: AsyncConnection, about: About) -> tuple[int, ...]:
    """The ids of the jobs, still to do or given up, whose body names any of it."""
    return tuple(row.id for row in await _jobs(connection) if about.within(row.body))


async def leave_jobs(connection: AsyncConnection, person: Person, about: About) -> tuple[int, ...]:
    """The ids of the jobs that go with the person. What they asked for in the cases of others
    goes on without them; a worker that is at it loses its lease."""
    owner, gone = digest(person.object_id), []
    for row in await _jobs(connection):
        own = row.owner == owner
        if about.within(row.body) or (own and not _for_others(row)):
            gone.append(row.id)
        elif own or _anonymous(row.body, person) != row.body:
            await _disown(connection, row, person)
    return tuple(gone)


def _for_others(row: AnyRow) -> bool:
    check = row.kind == JobKind.CHECK.value and "case" in row.body
    return check or row.kind in (JobKind.GROUP, *DELIVERIES)


async def _disown(connection: AsyncConnection, row: AnyRow, person: Person) -> None:
    values = {
        "owner": None if row.owner == digest(person.object_id) else row.owner,
        "body": _anonymous(row.body, person),
        "fence": row.fence + 1,
        "leased_until": None,
        "worker": None,
    }
    await connection.execute(update(JOBS).where(JOBS.c.id == row.id).values(**values))


def _anonymous(value: object, person: Person) -> object:
    """Stored JSON in which nothing is left of the person's ids and name."""
    match value:
        case Mapping():
            return {key: _anonymous(each, person) for key, each in value.items()}
        case list() | tuple():
            return [_anonymous(each, person) for each in value]
        case str() if value and value == person.object_id:
            return SOMEBODY
        case str() if value in (person.teams_id, person.name):
            return ""
    return value


async def _jobs(connection: AsyncConnection) -> Sequence[AnyRow]:
    """Those that can hold something personal. Locked: nobody writes it back meanwhile."""
    personal = JOBS.c.kind.not_in([kind.value for kind in IMPERSONAL])
    wanted = select(JOBS).where(JOBS.c.state.in_([OPEN, FAILED]), personal)
    return (await connection.execute(wanted.order_by(JOBS.c.id).with_for_update())).all()
