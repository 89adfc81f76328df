"""The words of a cause: blocks of its template, filled from its Details. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from cards.screens import Option
from cards.words import Words, snake
from causes.model import Act, Actor, Cause, Organisation, Seen
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, Facts


@dataclasses.dataclass(frozen=True)
class CauseWords:
    """One cause as told to one reader: `facts` are already cut down to what they may see."""

    spoken: Words
    cause: Cause
    facts: Facts

    def text(self, block: str) -> str:
        """A block of the cause's template; empty where it has none of that name."""
        template = f"causes/{self.cause.id}.j2"
        if not self.spoken.has(template, block):
            return ""
        return self.spoken.text(template, block, **self._values)

    @cached_property
    def _values(self) -> Mapping[str, object]:
        return MappingProxyType(dict(_fields(self.cause.details(Seen(self.facts)))))

    def options(self, remedies: tuple[str, ...]) -> tuple[Option, ...]:
        """What can be done, in the order of the diagnosis."""
        known = {remedy.id: remedy for remedy in self.cause.remedies}
        return tuple(
            self._option(remedy, known[remedy].act) for remedy in remedies if remedy in known
        )

    def _option(self, remedy: str, act: Act) -> Option:
        parts = {part: self.text(f"{snake(remedy)}_{part}") for part in _PARTS}
        return Option(
            remedy,
            organisation_words(self.spoken, act.organisation, self.facts),
            self.spoken.text("words/who.j2", f"actor_{snake(act.actor.value)}"),
            by_admin=act.actor is Actor.ADMIN,
            **parts,
        )


_PARTS = (
    "what", "path", "command", "graph", "role", "licence", "price", "time", "after",
    "instead", "instead_command", "instead_graph",
)  # fmt: skip


def cause_name(spoken: Words, id_: str) -> str:
    """What a cause is called in a list."""
    if spoken.has(f"causes/{id_}.j2", "name"):
        return spoken.text(f"causes/{id_}.j2", "name")
    if spoken.has("words/causes.j2", snake(id_)):
        return spoken.text("words/causes.j2", snake(id_))
    return id_.replace("-", " ")


def organisation_words(spoken: Words, of: Organisation, facts: Facts) -> str:
    """An organisation, with its domain where that is known."""
    domain = organisation_domain(of, facts)
    if domain:
        return spoken.text("words/who.j2", f"organisation_{of.value}_named", domain=domain)
    return spoken.text("words/who.j2", f"organisation_{of.value}")


def organisation_domain(of: Organisation, facts: Facts) -> str:
    """The domain as everybody may know it; empty where it is not known."""
    if of is Organisation.INVITING:
        host = facts.value(HOST_DOMAIN)
        return host if isinstance(host, str) else ""
    if of is Organisation.INVITED:
        address = facts.value(INVITED_ADDRESS)
        return address.rpartition("@")[2] if isinstance(address, str) else ""
    return ""


def _fields(details: object) -> Iterator[tuple[str, object]]:
    if dataclasses.is_dataclass(details):
        for field in dataclasses.fields(details):
            yield field.name, getattr(details, field.name)
