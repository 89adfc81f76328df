"""What the second check shows: an attempt of its own, at our application and not at SharePoint."""

from __future__ import annotations

from collections.abc import Iterator

from causes.attempt import CODES
from causes.model import Cause, Certainty, Seen, Way
from evidence.facts import SECOND_CHECK_CODE


def ways(cause: Cause, seen: Seen) -> Iterator[Way]:
    """The way in which a number that names causes points at this one.

    Never certain: access rules and settings of both tenants may be made for SharePoint, or for
    our application, alone.
    """
    code = seen.value(SECOND_CHECK_CODE)
    named = CODES[code].named if isinstance(code, int) and code in CODES else None
    if named and cause.id in named:
        sure = Certainty.LIKELY if len(named) == 1 else Certainty.POSSIBLE
        yield Way(sure, seen.known(SECOND_CHECK_CODE))
