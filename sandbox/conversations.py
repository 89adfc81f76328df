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
        kept: Json = {k: old[k] for k in ("id", "timestamp", "from", "conversation") if k in old}
        self.log.append({**activity, **kept})
        return True

    def activity(self, activity_id: str) -> Json | None:
        """The newest state of an activity."""
        return next((a for a in reversed(self.log) if a["id"] == activity_id), None)

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

    def open(self, seat: Seat, locale: str = "en-US") -> Conversation:
        """A new, empty conversation."""
        opened = Conversation(f"a:{uuid.uuid4().hex}", seat, locale)
        self._all[opened.id] = opened
        while len(self._all) > _MOST:
            self._all.pop(next(iter(self._all)))
        return opened

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation of that id, if it is (still) there."""
        return self._all.get(conversation_id)

    def latest_of(self, teams_id: str) -> Conversation | None:
        """The newest conversation of a person, by the id the bot knows."""
        theirs = [c for c in self._all.values() if c.seat.teams_id == teams_id]
        return theirs[-1] if theirs else None


def new_id() -> str:
    """An activity id like Teams': milliseconds, here with a random tail against collisions."""
    return f"{int(datetime.now(UTC).timestamp() * 1000)}{uuid.uuid4().int % 1000:03d}"


def stamp() -> str:
    """The time of day as Teams writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
