"""What a dialog may ask the desk to do. Types only; desk.py carries them out."""

from __future__ import annotations

from dataclasses import dataclass

from cases.model import Side
from evidence.facts import Complaint

NEWEST = 0  # instead of a number: the person's newest case


@dataclass(frozen=True)
class KeepCase:
    """Keep what was told so far as a draft case."""

    number: int
    complaint: Complaint
    side: Side | None


@dataclass(frozen=True)
class StartCheck:
    """Read the evidence and judge; the answer comes on the case's card."""

    number: int
    complaint: Complaint
    side: Side | None


@dataclass(frozen=True)
class CheckAgain:
    number: int


@dataclass(frozen=True)
class PassToDesk:
    number: int


@dataclass(frozen=True)
class TellWorks:
    """The reporter says it works now: kept as told."""

    number: int


@dataclass(frozen=True)
class Withdraw:
    number: int


@dataclass(frozen=True)
class ShowCase:
    number: int


@dataclass(frozen=True)
class ShowAdminSteps:
    number: int


@dataclass(frozen=True)
class ListCases:
    pass


@dataclass(frozen=True)
class ForgetMe:
    pass


Command = (
    KeepCase
    | StartCheck
    | CheckAgain
    | PassToDesk
    | TellWorks
    | Withdraw
    | ShowCase
    | ShowAdminSteps
    | ListCases
    | ForgetMe
)
