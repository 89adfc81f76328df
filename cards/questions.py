"""The words of a question about one fact. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from cards.values import label, value_words
from cards.words import Words, snake
from evidence.facts import ERROR_CLASS, Kind, fact

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


def has_own_question(spoken: Words, name: str) -> bool:
    """Whether a person can be asked for the fact in words made for it."""
    return spoken.has(_TEMPLATE, f"{snake(name)}_ask")


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
