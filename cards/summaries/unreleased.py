"""Values in a changed text that may not leave to its reader: an agent may type one in. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from cards.summaries.leaving import leaving, viewer_for
from cards.summaries.markdown import read
from cards.summaries.plain_text import plain_text
from cards.values import label
from cards.visible import Viewer, visible
from cards.words import DEFAULT_LOCALE, words
from cases.model import Case
from evidence.facts import FACTS, Facts, Kind, SummaryReader

_SHORTEST = 4
_TEXTS = frozenset({Kind.TEXT, Kind.TEXTS})
_DESK = Viewer(None, agent=True)


def unreleased(
    text: str,
    case: Case,
    to: SummaryReader,
    *,
    generated: str = "",
    desk: Viewer = _DESK,
    locale: str = DEFAULT_LOCALE,
) -> tuple[str, ...]:
    """The labels of facts whose value stands in the text although it may not reach this reader:
    sign-in names above all, also without what follows the @. Yes, no and other words are not
    looked for, nor anything under four characters. `generated`: the text before it was changed;
    what stands there has left by the right door, or is a word of ours. `desk`: the desk as a
    viewer. SummingUp.unreleased fills both in."""
    viewer = viewer_for(case, to, desk)
    allowed = {value for facts in _of(case) for _, value in _open(facts, to, viewer)}
    said, before = _said(text, allowed), _said(generated, allowed)
    found = dict.fromkeys(
        name
        for facts in _of(case)
        for name, value in _values(facts)
        if value not in allowed and _stands(value, said) and not _stands(value, before)
    )
    return tuple(label(words(locale), name) for name in found)


def _said(text: str, allowed: Collection[str]) -> str:
    """The text as written and as read, without the values that may stand there."""
    said = f"{_folded(text)}\n{_folded(plain_text(read(text)))}"
    for value in sorted(allowed, key=len, reverse=True):
        said = said.replace(value, " ")
    return said


def _of(case: Case) -> tuple[Facts, ...]:
    return case.facts, case.desk_facts, case.brought, case.complaint.facts()


def _open(facts: Facts, to: SummaryReader, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """What this reader may get to know of it; of an address that includes its parts."""
    return _values(leaving(visible(facts, viewer), to))


def _values(facts: Facts) -> Iterator[tuple[str, str]]:
    for name, seen in facts.observations.items():
        for value in (o.value for o in seen if FACTS[name].kind in _TEXTS):
            whole = value if isinstance(value, frozenset) else (value,)
            for text in (each for each in whole if isinstance(each, str)):
                yield from ((name, part) for part in _parts(_folded(text)))


def _parts(value: str) -> Iterator[str]:
    """The value; of an address what stands before the @, too: that is the name."""
    local, at, _ = value.rpartition("@")
    yield from (part for part in (value, local if at else "") if len(part) >= _SHORTEST)


def _stands(value: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", said) is not None


def _folded(text: str) -> str:
    """Without what tells two spellings apart that people take for the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in plain if unicodedata.category(mark) != "Cf")
