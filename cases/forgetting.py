"""Erasing: a person or an address on request, and everybody after the retention."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    false,
    or_,
    select,
    tuple_,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import audits, mentions, merged, people, rows, sign_ins
from cases.about import About
from cases.columns import digest
from cases.model import Person, Place, Scope
from cases.search import address_term
from cases.tables import (
    AUDITS,
    CASES,
    DELIVERIES,
    DOWNLOADS,
    DRAFTS,
    ENDED_JOB,
    EVENTS,
    HAND_OFFS,
    JOBS,
    LEARNED,
    PEOPLE,
    POSTS,
    SENDINGS,
    SIGN_INS,
    TERMS,
    TURNS,
)

TRACES = timedelta(days=7)  # how long ended jobs and handled deliveries are remembered
_FIGURES = ("text/csv", "image/png")  # counts without persons
PAGE = 1000  # of each kind swept in one transaction, so that nobody waits long for it
_PAGED = ("turns", "drafts", "cases", "people", "downloads", "sign_ins", "jobs")


@dataclass(frozen=True)
class Retention:
    """How long each kind of data is kept: cases and drafts since they last changed, people
    since they were last seen, lines of the audit since they were written."""

    cases: timedelta = timedelta(days=180)
    drafts: timedelta = timedelta(days=30)
    people: timedelta = timedelta(days=365)
    audits: timedelta = timedelta(days=730)


@dataclass(frozen=True)
class Erased:
    """How many rows went, by what they were. `texts`: words in events and hand-offs that were
    emptied. `sign_ins`: begun on a partner's page, or what one showed."""

    drafts: int = 0
    turns: int = 0
    cases: int = 0
    events: int = 0
    terms: int = 0
    posts: int = 0
    jobs: int = 0
    sendings: int = 0
    people: int = 0
    downloads: int = 0
    hand_offs: int = 0
    deliveries: int = 0
    sign_ins: int = 0
    texts: int = 0

    @property
    def more(self) -> bool:
        """Whether a page of the sweep was full of something: then there may be more of it."""
        counts = asdict(self)
        return any(counts[name] >= PAGE for name in _PAGED)

    def __add__(self, other: Erased) -> Erased:
        more = asdict(other)
        return Erased(**{name: count + more[name] for name, count in asdict(self).items()})


async def forget(connection: AsyncConnection, person: Person, now: datetime) -> Erased:
    """Erases what the person said and did, and leaves a line that says only that it happened.

    A check that is running loses its lease, so that its result cannot bring anything back.
    """
    owner, own = digest(person.object_id), rows.reported_by(person)
    known = await people.acquaintance(connection, person)
    names = await people.names(connection, person)
    erased = Erased(
        turns=await _delete(connection, TURNS, TURNS.c.owner == owner),
        drafts=await _delete(connection, DRAFTS, DRAFTS.c.owner == owner),
        people=await _delete(connection, PEOPLE, people.is_(person)),
        sign_ins=await sign_ins.erase_all(connection),
    )
    # Cases after drafts as in a turn, and in order as wherever several are saved.
    theirs = union(select(CASES.c.number).where(own), *mentions.touched(person))
    await mentions.lock(connection, CASES.c.number.in_(theirs))
    about = await _about(connection, own, known.chat if known else None)
    await merged.give_back(connection, about.numbers, now)
    erased += Erased(**await _erase_cases(connection, about.numbers))
    await mentions.leave_cases(connection, person, names)
    gone = await mentions.leave_jobs(connection, person, about)
    erased += Erased(
        **await _erase_jobs(connection, gone),
        downloads=await _erase_copies(connection, DOWNLOADS.c.owner == owner),
    )
    await audits.line(connection, "forget", now, counts=asdict(erased))
    return erased


async def forget_address(
    connection: AsyncConnection, address: str, now: datetime, texts: int
) -> Erased:
    """Erases the cases about this invited address, whoever reported them, and what else names it
    or them: drafts, jobs, files. A line that says only that it happened stays.

    `texts`: how many were emptied of it before, in whatever case.
    """
    term = address_term(address)
    named = CASES.c.number.in_(select(TERMS.c.case_number).where(TERMS.c.term == term))
    about = await _about(connection, named, address=term)
    erased = Erased(texts=texts, drafts=await _erase_drafts(connection, about))
    await mentions.lock(connection, named)
    await merged.give_back(connection, about.numbers, now)
    erased += Erased(**await _erase_cases(connection, about.numbers))
    erased += Erased(sign_ins=await sign_ins.erase(connection, about))
    gone = await mentions.jobs_about(connection, about)
    erased += Erased(
        **await _erase_jobs(connection, gone), downloads=await _erase_copies(connection, false())
    )
    await audits.line(connection, "forget address", now, counts=asdict(erased))
    return erased


