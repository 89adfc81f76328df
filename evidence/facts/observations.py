"""What was seen of the facts, from where, when, and which of it to believe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from types import MappingProxyType

from evidence.facts.unknown import Reason, Unknown
from evidence.facts.values import Fact, Value, parse_stored, to_json
from evidence.facts.vocabulary import FACTS

# Sources of what came over the partner's page.
PARTNER_PAGE = "partner page"
CHECK_PACK = "check pack"
SIGN_IN_CHECK = "sign-in check"
SECOND_CHECK = "second check"
# Whoever it is about, or their IT, saw it and sent it: such a value is released (design 10).
RELEASED_BY = frozenset({CHECK_PACK, SIGN_IN_CHECK})


class Trust(IntEnum):
    """How an observation came to us; the higher is judged when two disagree.

    `UNCONFIRMED`: over the partner's page, where anybody with its link could have written it: it
    may make a cause likely, never certain.
    """

    TOLD = 1
    UNCONFIRMED = 2
    PASTED = 3
    SIGNED_IN = 4
    READ = 5


@dataclass(frozen=True)
class Observation:
    """One value, or Unknown, of one fact. `at` is when it was true as far as we know, in UTC."""

    value: Value | Unknown
    source: str
    at: datetime | None
    trust: Trust


@dataclass(frozen=True)
class Facts:
    """All observations of a case by fact name, in the order they were made. Immutable."""

    observations: Mapping[str, tuple[Observation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def __iter__(self) -> Iterator[str]:
        return iter(self.observations)

    def with_(self, of: Fact, *seen: Observation) -> Facts:
        """A copy with further observations of one fact."""
        merged = dict(self.observations)
        merged[of.name] = (*merged.get(of.name, ()), *seen)
        return Facts(MappingProxyType(merged))

    def with_all(self, other: Facts) -> Facts:
        """A copy with every observation of `other` added after ours."""
        merged = dict(self.observations)
        for name, seen in other.observations.items():
            merged[name] = (*merged.get(name, ()), *seen)
        return Facts(MappingProxyType(merged))

    def judged(self, of: Fact) -> Observation | None:
        """The observation to believe: known before unknown, then trust, then the latest.

        None where nobody ever tried.
        """
        seen = self.observations.get(of.name, ())
        if len(seen) < 2:  # nearly always, and asked for thousands of times a judgement
            return seen[0] if seen else None
        return max(enumerate(seen), key=_weight)[1]

    def value(self, of: Fact) -> Value | Unknown:
        """The judged value; Unknown(NOT_ASKED) where nobody ever tried."""
        best = self.judged(of)
        return best.value if best else Unknown(Reason.NOT_ASKED)

    def confirmed(self) -> Facts:
        """The same without what makes nothing certain."""
        kept = {
            name: tuple(o for o in seen if o.trust is not Trust.UNCONFIRMED)
            for name, seen in self.observations.items()
        }
        return Facts(MappingProxyType({name: seen for name, seen in kept.items() if seen}))

    def contradictions(self, of: Fact) -> tuple[Observation, ...]:
        """The known observations that disagree with the judged one."""
        best = self.judged(of)
        return tuple(
            o
            for o in self.observations.get(of.name, ())
            if best and not isinstance(o.value, Unknown) and o.value != best.value
        )

    def to_json(self) -> dict[str, list[dict[str, object]]]:
        """Plain JSON for the store."""
        return {n: [_observation_json(o) for o in seen] for n, seen in self.observations.items()}

    @classmethod
    def from_json(cls, raw: Mapping[str, Iterable[Mapping[str, object]]]) -> Facts:
        """What to_json wrote. Facts that left the vocabulary since are dropped; a word that
        left it becomes Unknown."""
        return cls(
            MappingProxyType(
                {
                    name: tuple(_observation(FACTS[name], o) for o in seen)
                    for name, seen in raw.items()
                    if name in FACTS
                }
            )
        )


def _weight(item: tuple[int, Observation]) -> tuple[bool, int, datetime, int]:
    place, seen = item
    oldest = datetime.min.replace(tzinfo=UTC)
    return (not isinstance(seen.value, Unknown), seen.trust, seen.at or oldest, place)


def _observation_json(seen: Observation) -> dict[str, object]:
    return {
        "value": to_json(seen.value),
        "source": seen.source,
        "at": to_json(seen.at) if seen.at else None,
        "trust": seen.trust.name.lower(),
    }


def _observation(of: Fact, raw: Mapping[str, object]) -> Observation:
    at = raw["at"]
    return Observation(
        parse_stored(of, raw["value"]),
        str(raw["source"]),
        datetime.fromisoformat(str(at)) if at else None,
        Trust[str(raw["trust"]).upper()],
    )
