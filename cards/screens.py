"""Every screen a person can see, as the typed context of its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from evidence.facts import Reason


@dataclass(frozen=True)
class Stamp:
    """What every button carries: case, the case's or draft's revision, the card's own id."""

    case: int | None
    revision: int
    nonce: str


@dataclass(frozen=True)
class Hello:
    name: str


@dataclass(frozen=True)
class Help:
    pass


@dataclass(frozen=True)
class Ask:
    """One question. `field` is a fact name; `problem` the key of what was wrong before."""

    field: str
    given: str = ""
    problem: str = ""
    can_go_back: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnderstoodRow:
    field: str
    value: str
    pasted: bool


@dataclass(frozen=True)
class Understood:
    """What was taken from the person's words, correctable field by field."""

    rows: tuple[UnderstoodRow, ...]
    missing: tuple[str, ...] = ()
    secrets_cut: int = 0


class ReadState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    NOT_READABLE = "not readable"


@dataclass(frozen=True)
class CheckingRow:
    """One probe (catalogue id) of one side and how far it is."""

    probe: str
    organisation: str
    state: ReadState
    reason: Reason | None = None


@dataclass(frozen=True)
class Checking:
    rows: tuple[CheckingRow, ...]
    as_of: datetime


@dataclass(frozen=True)
class Option:
    """What one actor can do: all sentences already in the reader's language."""

    id: str
    organisation: str
    actor: str
    what: str
    path: str = ""
    command: str = ""
    price: str = ""
    time: str = ""
    after: str = ""
    graph: str = ""
    role: str = ""
    licence: str = ""
    by_admin: bool = False


@dataclass(frozen=True)
class EvidenceRow:
    fact: str
    label: str
    value: str
    source: str
    at: str
    trust: str


@dataclass(frozen=True)
class VerdictScreen:
    """The answer: who must act first, then why, then what to do; evidence folded.

    `certainty` is the judgement's own word, `question` the name of a fact, the other texts
    are sentences in the reader's language. `asked`: what the question decides; `left`: why
    there is none. `policy`: whom to ask first where the block may be intended.
    """

    cause: str | None
    certainty: str
    organisations: tuple[str, ...]
    mode: str
    headline: str
    why: str
    options: tuple[Option, ...]
    evidence: tuple[EvidenceRow, ...]
    not_read: tuple[str, ...]
    also_checked: tuple[str, ...]
    next_obstacles: tuple[str, ...]
    question: str = ""
    state: str = ""
    as_of: str = ""
    certainty_reason: str = ""
    changed: str = ""
    policy: str = ""
    asked: str = ""
    left: str = ""


@dataclass(frozen=True)
class AdminSteps:
    """The same options in an administrator's words, to copy.

    `notes`: whom to ask first, Microsoft's own diagnostic, what else would do.
    """

    cause: str
    headline: str
    why: str
    options: tuple[Option, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseRow:
    number: int
    state: str
    headline: str
    changed: str


@dataclass(frozen=True)
class CaseList:
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True)
class ConfirmForget:
    pass


@dataclass(frozen=True)
class Note:
    """A short line of text; `key` names it in templates/notes."""

    key: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


Screen = (
    Hello
    | Help
    | Ask
    | Understood
    | Checking
    | VerdictScreen
    | AdminSteps
    | CaseList
    | ConfirmForget
    | Note
)
