"""Unknown with a named reason: never false."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a fact is unknown. Each has its sentence in cards/templates/reasons."""

    NOT_ASKED = "not asked"
    NOT_KNOWN = "not known"
    NOT_LOOKED_UP = "not looked up"
    NO_CONSENT = "no consent"
    NO_PERMISSION = "no permission"
    NO_LICENCE = "no licence"
    NOT_RELEASED = "not released"
    NOT_IN_CLOUD = "not in this cloud"
    THROTTLED = "throttled"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    NOT_UNDERSTOOD = "answer not understood"
    NOT_GIVEN = "not in the answer"
    AMBIGUOUS = "more than one match"
    OWN_CREDENTIALS = "own credentials refused"


@dataclass(frozen=True)
class Unknown:
    """Not false: nobody could tell, and `reason` says why."""

    reason: Reason
    detail: str = ""
