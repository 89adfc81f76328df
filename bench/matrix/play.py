"""One world played through: page, reading, collectors, questions, verdict."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bench.matrix.administrator import looked_up, pasted
from bench.matrix.person import Person
from cards.commands import command_of
from cards.questions import can_answer, settled
from cases.model import Side
from causes import classify
from causes.model import Diagnosis
from evidence.facts import (
    HOST_DOMAIN,
    INVITED_ADDRESS,
    LEGACY_HONOURED,
    NOW,
    Answer,
    Complaint,
    Fact,
    Facts,
    Observation,
    Trust,
    Unknown,
    fact,
)
from evidence.reading import read
from sandbox.gates import Outcome
from sandbox.pages import link_url
from sandbox.world import World

MOST_QUESTIONS = 16

Gather = Callable[[Complaint], Awaitable[Facts]]
# An answer to one of these changes what can be read.
_LOOKED_UP_BY = frozenset({INVITED_ADDRESS.name, HOST_DOMAIN.name})


@dataclass(frozen=True)
class Played:
    """What came of it. `alone`: the diagnosis with nobody to paste or to answer anything."""

    outcome: Outcome
    found: Diagnosis
    alone: Diagnosis
    asked: tuple[str, ...]
    facts: Facts = field(repr=False)


async def play(world: World, outcome: Outcome, gather: Gather, now: datetime) -> Played:
    """The conversation until nothing is left to ask."""
    talk = _Talk(world, gather, now)
    talk.paste(outcome.page.text)
    talk.paste(link_url(world))
    await talk.intake()
    alone = await talk.nobody()
    found = await talk.diagnosed()
    while (about := talk.next_question(found)) is not None:
        found = await talk.answered(about)
    return Played(outcome, found, alone, tuple(talk.asked), talk.facts)


class _Talk:
    def __init__(self, world: World, gather: Gather, now: datetime) -> None:
        self._world, self._gather, self._now = world, gather, now
        self._person = Person(world, now)
        self._complaint = Complaint()
        self._read: Facts | None = None
        self._pasted: set[str] = set()
        self.asked: list[str] = []
        self.facts = Facts()

    def paste(self, text: str) -> None:
        """Takes what a pasted text yields; the first page keeps its word."""
        invited = self._complaint.value(INVITED_ADDRESS)
        reading = read(text, self._now, invited if isinstance(invited, str) else None)
        for name, value in reading.told.items():
            if name not in self._complaint.answers:
                self._told(fact(name), value, Trust.TOLD)
        for name, value in reading.facts.items():
            if name not in self._pasted:
                self._pasted.add(name)
                self._told(fact(name), value, Trust.PASTED)

    async def intake(self) -> None:
        """What every case is asked: who was invited, and to whose SharePoint."""
        for about in (INVITED_ADDRESS, HOST_DOMAIN):
            if isinstance(self._complaint.value(about), Unknown):
                self.asked.append(about.name)
                self._told(about, self._person.answer(about), Trust.TOLD)

    async def nobody(self) -> Diagnosis:
        """With no word of anybody but who and where."""
        silent = Complaint()
        for about in (INVITED_ADDRESS, HOST_DOMAIN):
            silent = silent.with_(about, self._answer(self._person.answer(about), Trust.TOLD))
        return classify(self._clocked(silent.facts().with_all(await self._gather(silent))))

    async def diagnosed(self) -> Diagnosis:
        if self._read is None:
            self._read = await self._gather(self._complaint)
        self.facts = self._clocked(self._complaint.facts().with_all(self._read))
        return classify(self.facts)

    def next_question(self, found: Diagnosis) -> Fact | None:
        """The best one that somebody can answer and nobody was asked yet."""
        if len(self.asked) >= MOST_QUESTIONS:
            return None
        open_ = (name for name in found.questions if not self._settled(name))
        return next((fact(name) for name in open_ if self._askable(name)), None)

    async def answered(self, about: Fact) -> Diagnosis:
        self.asked.append(about.name)
        command = command_of(about.name)
        if command is not None:
            self.paste(pasted(about.name, self._world))
        if about.name not in self._complaint.answers:
            answer = looked_up(about, self._world) if command else self._person.answer(about)
            self._told(about, answer, Trust.TOLD)
        if about.name in _LOOKED_UP_BY:
            self._read = None
        return await self.diagnosed()

    def _settled(self, name: str) -> bool:
        return settled(name, self.asked)

    def _askable(self, name: str) -> bool:
        return can_answer(name, Side.INVITED) or can_answer(name, Side.INVITING)

    def _told(self, about: Fact, value: object, trust: Trust) -> None:
        self._complaint = self._complaint.with_(about, self._answer(value, trust))

    def _answer(self, value: object, trust: Trust) -> Answer:
        return Answer(value, trust, self._now)  # type: ignore[arg-type]

    def _clocked(self, facts: Facts) -> Facts:
        if self._world.inviting.legacy_honoured:  # as the desk's settings would say
            word = Observation(True, "administrator", self._now, Trust.READ)
            facts = facts.with_(LEGACY_HONOURED, word)
        return facts.with_(NOW, Observation(self._now, "clock", self._now, Trust.READ))
