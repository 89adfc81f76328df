"""What a dialog hears and what it answers. Pure types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from cases.model import Person, Place, TurnKey
from evidence.facts import Reading


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
    """One delivery from Teams: a text (with what it yields), a press, or an arrival."""

    key: TurnKey
    person: Person
    place: Place
    at: datetime
    text: str = ""
    reading: Reading = field(default_factory=Reading)
    press: Press | None = None
    arrived: bool = False
