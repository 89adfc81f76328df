"""AADSTS codes, only where the text names them as such (catalogue 2.6)."""

from __future__ import annotations

import re

from evidence.reading.marks import Marks
from evidence.reading.told import negations

_NAMED = re.compile(r"AADSTS[ :_-]{0,2}(\d{5,8})(?!\d)", re.IGNORECASE)
_FIELD = re.compile(
    r"\berror_codes[\"']?\s?[=:]\s?\[?(\d{5,8})(?!\d)|/error\?code=(\d{5,8})(?!\d)"
    r"|[?&]error=(?:AADSTS)?(\d{5,8})(?!\d)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(\d{5,8})(?!\d)")
_CLAUSE = re.compile(r"[.,;:!?\n\r]")
_NEAR, _WORDS_BEFORE = 120, 5
# Steps of an ordinary sign-in (silent sign-in refused, "stay signed in?", app redirect).
_INTERRUPTS = frozenset({50058, 50140, 50199})


def aadsts(text: str, found: Marks) -> int | None:
    """The first code of the text; an ordinary interrupt only where there is nothing else."""
    named = (match for match in _NAMED.finditer(text) if not _denied(text, match.start()))
    codes = [int(match[1]) for match in named]
    codes += [int(next(filter(None, match.groups()))) for match in _FIELD.finditer(text)]
    codes += _labelled(text, found)
    telling = [code for code in codes if code not in _INTERRUPTS]
    return next(iter((*telling, *codes)), None)


def _denied(text: str, start: int) -> bool:
    """Whether a person says that it was not this one: `I did not get AADSTS50020`."""
    clause = _CLAUSE.split(text[max(0, start - _NEAR) : start])[-1]
    return not negations().isdisjoint(clause.lower().split()[-_WORDS_BEFORE:])


def _labelled(text: str, found: Marks) -> list[int]:
    """`Error Code: 53003` counts on a sign-in page, which has a request id."""
    if not any(seen.label == "request" for seen in found.ids):
        return []
    starts = [label.end for label in found.labels if label.kind == "error_code" and label.firm]
    matches = (_FIGURES.match(text, start) for start in starts)
    return [int(match[1]) for match in matches if match]
