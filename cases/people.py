"""Whom the bot has met: where to write to them, which desk roles they held when last asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.model import Acquaintance, Person, Place
from cases.rows import reported_by
from cases.tables import CASES, ON_DESK, PEOPLE, insert_unless_there

# Every turn says who spoke: noted this often is enough for the retention.
NOTED_EVERY = timedelta(hours=1)

PersonRow = Row[*tuple[object, ...]]


async def met(connection: AsyncConnection, who: Acquaintance) -> None:
    """Keeps who it is and what is newly known of them: a chat, roles."""
    row = await insert_unless_there(connection, PEOPLE, _values(who), ["object_id", "tenant_id"])
    if row is not None:
        return
    same = is_(who.person)
    known = (await connection.execute(select(PEOPLE).where(same))).first()
    if known is not None and (news := _news(_acquaintance(known), who)):
        await connection.execute(update(PEOPLE).where(same).values(**news))


def _news(known: Acquaintance, who: Acquaintance) -> dict[str, object]:
    """What of the row has to change; nothing where only a little time went by."""
    # An arrival tells no name.
    name = who.person.name or known.person.name
    merged = replace(
        who,
        person=replace(who.person, name=name),
        chat=who.chat or known.chat,
        roles=who.roles if who.roles_at else known.roles,
        roles_at=who.roles_at or known.roles_at,
        seen_at=max(who.seen_at, known.seen_at),
    )
    if replace(merged, seen_at=known.seen_at) == known and merged.seen_at - known.seen_at < (
        NOTED_EVERY
    ):
        return {}
    return _values(merged)


async def acquaintance(connection: AsyncConnection, person: Person) -> Acquaintance | None:
    row = (await connection.execute(select(PEOPLE).where(is_(person)))).first()
    return _acquaintance(row) if row else None


async def names(connection: AsyncConnection, person: Person) -> frozenset[str]:
    """By which the person is known now, and was when the bot met them."""
    known = await acquaintance(connection, person)
    return frozenset({person.name, known.person.name if known else ""}) - {""}


async def at_desk(connection: AsyncConnection, limit: int) -> tuple[Acquaintance, ...]:
    """Whoever held a desk role when last asked, by name."""
    holding = select(PEOPLE).where(PEOPLE.c.roles > "")
    ordered = holding.order_by(PEOPLE.c.name, PEOPLE.c.object_id).limit(limit)
    return tuple(_acquaintance(row) for row in await connection.execute(ordered))


async def forget_roles(connection: AsyncConnection) -> int:
    """How many people's roles have to be asked for anew. What they held stays on record."""
    asked = update(PEOPLE).where(PEOPLE.c.roles_at.is_not(None))
    return (await connection.execute(asked.values(roles_at=None))).rowcount


async def open_question(connection: AsyncConnection, person: Person) -> int | None:
    """The newest of the person's cases in which the desk waits for their answer."""
    asked = select(CASES.c.number, CASES.c.triage).where(ON_DESK, reported_by(person))
    for row in await connection.execute(asked.order_by(CASES.c.number.desc())):
        if row.triage["question"]:
            return int(row.number)
    return None


def is_(person: Person) -> ColumnElement[bool]:
    """The condition for the person's row."""
    return and_(
        PEOPLE.c.object_id == person.object_id,
        PEOPLE.c.tenant_id == person.tenant_id,
    )


def _values(who: Acquaintance) -> dict[str, object]:
    return {
        "object_id": who.person.object_id,
        "tenant_id": who.person.tenant_id,
        "teams_id": who.person.teams_id,
        "name": who.person.name,
        "chat": who.chat.to_json() if who.chat else None,
        "roles": f" {' '.join(sorted(who.roles))} " if who.roles else "",
        "roles_at": who.roles_at,
        "seen_at": who.seen_at,
    }


def _acquaintance(row: PersonRow) -> Acquaintance:
    return Acquaintance(
        person=Person(row.teams_id, row.object_id, row.tenant_id, row.name),
        seen_at=row.seen_at,
        chat=Place.from_json(row.chat) if row.chat else None,
        roles=frozenset(row.roles.split()),
        roles_at=row.roles_at,
    )
