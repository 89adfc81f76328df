"""What follows from facts, before it becomes an observation."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.facts import Fact, Facts, Value


@dataclass(frozen=True)
class Made:
    """What follows: `parts` the evidence, `about` who is meant by it; a guess is no evidence."""

    value: Value
    parts: tuple[Fact, ...]
    about: tuple[Fact, ...] = ()
    guess: bool = False


def text_of(facts: Facts, of: Fact) -> str | None:
    value = facts.value(of)
    return value if isinstance(value, str) else None


def texts_of(facts: Facts, of: Fact) -> frozenset[str] | None:
    value = facts.value(of)
    return value if isinstance(value, frozenset) else None
