"""Conversations in memory: what was posted and replaced, in order, readable by watermark."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.people import Seat

Json = dict[str, object]
_MOST = 500  # conversations kept; the oldest go first


@dataclass(frozen=True)
class Spot:
    """Who speaks to the bot and where, as an envelope says it. `conversation`, `data`: what
    Teams writes there beside the tenant."""

    seat: Seat
    locale: str
    conversation: Mapping[str, object]
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Conversation:
    """One personal chat between a person and the bot.

    `log` holds every state an activity had; a watermark is a place in it, so that a client
    which polls hears of replaced cards too. `greeted`: the bot knows of the conversation.
    """

    id: str
    seat: Seat
    locale: str = "en-US"
    log: list[Json] = field(default_factory=list)
    greeted: asyncio.Event = field(default_factory=asyncio.Event)

    def spot(self, activity_id: str | None = None) -> Spot:
        """Where something is said; `activity_id`: about that message."""
        return Spot(self.seat, self.locale, {"conversationType": "personal", "id": self.id})

    def post(self, activity: Mapping[str, object]) -> str:
        """Adds an activity; returns the id it got."""
        kept: Json = {**activity, "id": activity.get("id") or new_id(), "timestamp": stamp()}
        self.log.append(kept)
        return str(kept["id"])

    def replace(self, activity_id: str, activity: Mapping[str, object]) -> bool:
        """Puts a new state in the place of an activity; False where there is none."""
        old = self.activity(activity_id)
        if old is None:
            return False
        self.log.append({**activity, **lasting(old)})
        return True

    def activity(self, activity_id: str) -> Json | None:
        """The newest state of an activity."""
        return next((a for a in reversed(self.log) if a["id"] == activity_id), None)

    def press(self, activity: Mapping[str, object]) -> str:
        """What a client sent for a press: nothing to read; returns the id it got."""
        return self.post(activity)

    def answer(self, card: str, activity: Mapping[str, object]) -> None:
        """A line that the person gets for a press on that card."""
        self.post(activity)

    def since(self, watermark: int) -> list[Json]:
        """The newest states of what came or changed since, in the order of first posting."""
        newest: dict[str, Json] = {}
        for activity in self.log[watermark:]:
            newest[str(activity["id"])] = activity
        latest = list(newest.values())
        return latest if watermark else [a for a in latest if a.get("type") != "typing"]


class Conversations:
    """All conversations of this process."""

    def __init__(self) -> None:
        self._all: dict[str, Conversation] = {}
        self._unseen: dict[str, Conversation] = {}

    def open(self, seat: Seat, locale: str = "en-US") -> Conversation:
        """A new, empty conversation, or the one that the bot began with this person."""
        begun = self._unseen.pop(seat.id, None)
        return begun or self.keep(Conversation(f"a:{uuid.uuid4().hex}", seat, locale))

    def begin(self, seat: Seat) -> Conversation:
        """The person's own chat, for the bot to write to first."""
        found = self.latest_of(seat.teams_id)
        if found is None:
            found = self._unseen[seat.id] = self.open(seat)
        return found

    def keep(self, opened: Conversation) -> Conversation:
        """Remembers it, and forgets the oldest."""
        self._all[opened.id] = opened
        while len(self._all) > _MOST:
            self._all.pop(next(iter(self._all)))
        return opened

    def all(self) -> tuple[Conversation, ...]:
        """Every conversation, the oldest first."""
        return tuple(self._all.values())

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation of that id, if it is (still) there."""
        return self._all.get(conversation_id)

    def latest_of(self, teams_id: str) -> Conversation | None:
        """The newest conversation of a person, by the id the bot knows."""
        own = (c for c in self._all.values() if type(c) is Conversation)
        theirs = [c for c in own if c.seat.teams_id == teams_id]
        return theirs[-1] if theirs else None


def lasting(activity: Mapping[str, object]) -> Json:
    """What stays when a message is updated."""
    kept = ("id", "timestamp", "from", "conversation", "channelData")
    return {k: activity[k] for k in kept if k in activity}


def new_id() -> str:
    """An activity id like Teams': milliseconds, here with a random tail against collisions."""
    return f"{int(datetime.now(UTC).timestamp() * 1000)}{uuid.uuid4().int % 1000:03d}"


def stamp() -> str:
    """The time of day as Teams writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
