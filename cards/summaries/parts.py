"""What several summaries are made of: rows, options, and who holds a case. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cards.cause_words import organisation_words
from cards.plain import clip
from cards.screens import Option
from cards.summaries.document import Command, Items, Paragraph, Part, Rows, Section
from cards.summaries.leaving import Material
from cards.values import value_words
from cards.words import Words, snake
from cases.model import CaseState, Party, Side
from cases.states import WAITING
from causes.model import Act, Organisation
from evidence.facts import AADSTS, Fact, Unknown

_LONGEST = 500  # of a value: an address, a path, an id
OF_SIDE: Mapping[Side, Organisation] = MappingProxyType(
    {Side.INVITING: Organisation.INVITING, Side.INVITED: Organisation.INVITED}
)
OTHER: Mapping[Side, Side] = MappingProxyType(
    {Side.INVITING: Side.INVITED, Side.INVITED: Side.INVITING}
)
_PARTY_IN = MappingProxyType({state: party for party, state in WAITING.items()})
_ORGANISATIONS = MappingProxyType(
    {
        Party.INVITING_ORGANISATION: Organisation.INVITING,
        Party.INVITED_ORGANISATION: Organisation.INVITED,
    }
)


@dataclass(frozen=True)
class Say:
    """The sentences of one reader's summary."""

    spoken: Words
    reader: str

    def __call__(self, block: str, **values: object) -> str:
        return self.spoken.text(f"summaries/{self.reader}.j2", block, **values)

    def has(self, block: str) -> bool:
        return self.spoken.has(f"summaries/{self.reader}.j2", block)

    def rows(self, **values: str) -> Rows:
        """Each value under the label of its name; the empty ones fall away."""
        return Rows(tuple((self(f"label_{name}"), value) for name, value in values.items()))


def section(heading: str, *parts: Part) -> tuple[Section, ...]:
    """The section; none where all its parts are empty."""
    filled = tuple(part for part in parts if _filled(part))
    return (Section(heading, filled),) if filled else ()


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """One for each text that says something."""
    return tuple(Paragraph(text) for text in texts if text)


def options_of(of: Material) -> tuple[tuple[Act, Option], ...]:
    """What cures the cause, each with who would do it."""
    return tuple(each for each in _offered(of) if each[1].id not in _no_cures(of))


def no_cures_of(of: Material) -> tuple[tuple[Act, Option], ...]:
    """What is advised elsewhere and cures nothing by itself, each with who would do it."""
    return tuple(each for each in _offered(of) if each[1].id in _no_cures(of))


def _no_cures(of: Material) -> frozenset[str]:
    return of.answer.cause.cause.no_cures if of.answer.cause else frozenset()


def _offered(of: Material) -> tuple[tuple[Act, Option], ...]:
    told = of.answer.cause
    if told is None:
        return ()
    acts = {remedy.id: remedy.act for remedy in told.cause.remedies}
    offered = told.options(of.answer.diagnosis.remedies)
    return tuple((acts[option.id], option) for option in offered)


def waits_for(of: Material) -> str:
    """Whom the case waits for; empty where that is nobody in particular."""
    party = _PARTY_IN.get(of.held.state)
    if party is None:
        return ""
    if organisation := _ORGANISATIONS.get(party):
        return organisation_words(of.spoken, organisation, of.answer.facts)
    return of.spoken.text("words/judgement.j2", f"party_{snake(party.value)}")


def value_of(of: Material, fact: Fact) -> str:
    """The value in words; empty where it is not known."""
    value = of.answer.facts.value(fact)
    said = "" if isinstance(value, Unknown) else value_words(of.spoken, fact, value)
    return clip(said, _LONGEST)


def code_of(of: Material) -> str:
    """Microsoft's sign-in error as it is looked up."""
    code = value_of(of, AADSTS)
    return f"AADSTS{code}" if code else ""


def state_block(state: CaseState) -> str:
    """The name of a state in the names of blocks."""
    return "waiting" if state in _PARTY_IN else snake(state.value)


def _filled(part: Part) -> bool:
    match part:
        case Rows(rows):
            return any(value for _, value in rows)
        case Items(items):
            return any(items)
        case Paragraph(text) | Command(text):
            return bool(text)
