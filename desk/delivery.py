"""The way out: what the desk needs from whoever can post to Teams."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cases.model import Json, Person, Place


@dataclass(frozen=True)
class Mention:
    """Somebody a text names as <at>name</at>: they are told of it."""

    teams_id: str
    name: str


@dataclass(frozen=True)
class Message:
    """A text or an Adaptive Card. `summary` is the line that notifications show."""

    text: str = ""
    card: Json | None = None
    summary: str = ""
    mentions: tuple[Mention, ...] = ()


class Refusal(StrEnum):
    """Why Teams did not take a message."""

    BLOCKED = "blocked"
    GONE = "gone"
    THROTTLED = "throttled"
    TOO_LARGE = "too large"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


_FINAL = frozenset({Refusal.BLOCKED, Refusal.GONE, Refusal.TOO_LARGE, Refusal.REFUSED})


class SendError(Exception):
    """Something that did not go out. `reason`: in a word. `final`: another try cannot help.
    `unsure`: it may have arrived all the same. `retry_after`: seconds we were asked to wait."""

    reason: str
    final: bool
    unsure: bool
    retry_after: float | None = None


class DeliveryError(SendError):
    """A send or update that Teams did not take."""

    def __init__(self, refusal: Refusal, *, unsure: bool = False, detail: str = "") -> None:
        super().__init__(f"{refusal.value}: {detail}" if detail else refusal.value)
        self.refusal, self.unsure = refusal, unsure
        self.reason, self.final = refusal.value, refusal in _FINAL


class Deliver(Protocol):
    async def send(self, place: Place, message: Message) -> str:
        """Posts a new message; returns its activity id. Raises DeliveryError."""
        ...

    async def update(self, place: Place, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises DeliveryError."""
        ...


@dataclass(frozen=True)
class Thread:
    """Where a new post of a channel stands: the place of its replies, and the post itself."""

    place: Place
    activity_id: str


class Opens(Deliver, Protocol):
    """What can also begin conversations. Raises DeliveryError."""

    async def open_thread(self, channel: Place, message: Message) -> Thread:
        """Posts the message as a new thread of the channel."""
        ...

    async def open_chat(self, person: Person, like: Place) -> Place:
        """The person's own chat with the bot; `like`: any place of the same tenant."""
        ...
