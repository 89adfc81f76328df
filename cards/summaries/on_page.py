"""The partner's summary as its page shows it: what is needed first, the rest folded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from cards.summaries.document import Document, Paragraph, Section
from cards.summaries.parts import Say
from cards.summaries.tidy import one_line, tidy
from cards.words import words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")
_BLANK = "\ufffc"  # stands for a value in a heading
_WAYS = ("yours", "yours_only", "needed", "needed_only", "way", "way_only")
_LATER = ("ours", "instead", "old", "detail", "logs", "saw", "article")


class Place(Enum):
    """Where a section stands on the page. `HERE`: where its text has it."""

    HERE = "here"
    WAY = "way"
    BEFORE_ANSWER = "before the answer"
    AFTER_ANSWER = "after the answer"


@dataclass(frozen=True)
class Shown:
    """`folds`: whether it can be folded; `open`: whether it is not at first. `gist`: what is seen
    of it while it is folded; it stands in the section no more."""

    section: Section
    folds: bool = False
    open: bool = True
    gist: str = ""


@dataclass(frozen=True)
class OnPage:
    title: str
    before: tuple[Shown, ...]
    after: tuple[Shown, ...]


def on_page(sent: Document, generated: Document, locale: str) -> OnPage:
    """Both as they are kept. A section that somebody changed is open; one that no summary of ours
    has is not folded and stays behind what it followed."""
    tidied, known = tidy(sent), frozenset(tidy(generated).sections)
    here: dict[Place, list[Shown]] = {place: [] for place in Place}
    at = Place.HERE
    for section in tidied.sections:
        place = place_of(section.heading, locale)
        at = place if place is not Place.HERE else at
        first = place is Place.WAY and not here[Place.WAY]
        folds = place in (Place.WAY, Place.AFTER_ANSWER)
        opened = not folds or first or section not in known
        gist, rest = _gist(section) if place is Place.WAY else ("", section)
        here[at].append(Shown(rest, folds, opened, gist))
    return OnPage(
        tidied.title,
        (*here[Place.HERE], *here[Place.WAY], *here[Place.BEFORE_ANSWER]),
        tuple(here[Place.AFTER_ANSWER]),
    )


def _gist(section: Section) -> tuple[str, Section]:
    """The first sentence, and the section without it."""
    if not section.parts or not isinstance(section.parts[0], Paragraph):
        return "", section
    gist, _, more = _SENTENCE_END.sub("\n", section.parts[0].text, count=1).partition("\n")
    rest = (Paragraph(more),) if more else ()
    return gist, Section(section.heading, (*rest, *section.parts[1:]))


def place_of(heading: str, locale: str) -> Place:
    """Where the section of this heading stands."""
    for place, known in _headings(words(locale).language):
        if known.fullmatch(heading):
            return place
    return Place.HERE


@cache
def _headings(language: str) -> tuple[tuple[Place, re.Pattern[str]], ...]:
    return tuple(_known(Say(words(language), "partner")))


def _known(say: Say) -> Iterator[tuple[Place, re.Pattern[str]]]:
    values = dict.fromkeys(("number", "all", "organisation", "actor"), _BLANK)
    for block in _WAYS:
        parts = one_line(say(block, **values)).split(_BLANK)
        yield Place.WAY, re.compile(".+".join(map(re.escape, parts)))
    yield Place.BEFORE_ANSWER, re.compile(re.escape(one_line(say("next"))))
    for block in _LATER:
        yield Place.AFTER_ANSWER, re.compile(re.escape(one_line(say(block))))
