"""A case summed up for one reader. Pure and deterministic; time is passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cards.summaries.desk import desk
from cards.summaries.document import Document
from cards.summaries.leaving import Around, Material, material
from cards.summaries.management import management
from cards.summaries.partner import partner
from cards.summaries.reporter import reporter
from cards.summaries.tidy import tidy
from cards.words import Words, words
from cases.model import Case
from evidence.facts import SummaryReader

_WRITE: Mapping[SummaryReader, Callable[[Material], Document]] = MappingProxyType(
    {
        SummaryReader.DESK: desk,
        SummaryReader.PARTNER: partner,
        SummaryReader.REPORTER: reporter,
        SummaryReader.MANAGEMENT: management,
    }
)


def summary(case: Case, to: SummaryReader, around: Around, locale: str) -> Document:
    """What this reader gets to know of the case."""
    return summary_in(words(locale), case, to, around)


def summary_in(spoken: Words, case: Case, to: SummaryReader, around: Around) -> Document:
    """`summary`, in these words."""
    return tidy(_WRITE[to](material(spoken, case, to, around)))
