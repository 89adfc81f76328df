"""Where somebody stands in what was handed off of the cases of others, and how they leave it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Column, ColumnElement, Row, Text, func, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.about import About, folded
from cases.hand_off import ERASED, DeliveryState
from cases.model import Person
from cases.tables import BY_CARD, DELIVERIES, HAND_OFFS

AnyRow = Row[*tuple[object, ...]]
_NOBODY = asdict(Person("", "", ""))
_ESCAPE = "\\"  # before a mark that is none, in Markdown
_MARKED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_OF_HAND_OFF = HAND_OFFS.c.id == DELIVERIES.c.hand_off


async def naming(
    connection: AsyncConnection, about: About, which: ColumnElement[bool]
) -> frozenset[int]:
    """The numbers of those cases of whose hand-offs a text or a recipient names the address."""
    near = or_(*(_near(HAND_OFFS.c[name], about) for name in ("generated", "sent")))
    texts = (await connection.execute(select(HAND_OFFS).where(which, near))).all()
    near = DELIVERIES.c.recipient.icontains(about.fragment, autoescape=True)
    columns = HAND_OFFS.c.case_number, DELIVERIES.c.id, DELIVERIES.c.recipient
    wanted = select(*columns).join(HAND_OFFS, _OF_HAND_OFF).where(which, near)
    sent_to = (await connection.execute(wanted)).all()
    return frozenset(
        [row.case_number for row in texts if _names(row, about)]
        + [row.case_number for row in sent_to if about.within(row.recipient)]
    )


def _near(column: Column[str], about: About) -> ColumnElement[bool]:
    bare = func.replace(type_coerce(column, Text), _ESCAPE, "")
    return bare.icontains(about.fragment, autoescape=True)


def _names(row: AnyRow, about: About) -> bool:
    return any(about.within(text) for text in _texts(row))


def _texts(row: AnyRow) -> tuple[str, ...]:
    """As it was made and as it left, without Markdown's escapes."""
    return tuple(_MARKED.sub("", text) for text in (row.generated, row.sent))


async def empty_words(connection: AsyncConnection, about: About, numbers: Collection[int]) -> int:
    """How many hand-offs of these cases were emptied because they name the address. Recipients
    among whom it is go too."""
    which = HAND_OFFS.c.case_number.in_(numbers)
    rows = (await connection.execute(select(HAND_OFFS).where(which))).all()
    emptied = [row.id for row in rows if _names(row, about)]
    await _empty_texts(connection, emptied)
    of_those = select(HAND_OFFS.c.id).where(which)
    wanted = select(DELIVERIES).where(DELIVERIES.c.hand_off.in_(of_those))
    found = (await connection.execute(wanted)).all()
    await _empty_recipients(connection, [d.id for d in found if about.within(d.recipient)])
    return len(emptied)


async def leave(
    connection: AsyncConnection,
    person: Person,
    names: Iterable[str],
    which: ColumnElement[bool],
) -> None:
    """Takes the person out of those hand-offs: as who gave them, and with their words where
    these name them. A namesake's go as well."""
    spelled = _spelled(person, names)
    rows = (await connection.execute(select(HAND_OFFS).where(which))).all()
    naming = [row.id for row in rows if any(spelled.search(text) for text in _plain(row))]
    await _empty_texts(connection, naming)
    given = [row.id for row in rows if row.by_object_id == person.object_id]
    nobody = {"by": _NOBODY, "by_object_id": None}
    await _change(connection, HAND_OFFS.c.id, given, nobody)


async def leave_recipients(connection: AsyncConnection, person: Person) -> None:
    """What was to go to the person goes no more; of what went it is not said to whom."""
    own = select(DELIVERIES.c.id).where(BY_CARD, DELIVERIES.c.recipient == person.object_id)
    await _empty_recipients(connection, (await connection.execute(own)).scalars().all())


def _plain(row: AnyRow) -> tuple[str, ...]:
    return tuple(map(folded, _texts(row)))


def _spelled(person: Person, names: Iterable[str]) -> re.Pattern[str]:
    known = {folded(name.strip()) for name in (*names, person.object_id)} - {""}
    spellings = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{spellings})(?!\w)" if known else r"(?!)")


async def _empty_texts(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """What still waits to be delivered of them is given up."""
    await _change(connection, HAND_OFFS.c.id, ids, {"generated": "", "sent": ""})
    await _give_up(connection, DELIVERIES.c.hand_off, ids)


async def _empty_recipients(connection: AsyncConnection, ids: Sequence[str]) -> None:
    await _change(connection, DELIVERIES.c.id, ids, {"recipient": ""})
    await _give_up(connection, DELIVERIES.c.id, ids)


async def _give_up(connection: AsyncConnection, column: Column[str], ids: Sequence[str]) -> None:
    """Their jobs find that there is nothing to carry."""
    waiting = DELIVERIES.c.state != DeliveryState.DELIVERED.value
    given_up = {"state": DeliveryState.UNDELIVERED.value, "failed": ERASED}
    await _change(connection, column, ids, given_up, waiting)


async def _change(
    connection: AsyncConnection,
    column: Column[str],
    ids: Sequence[str],
    values: Mapping[str, object],
    *where: ColumnElement[bool],
) -> None:
    for begin in range(0, len(ids), 1000):  # a statement takes some thirty thousand parameters
        some = column.in_(ids[begin : begin + 1000])
        await connection.execute(update(column.table).where(some, *where).values(**values))
