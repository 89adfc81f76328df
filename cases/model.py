"""A case and what surrounds it: people, places, events, drafts, jobs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from evidence.facts import Complaint, Facts

Json = Mapping[str, object]
EMPTY: Json = MappingProxyType({})


class Side(StrEnum):
    """On which side of the invitation a person stands."""

    INVITING = "inviting"
    INVITED = "invited"


class Scope(StrEnum):
    """Where in Teams something was said."""

    PERSONAL = "personal"
    GROUP_CHAT = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Person:
    """Who speaks, as the signed activity says."""

    teams_id: str
    object_id: str
    tenant_id: str
    name: str = ""


@dataclass(frozen=True)
class Place:
    """Where an answer goes: enough to post without a turn."""

    conversation_id: str
    service_url: str
    tenant_id: str
    bot_id: str
    scope: Scope = Scope.PERSONAL
    locale: str = "en"

    def to_json(self) -> dict[str, object]:
        """Plain JSON for the store."""
        return {**self.__dict__, "scope": self.scope.value}

    @classmethod
    def from_json(cls, raw: Json) -> Place:
        """What to_json wrote."""
        return cls(
            conversation_id=str(raw["conversation_id"]),
            service_url=str(raw["service_url"]),
            tenant_id=str(raw["tenant_id"]),
            bot_id=str(raw["bot_id"]),
            scope=Scope(str(raw["scope"])),
            locale=str(raw.get("locale", "en")),
        )


class CaseState(StrEnum):
    DRAFT = "draft"
    DIAGNOSING = "diagnosing"
    ANSWERED = "answered"
    WITH_DESK = "with desk"
    SOLVED = "solved"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """What happened to a case; each has its sentence in cards/templates/events."""

    OPENED = "opened"
    CHECK_STARTED = "check started"
    CHECKED = "checked"
    CHECK_FAILED = "check failed"
    CORRECTED = "corrected"
    PASSED_TO_DESK = "passed to desk"
    TOLD_WORKS = "told works"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Event:
    """One line of a case's history. `by` is a person's object id, or `bot`."""

    kind: EventKind
    at: datetime
    by: str
    detail: Json = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True)
class Case:
    """A numbered complaint with its facts and diagnosis. `version` grows with every change.

    `card_id`: the activity that shows the case's check and verdict. `diagnosis`: what
    causes.Diagnosis.to_json wrote, or None before the first check ended.
    """

    number: int
    version: int
    state: CaseState
    reporter: Person
    side: Side | None
    place: Place
    complaint: Complaint
    opened_at: datetime
    changed_at: datetime
    facts: Facts = field(default_factory=Facts)
    diagnosis: Json | None = None
    card_id: str | None = None
    history: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Owner:
    """Whose conversation: drafts are kept by conversation and person."""

    conversation_id: str
    object_id: str


@dataclass(frozen=True)
class StoredDraft:
    """A dialog's state as plain JSON; `version` 0 means: nothing stored yet."""

    body: Json = field(default_factory=lambda: EMPTY)
    version: int = 0


class JobKind(StrEnum):
    CHECK = "check"
    SEND = "send"
    SWEEP = "sweep"


@dataclass(frozen=True)
class NewJob:
    """Work to be done after the turn. `key`: at most one open job of a kind has it."""

    kind: JobKind
    key: str
    body: Json
    due_at: datetime


@dataclass(frozen=True)
class Job:
    """A job under lease. `fence` grows with each lease: results count only under the newest."""

    id: int
    kind: JobKind
    key: str
    body: Json
    fence: int
    attempts: int


@dataclass(frozen=True)
class TurnKey:
    """What makes a delivery the same: conversation and activity id, or the press's own id."""

    conversation_id: str
    id: str


@dataclass(frozen=True)
class TurnRecord:
    """All that one turn changes, committed together or not at all.

    `draft`: the new body; None erases it. `response`: the body of an invoke's answer, given
    again should the same delivery come twice. `cases`: whole cases, compare-and-set on
    version (0 = new). `jobs`: made due with the same commit; the turn's own answers are
    `send` jobs, so that a kill between commit and send loses nothing.
    """

    key: TurnKey
    owner: Owner
    at: datetime
    read_version: int
    draft: Json | None
    response: Json | None = None
    cases: tuple[Case, ...] = ()
    jobs: tuple[NewJob, ...] = ()
