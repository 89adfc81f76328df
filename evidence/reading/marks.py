"""Where labels, ids and times stand in a page. Their order tells what a label does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from evidence.reading.data_files import either, of_all_languages, section
from evidence.reading.dates import written_in
from evidence.reading.links import GUID

# Ids stand behind these even without a colon ("Request Id 1234..."); other labels need one.
_ID_LABELS = ("correlation", "request", "sharepoint_request", "other")
_PAGE_LABELS = ("timestamp", "date_time", "url", "user", "issue_type", "error_code")
_SEPARATOR = r"[\"']?\s{0,3}(?P<firm>:|=|[-–—]\s)?\s{0,3}[\"'\[{]{0,2}"
_GUID = re.compile(rf"(?<![0-9a-z-]){GUID}(?!-)", re.IGNORECASE)


@dataclass(frozen=True)
class Label:
    """`kind` is a table of data/labels.toml; `end` is where its value begins."""

    kind: str
    start: int
    end: int
    firm: bool


@dataclass(frozen=True)
class Id:
    """A GUID in the text, in lower case, with the label right before it."""

    value: str
    start: int
    end: int
    label: str | None


@dataclass(frozen=True)
class Time:
    """A time of day with its date. `zoned`: the text named the zone."""

    at: datetime
    start: int
    end: int
    zoned: bool
    label: str | None


@dataclass(frozen=True)
class Marks:
    """Everything found, each in the order of the text."""

    labels: tuple[Label, ...]
    ids: tuple[Id, ...]
    times: tuple[Time, ...]

    def next_label(self, after: int, within: int) -> str | None:
        """The first label with a colon that begins in that stretch, unless it says nothing."""
        for label in self.labels:
            if label.firm and label.kind != "other" and after <= label.start <= after + within:
                return label.kind
        return None


def marks(text: str) -> Marks:
    """`text` without its links: an id in a link is the link's."""
    labels = tuple(_labels(text))
    kinds = {label.end: label.kind for label in labels}
    return Marks(labels, tuple(_ids(text, kinds)), tuple(_times(text, kinds)))


def _labels(text: str) -> Iterator[Label]:
    for found in _label_pattern().finditer(text):
        kind = _kinds()[found["label"].casefold()]
        firm = found["firm"] is not None
        if firm or kind in _ID_LABELS:
            yield Label(kind, found.start(), found.end(), firm)


def _ids(text: str, kinds: dict[int, str]) -> Iterator[Id]:
    for found in _GUID.finditer(text):
        quoted = text[found.start() - 1 : found.start()] in ("'", "‘", "’")
        label = kinds.get(found.start()) or ("other" if quoted else None)
        yield Id(found[0].casefold(), found.start(), found.end(), label)


def _times(text: str, kinds: dict[int, str]) -> Iterator[Time]:
    for date in written_in(text):
        if date.at is not None and date.timed:
            yield Time(date.at, date.start, date.end, date.zoned, kinds.get(date.start))


@cache
def _kinds() -> dict[str, str]:
    return {
        label.casefold(): kind
        for kind in (*_ID_LABELS, *_PAGE_LABELS)
        for label in of_all_languages(section("labels", kind))
    }


@cache
def _label_pattern() -> re.Pattern[str]:
    first = "".join(sorted({label[0] for label in _kinds()}))
    # The first letter is looked at before all else: most places of a text then fail at once.
    return re.compile(
        rf"(?=[{first}])(?<![^\W_])(?P<label>{either(_kinds())})(?![^\W\d_]){_SEPARATOR}",
        re.IGNORECASE,
    )
