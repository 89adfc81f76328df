"""On whose side the cure lies, by the causes alone."""

from __future__ import annotations

from collections.abc import Iterable

from causes.model import Cause, Mode, Organisation

Sides = tuple[Organisation, ...]


def sides_of(cause: Cause) -> Sides:
    """Who must act, as far as the cause alone tells: one, both, or unknown which of several."""
    sides = tuple(dict.fromkeys(act.organisation for act in cause.acts))
    told = len(sides) == 1 or cause.mode is Mode.ALL_OF
    return sides if told else (Organisation.UNKNOWN,)


def common(sides: Iterable[Sides]) -> Sides:
    """What all of these say; unknown where they differ or there are none."""
    distinct = set(sides)
    return distinct.pop() if len(distinct) == 1 else (Organisation.UNKNOWN,)
