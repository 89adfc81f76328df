"""How long ago, how long still: spans of time in words. Pure; time is passed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from cards.words import Words

_TEMPLATE = "words/ages.j2"
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))
_FROM = 2  # of a unit: before that the smaller one says more


def span(spoken: Words, of: timedelta) -> str:
    """A length of time in its largest fitting unit, rounded down: 47 hours, 2 days."""
    seconds = max(0, int(of.total_seconds()))
    for unit, length in _UNITS:
        if seconds >= _FROM * length or (unit == "minutes" and seconds >= length):
            return spoken.text(_TEMPLATE, unit, count=seconds // length)
    return spoken.text(_TEMPLATE, "moment")


def due(spoken: Words, at: datetime | None, now: datetime) -> tuple[str, bool]:
    """When something is due, and whether that has passed: then the words say so, too."""
    if at is None:
        return "", False
    if at <= now:
        return spoken.text(_TEMPLATE, "overdue", span=span(spoken, now - at)), True
    return spoken.text(_TEMPLATE, "due", span=span(spoken, at - now)), False
