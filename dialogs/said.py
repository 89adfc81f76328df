"""What a dialog hears and what it answers. Pure types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from cases.model import Person, Place, TurnKey
from evidence.facts import Reading, Unknown, Value


@dataclass(frozen=True)
class Press:
    """A button: its verb, the card's data with the inputs merged in, and the card it sits on.

    `invoked`: it came as adaptiveCard/action and waits for an answer in the same exchange.
    """

    verb: str
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    card_id: str | None = None
    invoked: bool = False


@dataclass(frozen=True)
class Said:
    """One delivery from Teams: a text, a press, or an arrival.

    `reading`: what the text, or the answer on a card, yields. `answer`: its value for the
    question that is open, or None; `problem`: the key of why it is none. `team_id`: the team
    whose channel it was said in, as the connector names it. `desk_asks`: the person's own case
    about which the desk waits for an answer; known only where the words mean nothing else.
    """

    key: TurnKey
    person: Person
    place: Place
    at: datetime
    text: str = ""
    reading: Reading = field(default_factory=Reading)
    answer: Value | Unknown | None = None
    problem: str = ""
    press: Press | None = None
    arrived: bool = False
    team_id: str = ""
    desk_asks: int | None = None
