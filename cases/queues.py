"""The desk's lists: each page one read of an index, however many cases there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.columns import Utc
from cases.lists import Listed, Page, View
from cases.model import CaseState, Party, Person
from cases.tables import CASES, ENDED_AT_DESK, ON_DESK

# Instead of no time at all, which the databases order differently.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
LISTED = (
    CASES.c.number,
    CASES.c.state,
    CASES.c.opened_at,
    CASES.c.changed_at,
    CASES.c.cause,
    CASES.c.acting,
    CASES.c.partner,
    CASES.c.triage,
    CASES.c.due_at,
)
Rows = Sequence[Row[*tuple[object, ...]]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?", re.ASCII)


async def page(
    connection: AsyncConnection, view: View, owner: Person, now: datetime, after: str, limit: int
) -> Page:
    """At most `limit` cases of the view behind the cursor `after`; one that is none of ours
    gives the first page."""
    if view is View.ENDED:
        return await _ended(connection, after, limit)
    wanted = select(*LISTED).where(ON_DESK, *_of(view, owner, now), *_behind(after))
    # The owner first also where it is one and the same: so PostgreSQL sees the index's order.
    by_owner = [CASES.c.owner_object_id] if view in (View.MINE, View.NOBODYS) else []
    rows = await _read(
        connection, wanted.order_by(*by_owner, CASES.c.due_at, CASES.c.number), limit
    )
    return _page(rows, limit, _by_due)


def _of(view: View, owner: Person, now: datetime) -> list[ColumnElement[bool]]:
    if view is View.MINE:
        return [CASES.c.owner_object_id == owner.object_id]
    if view is View.NOBODYS:
        return [CASES.c.owner_object_id.is_(None)]
    return [CASES.c.due_at < now] if view is View.OVERDUE else []


def _behind(after: str) -> list[ColumnElement[bool]]:
    cursor = _CURSOR.fullmatch(after)
    if not cursor or not cursor[2]:
        return []
    try:
        due = _EPOCH + int(cursor[1]) * _MICROSECOND
    except OverflowError:
        return []
    here = tuple_(literal(due, Utc), literal(int(cursor[2]), BigInteger))
    return [tuple_(CASES.c.due_at, CASES.c.number) > here]


async def _ended(connection: AsyncConnection, after: str, limit: int) -> Page:
    wanted = select(*LISTED).where(ENDED_AT_DESK)
    number = numbered(after)
    if number is not None:
        wanted = wanted.where(CASES.c.number < number)
    rows = await _read(connection, wanted.order_by(CASES.c.number.desc()), limit)
    return _page(rows, limit, _by_number)


def numbered(after: str) -> int | None:
    """The cursor of a list that goes by number; None where it is none."""
    cursor = _CURSOR.fullmatch(after)
    return int(cursor[1]) if cursor and not cursor[2] else None


def _page(rows: Rows, limit: int, cursor: Callable[[Row[*tuple[object, ...]]], str]) -> Page:
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(tuple(listed(row) for row in shown), cursor(shown[-1]) if more and shown else "")


def _by_due(row: Row[*tuple[object, ...]]) -> str:
    return f"{(row.due_at - _EPOCH) // _MICROSECOND}-{row.number}"


def _by_number(row: Row[*tuple[object, ...]]) -> str:
    return str(row.number)


async def _read(
    connection: AsyncConnection, wanted: Select[*tuple[object, ...]], limit: int
) -> Rows:
    # One more than shown says whether there is another page.
    return (await connection.execute(wanted.limit(limit + 1))).all()


async def group(
    connection: AsyncConnection, partner: str, cause: str, after: int, limit: int
) -> tuple[Listed, ...]:
    """Open cases at the desk with this partner and cause, the oldest first, behind a number."""
    wanted = select(*LISTED).where(_group(partner, cause), CASES.c.number > after)
    by = CASES.c.partner, CASES.c.cause, CASES.c.number
    rows = (await connection.execute(wanted.order_by(*by).limit(limit))).all()
    return tuple(listed(row) for row in rows)


async def group_size(connection: AsyncConnection, partner: str, cause: str, most: int) -> int:
    """How many of them there are, counted up to `most`."""
    some = select(CASES.c.number).where(_group(partner, cause)).limit(most).subquery()
    return int((await connection.execute(select(func.count()).select_from(some))).scalar_one())


def _group(partner: str, cause: str) -> ColumnElement[bool]:
    return and_(ON_DESK, CASES.c.partner == partner, CASES.c.cause == cause)


def listed(row: Row[*tuple[object, ...]]) -> Listed:
    """The row of LISTED as somebody sees it."""
    owner = row.triage["owner"] if row.triage else None
    return Listed(
        number=row.number,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        cause=row.cause,
        acting=Party(row.acting) if row.acting else None,
        partner=row.partner,
        owner=owner["name"] if owner else "",
        due_at=None if row.due_at == NEVER else row.due_at,
    )
