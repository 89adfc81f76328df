"""Dates and times as people and pages write them, never one that could be two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from evidence.reading.data_files import either, section, texts

_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}(?!\d))"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    rf"(?:\s?(?P<half>[AaPp]\.?[Mm]\b\.?))?(?:\s?{_ZONE})?"
)
_BETWEEN = r"(?:T|,?\s{1,3}(?:[^\W\d]{1,4}\.?\s)?)"
_MAYBE_CLOCK = rf"(?:{_BETWEEN}{_CLOCK})?(?!\d)"
_OLDEST = 2000


@dataclass(frozen=True)
class Written:
    """A date in a text. `at` is None where day and month cannot be told apart or do not exist."""

    start: int
    end: int
    at: datetime | None
    timed: bool
    zoned: bool
    ambiguous: bool = False


def written_in(text: str) -> Iterator[Written]:
    """Every date in the text, in order; without a zone, the figures as they stand, in UTC."""
    found = [_read(match) for pattern in _patterns() for match in pattern.finditer(text)]
    end = -1
    for date in sorted(found, key=lambda date: (date.start, -date.end)):
        if date.start >= end:
            end = date.end
            yield date


@cache
def months() -> Mapping[str, int]:
    """The number of a month by its name in any of the languages."""
    return {
        name: number
        for listed in section("dates", "months").values()
        for number, names in enumerate(texts(listed), start=1)
        for name in names.split("|")
    }


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<name>{either(months())})\.?"
    year = r"(?P<year>\d{4})"
    return tuple(
        re.compile(pattern + _MAYBE_CLOCK, re.IGNORECASE)
        for pattern in (
            r"(?<![\d./-])(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{2,4})",
            r"(?<!\d)(?P<a>\d{4})年(?P<b>\d{1,2})月(?P<c>\d{1,2})日",
            rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?[\s-](?:de\s)?{month}[\s-](?:de\s)?{year}",
            rf"\b(?=[^\W\d_]{{3,10}}\.?\s\d){month}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{year}",
        )
    )


def _read(found: re.Match[str]) -> Written:
    groups = found.groupdict()
    if "name" in groups:
        day = (int(groups["year"]), months()[groups["name"].casefold()], int(groups["day"]))
        return _written(found, day, ambiguous=False)
    day_or_none = _numeric(groups["a"], groups["b"], groups["c"], groups.get("mark") or "年")
    return _written(found, day_or_none, ambiguous=day_or_none is None)


def _numeric(a: str, b: str, c: str, mark: str) -> tuple[int, int, int] | None:
    """Year first, or day first with dots; with other marks only where the figures leave no choice.

    (0, 0, 0), which is no date, where the figures are none.
    """
    if len(a) == 4:
        return (int(a), int(b), int(c))
    if mark == ".":
        return (int(c) + (_OLDEST if len(c) == 2 else 0), int(b), int(a))
    if len(c) != 4 or len(a) > 2:
        return (0, 0, 0)
    one, two = int(a), int(b)
    if one > 12 or one == two:
        return (int(c), two, one)
    return (int(c), one, two) if two > 12 else None


def _written(found: re.Match[str], day: tuple[int, int, int] | None, ambiguous: bool) -> Written:
    timed, zone = found["hour"] is not None, found["zone"]
    at = _moment(day, found) if day else None
    return Written(found.start(), found.end(), at, timed, zone is not None, ambiguous)


def _moment(day: tuple[int, int, int], found: re.Match[str]) -> datetime | None:
    hour = int(found["hour"] or 0)
    half = (found["half"] or "").casefold()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        at = datetime(
            *day, hour, int(found["minute"] or 0), int(found["second"] or 0), tzinfo=_zone(found)
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year >= _OLDEST else None


def _zone(found: re.Match[str]) -> timezone:
    zone = found["zone"] or "Z"
    if zone[0] not in "+-":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
