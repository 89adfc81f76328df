"""What was handed off of a case, as plain JSON for whoever asks what is held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import hand_offs
from cases.hand_off import Delivery, HandOff
from evidence.facts import SummaryReader


async def to_reporter(connection: AsyncConnection, number: int) -> list[dict[str, object]]:
    """What was sent to the reporter and how; nothing of what others were given."""
    return [
        {**_sent(given), "ways": [_way(one) for one in ways]}
        for given, ways in await _given(connection, number)
        if given.reader is SummaryReader.REPORTER
    ]


async def whole(connection: AsyncConnection, number: int) -> list[dict[str, object]]:
    """All that was handed off: as it was made and as it left, by whom, to whom."""
    return [
        {
            **_sent(given),
            "generated": given.generated,
            "by": dict(vars(given.by)),
            "expires_at": _time(given.expires_at),
            "revoked_at": _time(given.revoked_at),
            "ways": [{**_way(one), "to": one.to, "failed": one.failed} for one in ways],
        }
        for given, ways in await _given(connection, number)
    ]


async def _given(
    connection: AsyncConnection, number: int
) -> list[tuple[HandOff, tuple[Delivery, ...]]]:
    """Oldest first, each with how it left."""
    ways = await hand_offs.deliveries_of(connection, number)
    newest_first = await hand_offs.of_case(connection, number)
    return [
        (given, tuple(one for one in ways if one.hand_off == given.id))
        for given in reversed(newest_first)
    ]


def _sent(given: HandOff) -> dict[str, object]:
    return {
        "reader": given.reader.value,
        "at": given.at.isoformat(),
        "locale": given.locale,
        "sent": given.sent,
    }


def _way(one: Delivery) -> dict[str, object]:
    return {
        "way": one.way.value,
        "at": one.at.isoformat(),
        "state": one.state.value,
        "ended_at": _time(one.ended_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
