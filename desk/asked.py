"""Who asks for what, and what it comes to: what the steps of a turn take and fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cards.screens import Note, Screen
from cases.due import Patience
from cases.hand_off import Delivery, HandOff
from cases.model import Case, NewJob, Person, Place
from cases.roles import NONE, Held, Role


@dataclass(frozen=True)
class Request:
    """Who asks, where, when, and on which card the button sat (None: typed). `team_id`: of the
    channel it was said in."""

    person: Person
    place: Place
    at: datetime
    card_id: str | None = None
    team_id: str = ""


@dataclass
class Done:
    """What the commands of one turn come to, to be committed with it. `about`: the case that
    the replies' cards show, as it was read."""

    replies: list[Screen] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    jobs: list[NewJob] = field(default_factory=list)
    hand_offs: list[HandOff] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    about: Case | None = None

    def say(self, key: str, **values: str) -> None:
        """Adds a note, once."""
        note = Note(key, values)
        if note not in self.replies:
            self.replies.append(note)


@dataclass(frozen=True)
class Asked:
    """A case that somebody may do something with. `held`: the desk roles they have now."""

    case: Case
    request: Request
    patience: Patience
    held: Held = NONE

    @property
    def person(self) -> Person:
        return self.request.person

    @property
    def at(self) -> datetime:
        return self.request.at

    @property
    def role(self) -> Role:
        """As what they act at the desk."""
        return Role.LEAD if Role.LEAD in self.held else Role.AGENT


class KnowsRoles(Protocol):
    async def roles(self, person: Person) -> Held:
        """The desk roles somebody holds now. Raises desk.members.RolesUnknownError."""
        ...
