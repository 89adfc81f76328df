"""What a cause is, what a rule may say, and what a diagnosis holds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from evidence.facts import Fact, Facts, Unknown, Value


class Stage(IntEnum):
    """Where an attempt to accept can stop, in order (catalogue, section 1)."""

    PLATFORM = 0
    LINK = 1
    HOST_ADMITS = 2
    GUEST_OBJECT = 3
    HOME_LETS_OUT = 4
    IDENTITY = 5
    HOST_ACCESS = 6
    SHAREPOINT = 7


class Organisation(StrEnum):
    INVITING = "inviting"
    INVITED = "invited"
    NEITHER = "neither"
    UNKNOWN = "unknown"


class Actor(StrEnum):
    INVITED_USER = "invited-user"
    INVITER = "inviter"
    ADMIN = "admin"
    MICROSOFT = "microsoft"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """How several actors relate."""

    ONE_OF = "one_of"
    ALL_OF = "all_of"
    IN_ORDER = "in_order"


class Certainty(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    CANNOT_TELL = "cannot tell"


class State(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Act:
    organisation: Organisation
    actor: Actor


@dataclass(frozen=True)
class Remedy:
    """What one actor can do. Its words are blocks of the cause's template (see CONTRIBUTING)."""

    id: str
    act: Act
    discloses_sign_in_name: bool = False


@dataclass(frozen=True)
class Truth:
    """Kleene's three values, with the facts that settled it and those that are missing."""

    state: bool | None
    because: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    def __and__(self, other: Truth) -> Truth:
        return ~(~self | ~other)

    def __or__(self, other: Truth) -> Truth:
        if self.state or other.state:
            return _union(True, *(t for t in (self, other) if t.state))
        if self.state is None or other.state is None:
            return _union(None, self, other)
        return _union(False, self, other)

    def __invert__(self) -> Truth:
        state = None if self.state is None else not self.state
        return Truth(state, self.because, self.missing)


def _union(state: bool | None, *parts: Truth) -> Truth:
    because = frozenset[str]().union(*(p.because for p in parts))
    missing = frozenset[str]().union(*(p.missing for p in parts)) if state is None else frozenset()
    return Truth(state, because, missing)


@dataclass(frozen=True)
class Seen:
    """The facts as a rule sees them: only through questions that know unknown from false."""

    facts: Facts

    def is_(self, fact: Fact, *values: Value) -> Truth:
        """Whether the fact has one of these values; undecided while it is unknown."""
        value = self.facts.value(fact)
        name = frozenset({fact.name})
        if isinstance(value, Unknown):
            return Truth(None, missing=name)
        return Truth(value in values, because=name)

    def value(self, fact: Fact) -> Value | Unknown:
        return self.facts.value(fact)


@dataclass(frozen=True)
class Way:
    """One way a cause can hold, and how sure we are when it does."""

    certainty: Certainty
    truth: Truth


@dataclass(frozen=True)
class Cause:
    """One possible reason. Rule: present if any way is true, absent if all are false.

    `stages`: where an attempt stops for this cause. `details`: builds the frozen Details the
    cause's template may use, from facts already cut down to what the reader may see.
    """

    id: str
    stages: frozenset[Stage]
    acts: tuple[Act, ...]
    mode: Mode
    remedies: tuple[Remedy, ...]
    rule: Callable[[Seen], tuple[Way, ...]]
    details: Callable[[Seen], object]


@dataclass(frozen=True)
class Verdict:
    """What one cause's rule says: `because` the facts that settled it, or those missing."""

    cause: str
    state: State
    certainty: Certainty
    because: tuple[str, ...]


@dataclass(frozen=True)
class Diagnosis:
    """The judgement of one set of facts. `cause` is None where nobody can tell."""

    cause: str | None
    certainty: Certainty
    mode: Mode
    acts: tuple[Act, ...]
    remedies: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    next_obstacles: tuple[str, ...]
    questions: tuple[str, ...]
    ruleset: str

    def to_json(self) -> dict[str, object]:
        """Plain JSON for the store."""
        return {
            "cause": self.cause,
            "certainty": self.certainty.value,
            "mode": self.mode.value,
            "acts": [[a.organisation.value, a.actor.value] for a in self.acts],
            "remedies": list(self.remedies),
            "verdicts": [
                [v.cause, v.state.value, v.certainty.value, list(v.because)] for v in self.verdicts
            ],
            "next_obstacles": list(self.next_obstacles),
            "questions": list(self.questions),
            "ruleset": self.ruleset,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Diagnosis:
        """What to_json wrote."""
        acts, verdicts = _rows(raw["acts"]), _rows(raw["verdicts"])
        return cls(
            None if raw["cause"] is None else str(raw["cause"]),
            Certainty(str(raw["certainty"])),
            Mode(str(raw["mode"])),
            tuple(Act(Organisation(str(o)), Actor(str(a))) for o, a in acts),
            _texts(raw["remedies"]),
            tuple(
                Verdict(str(c), State(str(s)), Certainty(str(k)), _texts(b))
                for c, s, k, b in verdicts
            ),
            _texts(raw["next_obstacles"]),
            _texts(raw["questions"]),
            str(raw["ruleset"]),
        )


def _rows(raw: object) -> list[list[object]]:
    return raw if isinstance(raw, list) else []


def _texts(raw: object) -> tuple[str, ...]:
    return tuple(str(item) for item in raw) if isinstance(raw, list) else ()
