"""What a check pack printed, in words, to be looked at before it is sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.values import label, value_words
from cards.words import Words, words
from evidence.facts.packs import PACKS, PackFact

_WORDS = "words/packs.j2"


@dataclass(frozen=True)
class PackRow:
    """`answer`: yes, no, or that it could not be read."""

    label: str
    answer: str


def pack_rows(
    family: str, answers: Mapping[str, bool | None], locale: str = "en"
) -> tuple[PackRow, ...]:
    """A row for each answer, in the order of the pack. Raises KeyError for a family that there
    is not."""
    spoken = words(locale)
    return tuple(
        PackRow(_asked(spoken, asked), _answer(spoken, answers[asked.key]))
        for asked in PACKS[family]
        if asked.key in answers
    )


def _asked(spoken: Words, asked: PackFact) -> str:
    name = label(spoken, asked.of.name)
    if asked.key == asked.of.name or asked.yes is None:
        return name
    value = value_words(spoken, asked.of, asked.yes)
    return spoken.text(_WORDS, "is_it", label=name, value=value)


def _answer(spoken: Words, answer: bool | None) -> str:
    block = "not_read" if answer is None else "yes" if answer else "no"
    return spoken.text(_WORDS, block)
