"""The words of a question about one fact. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cards.values import label, value_words
from cards.words import Words, snake
from cases.model import Side
from evidence.facts import (
    ALSO_HAS_MSA,
    ERROR_CLASS,
    INVITED_ADDRESS,
    LINK_KIND,
    LINK_SENT_AT,
    OTHER_DOMAINS_FAIL,
    OTHER_NETWORK,
    OTHERS_SAME_DOMAIN_FAIL,
    PRIVATE_WINDOW,
    SIGNED_IN_AS,
    UPN_EQUALS_INVITED,
    Fact,
    Kind,
    fact,
)

_TEMPLATE = "words/questions.j2"
_MOST_CHOICES = 8
# Asked as the text or link they are read from, although their values are words.
_READ_FROM_TEXT = frozenset({"error.class", "link.kind"})


@dataclass(frozen=True)
class Question:
    """`choices`: pairs of value and words; empty where the answer is typed or pasted."""

    ask: str
    why: str
    placeholder: str
    choices: tuple[tuple[str, str], ...] = ()
    long: bool = False


_ANYBODY = frozenset({ERROR_CLASS, INVITED_ADDRESS, LINK_KIND, LINK_SENT_AT})
_ANSWERS: Mapping[Side | None, frozenset[Fact]] = MappingProxyType(
    {
        None: _ANYBODY,
        Side.INVITING: _ANYBODY | {OTHER_DOMAINS_FAIL, OTHERS_SAME_DOMAIN_FAIL},
        Side.INVITED: _ANYBODY
        | {SIGNED_IN_AS, UPN_EQUALS_INVITED, PRIVATE_WINDOW, OTHER_NETWORK, ALSO_HAS_MSA},
    }
)


def can_answer(name: str, side: Side | None) -> bool:
    """Whether somebody on that side of the invitation can know; the rest is an administrator's."""
    return fact(name) in _ANSWERS[side]


def question(spoken: Words, name: str, choices: tuple[str, ...] = ()) -> Question:
    """The question for a fact; `choices` are values, by default those its kind suggests.

    Raises FactError for a name outside the vocabulary.
    """
    fact(name)
    offered = choices or _choices(name)
    return Question(
        _text(spoken, name, "ask"),
        _text(spoken, name, "why"),
        _text(spoken, name, "placeholder"),
        tuple((choice, _choice(spoken, name, choice)) for choice in offered),
        name == ERROR_CLASS.name,
    )


def _text(spoken: Words, name: str, part: str) -> str:
    block = f"{snake(name)}_{part}"
    if not spoken.has(_TEMPLATE, block):
        truth = part == "ask" and fact(name).kind is Kind.TRUTH
        block = "generic_truth_ask" if truth else f"generic_{part}"
    return spoken.text(_TEMPLATE, block, fact=label(spoken, name))


def _choices(name: str) -> tuple[str, ...]:
    of = fact(name)
    if of.kind is Kind.TRUTH:
        return ("yes", "no")
    fits = of.kind is Kind.WORD and len(of.words) <= _MOST_CHOICES
    return tuple(sorted(of.words)) if fits and name not in _READ_FROM_TEXT else ()


def _choice(spoken: Words, name: str, choice: str) -> str:
    own = f"{snake(name)}_choice_{snake(choice)}"
    if spoken.has(_TEMPLATE, own):
        return spoken.text(_TEMPLATE, own)
    return value_words(spoken, fact(name), choice)
