"""What a person told us: answers, and what a text they sent yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from evidence.facts.observations import Facts, Observation, Trust
from evidence.facts.unknown import Reason, Unknown
from evidence.facts.values import Fact, Value, parse_stored, to_json
from evidence.facts.vocabulary import FACTS


@dataclass(frozen=True)
class Answer:
    """One thing a person told or pasted."""

    value: Value | Unknown
    trust: Trust
    at: datetime


@dataclass(frozen=True)
class Complaint:
    """What a person told us. Never changed: each answer makes the next revision."""

    revision: int = 0
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def with_(self, of: Fact, answer: Answer) -> Complaint:
        """The next revision, with one answer given or replaced."""
        answers = MappingProxyType({**self.answers, of.name: answer})
        return replace(self, revision=self.revision + 1, answers=answers)

    def without(self, of: Fact) -> Complaint:
        """The next revision, with one answer taken back."""
        answers = MappingProxyType({n: a for n, a in self.answers.items() if n != of.name})
        return replace(self, revision=self.revision + 1, answers=answers)

    def value(self, of: Fact) -> Value | Unknown:
        """What was said of the fact, or Unknown(NOT_ASKED)."""
        answer = self.answers.get(of.name)
        return answer.value if answer else Unknown(Reason.NOT_ASKED)

    def facts(self) -> Facts:
        """The complaint as observations."""
        told = {
            name: (Observation(a.value, "the person", a.at, a.trust),)
            for name, a in self.answers.items()
        }
        return Facts(MappingProxyType(told))

    def to_json(self) -> dict[str, object]:
        """Plain JSON for the store."""
        return {
            "revision": self.revision,
            "answers": {
                name: {
                    "value": to_json(a.value),
                    "trust": a.trust.name.lower(),
                    "at": to_json(a.at),
                }
                for name, a in self.answers.items()
            },
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Complaint:
        """What to_json wrote. Answers whose fact left the vocabulary since are dropped."""
        answers = raw.get("answers")
        given = answers if isinstance(answers, dict) else {}
        return cls(
            int(str(raw.get("revision", 0))),
            MappingProxyType({n: _answer(FACTS[n], a) for n, a in given.items() if n in FACTS}),
        )


def _answer(of: Fact, raw: Mapping[str, object]) -> Answer:
    return Answer(
        parse_stored(of, raw["value"]),
        Trust[str(raw["trust"]).upper()],
        datetime.fromisoformat(str(raw["at"])),
    )


@dataclass(frozen=True)
class Reading:
    """What a text yields: facts by name, and the pieces that typed answers are made of.

    `facts`: what it shows (a page, a link, a listing). `told`: what it only says in words, which
    fills gaps and never overrides; no fact is in both.
    `times` are in UTC; one that named no zone is kept as written and counted in
    `zoneless`. `problems` are keys of sentences ("too-long", "link-without-host", ...).
    `secrets_cut` counts what was removed before anything was kept. `text` is the text
    without them.
    """

    facts: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    told: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    addresses: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    times: tuple[datetime, ...] = ()
    zoneless: int = 0
    problems: tuple[str, ...] = ()
    secrets_cut: int = 0
    text: str = ""
