"""What was done at the desk and what was erased, without persons: it outlives the cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.model import BOT as BOT
from cases.model import EMPTY, Event, Json
from cases.roles import Role
from cases.tables import AUDITS


async def of_events(connection: AsyncConnection, number: int, events: Iterable[Event]) -> None:
    """A line for each event that somebody at the desk or the bot made happen: in which role,
    never who."""
    lines = [
        _line(event.kind.value, event.at, role, number)
        for event in events
        if (role := _role(event)) is not None
    ]
    if lines:
        await connection.execute(insert(AUDITS), lines)


def _role(event: Event) -> str | None:
    role = event.detail.get("role")
    if isinstance(role, str) and role in set(Role) - {Role.REPORTER}:
        return role
    return BOT if event.by == BOT else None


async def line(
    connection: AsyncConnection,
    kind: str,
    at: datetime,
    role: str = "",
    number: int | None = None,
    counts: Json = EMPTY,
) -> None:
    """One line: what was done, when, in which role, to which case, to how many rows."""
    await connection.execute(insert(AUDITS).values(**_line(kind, at, role, number, counts)))


def _line(
    kind: str, at: datetime, role: str, number: int | None, counts: Json = EMPTY
) -> dict[str, object]:
    return {"kind": kind, "at": at, "role": role or None, "case_number": number, "counts": counts}
