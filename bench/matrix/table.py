"""What the matrix says: right, right organisation but other cause, cannot tell, wrong."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from causes.model import Certainty, Diagnosis, Mode, Organisation


class Result(StrEnum):
    RIGHT = "right"
    OTHER_CAUSE = "right organisation, other cause"
    LATER = "what blocks later"
    CANNOT_TELL = "cannot tell"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """One world under one pair of permissions. `alone`: with nobody to ask."""

    world: str
    permissions: str
    cause: str
    result: Result
    found: str | None
    acts: tuple[str, ...]
    certainty: str
    asked: tuple[str, ...]
    alone: Result
    blind: bool
    # Whether what was said is true of no setting of this world.
    false: bool

    @property
    def certain(self) -> bool:
        return self.certainty == Certainty.CERTAIN.value


def compared(
    right: frozenset[str], later: frozenset[str], owners: frozenset[str], found: Diagnosis
) -> Result:
    """How a diagnosis compares with the gate that closed first. `later`: causes that are true of
    this world as well and would have stopped the attempt at a later gate. Who names both sides at
    once names no wrong one."""
    if found.cause in right:
        return Result.RIGHT
    acts = {act.organisation.value for act in found.acts}
    first = found.acts[0].organisation.value
    if first == Organisation.UNKNOWN.value:
        return Result.CANNOT_TELL
    if first in owners or (found.mode is Mode.ALL_OF and acts & owners):
        return Result.OTHER_CAUSE if found.cause else Result.CANNOT_TELL
    return Result.LATER if found.cause in later else Result.WRONG


def acts_of(diagnosis: Diagnosis) -> tuple[str, ...]:
    return tuple(act.organisation.value for act in diagnosis.acts)


@dataclass
class Count:
    """The figures of a group of rows."""

    results: Counter[Result] = field(default_factory=Counter)
    alone: Counter[Result] = field(default_factory=Counter)
    certain: int = 0
    certain_and_wrong: int = 0
    asked: list[int] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.results[row.result] += 1
        self.alone[row.alone] += 1
        self.certain += row.certain
        self.certain_and_wrong += row.certain and row.false
        if row.result is Result.RIGHT:
            self.asked.append(len(row.asked))

    @property
    def worlds(self) -> int:
        return self.results.total()

    def share(self, of: Result) -> float:
        return self.results[of] / self.worlds if self.worlds else 0.0

    def line(self, name: str) -> str:
        """One line of the table; questions are the median over right answers."""
        median = statistics.median(self.asked) if self.asked else 0
        cells = [self.results[r] for r in Result]
        numbers = "".join(f"{n:>8}" for n in cells)
        alone = f"{self.alone[Result.RIGHT]:>6}/{self.alone[Result.WRONG]}"
        certain = f"{self.certain:>8}{self.certain_and_wrong:>6}"
        return f"{name:<44}{self.worlds:>7}{numbers}{certain}{median:>6.1f}{alone:>10}"


HEAD = (
    f"{'':<44}{'worlds':>7}{'right':>8}{'other':>8}{'later':>8}{'cannot':>8}{'wrong':>8}"
    f"{'certain':>8}{'false':>6}{'asked':>6}{'alone r/w':>10}"
)


def grouped(rows: Iterable[Row], by: str) -> dict[str, Count]:
    """The rows counted by one of their fields, in order of its values."""
    counts: dict[str, Count] = {}
    for row in rows:
        counts.setdefault(str(getattr(row, by)), Count()).add(row)
    return dict(sorted(counts.items()))


def printed(rows: Sequence[Row], *, every: bool = False) -> str:
    """The whole table: by permissions, by cause, blind spots apart, then what was wrong; with
    `every`, all that was not right."""
    seen = [row for row in rows if not row.blind]
    blind = [row for row in rows if row.blind]
    parts = [HEAD, *_lines(seen, "permissions"), "", *_lines(seen, "cause")]
    if blind:
        parts += ["", "blind spots of Graph (an administrator's paste or an answer decides)"]
        parts += _lines(blind, "cause")
    parts += ["", *(_complaint(row) for row in rows if _bad(row) or (every and not _right(row)))]
    return "\n".join(parts)


def _right(row: Row) -> bool:
    return row.result is Result.RIGHT


def _bad(row: Row) -> bool:
    return row.result is Result.WRONG or (row.certain and row.false)


def _lines(rows: Sequence[Row], by: str) -> list[str]:
    return [count.line(name) for name, count in grouped(rows, by).items()]


def _complaint(row: Row) -> str:
    return (
        f"{row.result.value}: {row.world} [{row.permissions}] is {row.cause}, "
        f"said {row.found} ({row.certainty}), {' '.join(row.acts)}; asked {' '.join(row.asked)}"
    )
