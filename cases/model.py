"""A case and what surrounds it: people, places, events, drafts, jobs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from evidence.facts import Complaint, Facts

Json = Mapping[str, object]
EMPTY: Json = MappingProxyType({})
BOT = "bot"  # who did what nobody asked for


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
    """How far a case is; cases/states.py says what leads from one to another.

    Whether the desk has it is not a state: that is `Case.triage`.
    """

    DRAFT = "draft"
    NEW = "new"
    DIAGNOSING = "diagnosing"
    WAITING_INVITING = "waiting for the inviting organisation"
    WAITING_INVITED = "waiting for the invited organisation"
    WAITING_INVITER = "waiting for the inviter"
    WAITING_USER = "waiting for the invited user"
    VERIFYING = "verifying"
    SOLVED = "solved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """Whom a case can wait for."""

    INVITING_ORGANISATION = "inviting organisation"
    INVITED_ORGANISATION = "invited organisation"
    INVITER = "inviter"
    INVITED_USER = "invited user"


class EventKind(StrEnum):
    """What happened to a case; each has its sentence in cards/templates/events."""

    OPENED = "opened"
    CHECK_STARTED = "check started"
    CHECKED = "checked"
    CHECK_FAILED = "check failed"
    CORRECTED = "corrected"
    PASSED_TO_DESK = "passed to desk"
    TOLD_WORKS = "told works"
    TOLD_WORKS_NOT = "told works not"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"
    GIVEN = "given"
    RELEASED = "released"
    ASKED = "asked"
    REPLIED = "replied"
    NOTED = "noted"
    HANDED = "handed"
    FIXED = "fixed"
    STILL_STANDS = "still stands"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    LINKED = "linked"
    NUDGED = "nudged"
    REMINDED = "reminded"
    DESK_UNREACHED = "desk unreached"
    HANDED_OFF = "handed off"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    LINK_REVOKED = "link revoked"
    PARTNER_ANSWERED = "partner answered"
    PARTNER_REPLIED = "partner replied"
    BROUGHT = "brought"
    CONSENTED = "consented"


class PassedBecause(StrEnum):
    """Why the desk has a case."""

    ASKED = "asked"
    CANNOT_TELL = "cannot tell"
    RULE = "rule"


class CloseReason(StrEnum):
    """Why a case ended otherwise than by the reporter's word."""

    FIXED = "fixed"
    NO_ANSWER = "no answer"
    DUPLICATE = "duplicate"
    INTENDED = "intended"
    NOT_POSSIBLE = "not possible"
    OTHER = "other"


@dataclass(frozen=True)
class Event:
    """One line of a case's history. `by` is a person's object id, or `bot`."""

    kind: EventKind
    at: datetime
    by: str
    detail: Json = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True)
class Triage:
    """What the desk holds of a case since it was passed to it.

    `question`: what the reporter was asked and has not answered yet. `due_at`: when the desk
    is nudged, while the case is open. `merged_into`: the case that goes on instead.
    """

    passed_at: datetime
    because: PassedBecause
    owner: Person | None = None
    due_at: datetime | None = None
    question: str = ""
    closed_because: CloseReason | None = None
    merged_into: int | None = None
    links: tuple[int, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Plain JSON for the store."""
        return {
            "passed_at": self.passed_at.isoformat(),
            "because": self.because.value,
            "owner": asdict(self.owner) if self.owner else None,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "question": self.question,
            "closed_because": self.closed_because.value if self.closed_because else None,
            "merged_into": self.merged_into,
            "links": list(self.links),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Triage:
        """What to_json wrote."""
        due, closed = raw["due_at"], raw["closed_because"]
        return cls(
            passed_at=datetime.fromisoformat(raw["passed_at"]),
            because=PassedBecause(raw["because"]),
            owner=Person(**raw["owner"]) if raw["owner"] else None,
            due_at=datetime.fromisoformat(due) if due else None,
            question=raw["question"],
            closed_because=CloseReason(closed) if closed else None,
            merged_into=raw["merged_into"],
            links=tuple(raw["links"]),
        )


@dataclass(frozen=True)
class Case:
    """A numbered complaint with its facts and diagnosis. `version` grows with every change.

    `card_id`: the activity that shows the case's check and verdict. `diagnosis`: what
    causes.Diagnosis.to_json wrote, or None before the first check ended; `cause` and `acting`
    are what it came to, kept apart so that cases can be found and counted by them. `partner`:
    the other organisation's domain, as told. `answered_at`: the first verdict. `solved_at`:
    since when it is solved, or closed as fixed. `triage` is None where the desk has no part.

    `desk_facts`, `desk_diagnosis`: of the check an agent asked for, who may have more read than
    the reporter; never shown to the reporter. `brought`: what came over the partner's page
    (check pack, sign-in check, second check), part of every later check.
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
    cause: str | None = None
    acting: Party | None = None
    partner: str | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    triage: Triage | None = None
    desk_facts: Facts = field(default_factory=Facts)
    desk_diagnosis: Json | None = None
    brought: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Acquaintance:
    """A person the bot has met. `chat`: their own chat with it; None where they never opened
    one. `roles`: the desk roles they held at `roles_at` (names of cases.roles.Role)."""

    person: Person
    seen_at: datetime
    chat: Place | None = None
    roles: frozenset[str] = frozenset()
    roles_at: datetime | None = None


@dataclass(frozen=True)
class Post:
    """Where the desk's card of a case stands. `place`: the thread; None until it is posted.
    `told`: how many of the case's events were told in the thread. `failed`: why the last try
    to post or update it did not succeed, in desk.delivery.Refusal's words."""

    number: int
    place: Place | None = None
    activity_id: str | None = None
    told: int = 0
    failed: str = ""


@dataclass(frozen=True)
class Channel:
    """Where the desk works. `team_id`: the team the channel is of, as its roster is asked for."""

    place: Place
    team_id: str


@dataclass(frozen=True)
class Download:
    """A file for one person behind a link that ends. Of token and owner only digests are kept:
    `owner` is None in what comes back. `kind`: the content type."""

    token: str
    owner: Person | None
    name: str
    kind: str
    content: bytes
    expires_at: datetime


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
    """`SHOW`: brings the desk's card of a case up to date. `DUE`: looks whether a case's time
    has come. `GROUP`: does one thing to every open case of a cause and partner. `DELIVER`: takes
    a summary to its reader; `MAIL`: the same by mail."""

    CHECK = "check"
    SEND = "send"
    SWEEP = "sweep"
    SHOW = "show"
    DUE = "due"
    GROUP = "group"
    DELIVER = "deliver"
    MAIL = "mail"


DELIVERIES = frozenset({JobKind.DELIVER, JobKind.MAIL})


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
