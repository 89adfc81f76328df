"""A person who talks to the dialogs alone: no bot, no store, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from cards.screens import Ask, Note, Screen
from cases.model import Person, Place, Scope, TurnKey
from desk.commands import Command
from desk.listening import listen
from dialogs.converse import converse, means_nothing_else
from dialogs.draft import Draft, parse_draft
from dialogs.said import Press, Said
from evidence.facts import FACTS, Fact, to_json

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PERSON = Person("29:marcus", "object-marcus", "tenant-contoso", "Marcus Jones")


@dataclass
class Talk:
    """Each turn goes through the stored form of the draft, as it does in production."""

    draft: Draft = field(default_factory=lambda: Draft(case=7))
    replies: tuple[Screen, ...] = ()
    commands: tuple[Command, ...] = ()
    person: Person = PERSON
    now: datetime = NOW
    desk_asks: int | None = None
    place: Place = field(default_factory=lambda: Place("a:1", "https://smba", "t", "28:bot"))

    def says(self, text: str) -> Talk:
        asking = FACTS.get(self.draft.asking or "")
        return self._turn(self._said(text, asking, None))

    def presses(self, verb: str, **data: str) -> Talk:
        given = {"case": "7", "rev": str(self.draft.complaint.revision), **data}
        press = Press(verb, given, "card-1", invoked=True)
        about = FACTS.get(given.get("field", ""))
        return self._turn(self._said(given.get("answer", ""), about, press))

    def later(self) -> Talk:
        self.now += timedelta(minutes=5)
        return self

    def arrives(self) -> Talk:
        return self._turn(replace(self._said("", None, None), arrived=True))

    def in_a_channel(self) -> Talk:
        self.place = replace(self.place, scope=Scope.CHANNEL)
        return self

    def told(self, of: Fact) -> object:
        return to_json(self.draft.complaint.value(of))

    @property
    def asked(self) -> str:
        """The question that is open on the newest card, or nothing."""
        return next((r.field for r in reversed(self.replies) if isinstance(r, Ask)), "")

    @property
    def problem(self) -> str:
        return next((r.problem for r in self.replies if isinstance(r, Ask)), "")

    @property
    def notes(self) -> list[str]:
        return [r.key for r in self.replies if isinstance(r, Note)]

    def _said(self, text: str, about: Fact | None, press: Press | None) -> Said:
        heard = listen(text, about, self.now)
        said = Said(
            TurnKey("a:1", "1"),
            self.person,
            self.place,
            self.now,
            text,
            heard.reading,
            heard.answer,
            heard.problem,
            press,
        )
        waits = means_nothing_else(self.draft, said)
        return replace(said, desk_asks=self.desk_asks if waits else None)

    def _turn(self, said: Said) -> Talk:
        outcome = converse(self.draft, said)
        self.draft = parse_draft(outcome.draft.to_json())
        if self.draft.case is None:
            self.draft = replace(self.draft, case=8)
        self.replies, self.commands = outcome.replies, outcome.commands
        return self


@pytest.fixture
def talk() -> Talk:
    return Talk()
