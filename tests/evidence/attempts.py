"""An attempt that failed in a world, and what the person tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from evidence.facts import Complaint, Value, fact
from sandbox.happened import Attempted
from sandbox.world import World
from tests.evidence.microsoft import NOW, Microsoft, answer

CORRELATION = "0a5f3b1c-0000-4000-8000-0000000000c0"
REQUEST = "0a5f3b1c-0000-4000-8000-0000000000e0"
AT = NOW - timedelta(minutes=5)


def tried(
    world: World,
    code: int | None,
    at: datetime = AT,
    host: bool = False,
    home: bool = False,
    login: str = "",
) -> None:
    """Plays an attempt that the named tenants' logs keep."""
    world.last_attempt = Attempted(
        at=at,
        code=code,
        correlation_id=CORRELATION,
        request_id=REQUEST,
        got_in=False,
        seen_by_host=host,
        seen_by_home=home,
        login=login or world.invited.upn,
    )


def complaint(microsoft: Microsoft, **more: Value) -> Complaint:
    """Address and site, and more facts by name; a dot is written `__`."""
    told = microsoft.complaint()
    for name, value in more.items():
        told = told.with_(fact(name.replace("__", ".")), answer(value))
    return told
