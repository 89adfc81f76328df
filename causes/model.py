"""What a cause is, what a rule may say, and what a diagnosis holds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from causes.seen import Seen as Seen
from causes.seen import Truth as Truth
from evidence.facts import Fact, Value


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


def always(_: Seen) -> Truth:
    """A remedy that helps whatever form the cause takes."""
    return Truth(True)


@dataclass(frozen=True)
class Remedy:
    """What one actor can do. Its words are blocks of the cause's template (see CONTRIBUTING).

    `barred_by`: facts with values under which it must not be offered. `when`: the form of the
    cause it helps with; offered only where that is known to be so.
    """

    id: str
    act: Act
    discloses_sign_in_name: bool = False
    barred_by: tuple[tuple[Fact, Value], ...] = ()
    when: Callable[[Seen], Truth] = always


@dataclass(frozen=True)
class Way:
    """One way a cause can hold, and how sure we are when it does.

    `past`: it explains an earlier failure but no longer stops the next attempt.
    """

    certainty: Certainty
    truth: Truth
    past: bool = False


def nothing(_: Seen) -> Truth:
    """Nothing rules the cause out."""
    return Truth(False)


@dataclass(frozen=True)
class Cause:
    """One possible reason. Rule: present if any way is true, absent if all are false.

    `stages`: where an attempt stops for this cause; none for a note that stops nobody.
    `details`: builds the frozen Details the cause's template may use, from facts already cut
    down to what the reader may see. `out`: what rules it out (the catalogue's Out); while
    that is undecided the cause is at most likely. `retires`: the link itself is dead, so any
    other cure is wasted. `symptom`: primary only if nothing else explains the failure.
    `partner`: the other half of a pair that must act together (its id). `deliberate`: what
    blocks may be a policy somebody wants, so its owner is asked before anything is changed.
    `no_cures`: ids of the remedies that cure nothing by themselves; they are told for what is
    said of them elsewhere, and never counted as ways.
    """

    id: str
    stages: frozenset[Stage]
    acts: tuple[Act, ...]
    mode: Mode
    remedies: tuple[Remedy, ...]
    rule: Callable[[Seen], tuple[Way, ...]]
    details: Callable[[Seen], object]
    out: Callable[[Seen], Truth] = nothing
    retires: bool = False
    symptom: bool = False
    partner: str = ""
    deliberate: bool = False
    no_cures: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """What one cause's rule says: `because` the facts that settled it, or those missing."""

    cause: str
    state: State
    certainty: Certainty
    because: tuple[str, ...]


@dataclass(frozen=True)
class Diagnosis:
    """The judgement of one set of facts. `cause` is None where nobody can tell.

    `beyond`: why this is no failed invitation to SharePoint at all (a key of
    words/beyond.j2); empty where it is one, as far as anybody can tell.
    """

    cause: str | None
    certainty: Certainty
    mode: Mode
    acts: tuple[Act, ...]
    remedies: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    next_obstacles: tuple[str, ...]
    questions: tuple[str, ...]
    ruleset: str
    beyond: str = ""

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
            "beyond": self.beyond,
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
            str(raw.get("beyond", "")),
        )


def _rows(raw: object) -> list[list[object]]:
    return raw if isinstance(raw, list) else []


def _texts(raw: object) -> tuple[str, ...]:
    return tuple(str(item) for item in raw) if isinstance(raw, list) else ()
