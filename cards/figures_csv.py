"""A month's figures as CSV (RFC 4180), for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, fields

from cases.lists import MonthTallies, Tally

# A spreadsheet takes a text that begins so for a formula; domains are told by strangers.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_COUNTS = tuple(field.name for field in fields(Tally))


def csv_of(tallies: MonthTallies) -> str:
    """A header, then a row for the month as a whole and for each cause, acting side, partner
    and span. Times are sums of seconds; a span is named by its longest time in seconds."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(("month", "dimension", "key", *_COUNTS))
    for dimension, key, tally in _rows(tallies):
        writer.writerow((_text(tallies.month), dimension, _text(key), *astuple(tally)))
    return written.getvalue()


def _rows(tallies: MonthTallies) -> Iterator[tuple[str, str, Tally]]:
    yield "all", "", tallies.all
    dimensions = {
        "cause": tallies.causes,
        "acting": tallies.acting,
        "partner": tallies.partners,
        "answered within": tallies.answered,
        "solved within": tallies.solved,
    }
    for dimension, counted in dimensions.items():
        for key, tally in counted.items():
            yield dimension, key, tally


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
