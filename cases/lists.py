"""What the desk's lists and figures give back. Pure types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from cases.model import CaseState, Party


class View(StrEnum):
    """Which cases of the desk a list shows: open ones, the next due first; ENDED: the newest
    first, of all cases the desk ever had."""

    MINE = "mine"
    NOBODYS = "nobodys"
    OPEN = "open"
    OVERDUE = "overdue"
    ENDED = "ended"


@dataclass(frozen=True)
class Listed:
    """A case as a row of a list."""

    number: int
    state: CaseState
    opened_at: datetime
    changed_at: datetime
    cause: str | None = None
    acting: Party | None = None
    partner: str | None = None
    owner: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """`after`: what names the next page; empty on the last one. Nobody else reads it."""

    rows: tuple[Listed, ...] = ()
    after: str = ""


@dataclass(frozen=True)
class Tally:
    """Counts of cases; sums of seconds. `alone`: solved, and the desk never had it."""

    opened: int = 0
    answered: int = 0
    answered_s: int = 0
    solved: int = 0
    solved_s: int = 0
    alone: int = 0
    questions: int = 0


Tallies = Mapping[str, Tally]


def _none() -> Tallies:
    return MappingProxyType({})


@dataclass(frozen=True)
class MonthTallies:
    """Of the cases opened in one month. `answered`, `solved`: how many took how long, by the
    longest time of each span in seconds, as text. `partners`: those with most cases only."""

    month: str
    all: Tally = field(default_factory=Tally)
    causes: Tallies = field(default_factory=_none)
    acting: Tallies = field(default_factory=_none)
    partners: Tallies = field(default_factory=_none)
    answered: Tallies = field(default_factory=_none)
    solved: Tallies = field(default_factory=_none)