async def sweep(connection: AsyncConnection, now: datetime, retention: Retention) -> Erased:
    """Erases what is past its time and week-old traces of work, of each kind at most PAGE."""
    emptied = and_(DRAFTS.c.body.is_(None), DRAFTS.c.changed_at < now - TRACES)
    untouched = or_(DRAFTS.c.changed_at < now - retention.drafts, emptied)
    erased = Erased(
        turns=await _delete_some(connection, TURNS, TURNS.c.at < now - TRACES),
        drafts=await _delete_some(connection, DRAFTS, untouched),
        people=await _delete_some(connection, PEOPLE, PEOPLE.c.seen_at < now - retention.people),
        downloads=await _delete_some(connection, DOWNLOADS, DOWNLOADS.c.expires_at <= now),
        sign_ins=await _delete_some(connection, SIGN_INS, SIGN_INS.c.expires_at <= now)
        + await _delete_some(connection, LEARNED, LEARNED.c.expires_at <= now),
        **await _erase_cases(connection, await _past(connection, now - retention.cases)),
        **await _erase_jobs(connection, await _ended_jobs(connection, now - TRACES)),
    )
    await _delete_some(connection, AUDITS, AUDITS.c.at < now - retention.audits)
    if erased != Erased():
        await audits.line(connection, "sweep", now, counts=asdict(erased))
    return erased


async def _about(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    chat: Place | None = None,
    address: str = "",
) -> About:
    """What these cases are named by, and the chats in which they were talked about."""
    numbers = list((await connection.execute(select(CASES.c.number).where(which))).scalars())
    places = [chat] if chat else []
    for some in _portions(numbers):
        wanted = select(CASES.c.place).where(CASES.c.number.in_(some))
        places += [Place.from_json(row.place) for row in await connection.execute(wanted)]
    chats = {place.conversation_id for place in places if place.scope is Scope.PERSONAL}
    return About(frozenset(numbers), frozenset(chats), address)


async def _past(connection: AsyncConnection, before: datetime) -> Sequence[int]:
    old = select(CASES.c.number).where(CASES.c.changed_at < before)
    # Whatever somebody is just changing is not old any more.
    oldest = old.order_by(CASES.c.changed_at).limit(PAGE).with_for_update(skip_locked=True)
    return sorted((await connection.execute(oldest)).scalars())


async def _ended_jobs(connection: AsyncConnection, before: datetime) -> Sequence[int]:
    old = select(JOBS.c.id).where(ENDED_JOB, JOBS.c.ended_at < before).limit(PAGE)
    return list((await connection.execute(old)).scalars())


async def _erase_cases(connection: AsyncConnection, numbers: Collection[int]) -> dict[str, int]:
    """What hangs on a hand-off besides its deliveries goes with it."""
    hanging = {"events": EVENTS, "terms": TERMS, "posts": POSTS, "hand_offs": HAND_OFFS}
    return (
        {"deliveries": await _erase_deliveries(connection, numbers)}
        | {
            name: await _delete_those(connection, table, table.c.case_number, numbers)
            for name, table in hanging.items()
        }
        | {"cases": await _delete_those(connection, CASES, CASES.c.number, numbers)}
    )


async def _erase_deliveries(connection: AsyncConnection, numbers: Collection[int]) -> int:
    deleted = 0
    for some in _portions(sorted(numbers)):
        handed_off = select(HAND_OFFS.c.id).where(HAND_OFFS.c.case_number.in_(some))
        deleted += await _delete(connection, DELIVERIES, DELIVERIES.c.hand_off.in_(handed_off))
    return deleted


async def _erase_jobs(connection: AsyncConnection, ids: Collection[int]) -> dict[str, int]:
    return {
        "sendings": await _delete_those(connection, SENDINGS, SENDINGS.c.job_id, ids),
        "jobs": await _delete_those(connection, JOBS, JOBS.c.id, ids),
    }


async def _erase_drafts(connection: AsyncConnection, about: About) -> int:
    """The number of drafts that name any of it. Each is read: they are kept for weeks only."""
    wanted = select(DRAFTS.c.conversation, DRAFTS.c.owner, DRAFTS.c.body)
    found = await connection.execute(wanted.where(DRAFTS.c.body.is_not(None)))
    named = [row for row in found if about.within(row.body)]
    for row in named:
        one = and_(DRAFTS.c.conversation == row.conversation, DRAFTS.c.owner == row.owner)
        await _delete(connection, DRAFTS, one)
    return len(named)


async def _erase_copies(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    """The number of files erased: these, and all that may hold what was told of cases.

    The answers that would be given again to a press that comes twice go as well, whoever's they
    are: all of these are copies, short-lived and quickly made anew, so none is looked into.
    """
    copied = update(TURNS).where(TURNS.c.response.is_not(None)).values(response=None)
    await connection.execute(copied)
    return await _delete(connection, DOWNLOADS, or_(which, DOWNLOADS.c.kind.not_in(_FIGURES)))


async def _delete_those(
    connection: AsyncConnection, table: Table, column: Column[int], ids: Collection[int]
) -> int:
    deleted = [
        await _delete(connection, table, column.in_(some)) for some in _portions(sorted(ids))
    ]
    return sum(deleted)


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    # A statement takes some thirty thousand parameters.
    return (ids[begin : begin + PAGE] for begin in range(0, len(ids), PAGE))


async def _delete(connection: AsyncConnection, table: Table, which: ColumnElement[bool]) -> int:
    return (await connection.execute(delete(table).where(which))).rowcount


async def _delete_some(
    connection: AsyncConnection, table: Table, which: ColumnElement[bool]
) -> int:
    key = tuple_(*table.primary_key)
    some = select(*table.primary_key).where(which).limit(PAGE)
    # Once more outside: what changes while its row is waited for is not old any more.
    return await _delete(connection, table, and_(which, key.in_(some)))
