"""Times told by their distance from now: "yesterday", "two weeks ago"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from evidence.reading.data_files import either, section, texts

_OLDEST = 2000


def relative(said: str, now: datetime) -> datetime | None:
    """The time in UTC that a few lower-case words name; None where they name none.

    Days and longer count from midnight.
    """
    if said in texts(section("dates", "now")["words"]):
        return now
    for days, named in section("dates", "days").items():
        if said in texts(named):
            return _today(now) - timedelta(days=int(days))
    found = next(filter(None, (form.fullmatch(said) for form in _ago_forms())), None)
    return _ago(found, now) if found else None


def lasting(said: str, now: datetime) -> datetime | None:
    """When something began that lasts for so long: "3 days"."""
    found = _duration().fullmatch(said)
    return _ago(found, now) if found else None


def _today(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _slots() -> dict[str, str]:
    numbers = either(texts(section("dates", "ago")["one"]))
    return {"n": rf"(?P<n>\d{{1,3}}|{numbers})", "unit": rf"(?P<unit>{either(_units())})"}


@cache
def _ago_forms() -> tuple[re.Pattern[str], ...]:
    forms = texts(section("dates", "ago")["forms"])
    return tuple(re.compile(form.format(**_slots())) for form in forms)


@cache
def _duration() -> re.Pattern[str]:
    return re.compile("{n} ?{unit}".format(**_slots()))


@cache
def _units() -> Mapping[str, str]:
    return {
        word: unit for unit, words in section("dates", "units").items() for word in texts(words)
    }


def _ago(found: re.Match[str], now: datetime) -> datetime | None:
    count = int(found["n"]) if found["n"].isdecimal() else 1
    match _units()[found["unit"]]:
        case "minute":
            return now - timedelta(minutes=count)
        case "hour":
            return now - timedelta(hours=count)
        case "day":
            return _today(now) - timedelta(days=count)
        case "week":
            return _today(now) - timedelta(weeks=count)
        case unit:
            return _months_before(_today(now), count * (12 if unit == "year" else 1))


def _months_before(day: datetime, count: int) -> datetime | None:
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    if year < _OLDEST:
        return None
    return day.replace(year=year, month=month + 1, day=min(day.day, 28))
