"""What happened to a case, as the desk reads it: with names, and with what was written. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cards.event_words import event_values
from cards.screens import PartnerSaid, TimelineRow
from cards.values import moment
from cards.words import Words, snake, words
from cases.model import BOT, Case, Event, EventKind

_NEWEST = 12
_CHECKS = frozenset({EventKind.CHECK_STARTED, EventKind.CHECKED})


def what_happened(event: Event, locale: str) -> str:
    """The event as a sentence for the desk: with names, and with what was written."""
    return what_happened_in(words(locale), event)


def what_happened_in(spoken: Words, event: Event) -> str:
    """`what_happened`, in these words."""
    return spoken.text("words/events.j2", snake(event.kind.value), **event_values(spoken, event))


def timeline(spoken: Words, case: Case) -> tuple[tuple[TimelineRow, ...], int]:
    """The newest of what happened, the last first, and how much more there is. Of checks in a
    row that began by themselves only the last."""
    events = tuple(_folded(case))
    rows = (TimelineRow(moment(e.at), what_happened_in(spoken, e)) for e in events[:_NEWEST])
    return tuple(rows), max(0, len(events) - _NEWEST)


def answers(spoken: Words, case: Case) -> tuple[PartnerSaid, ...]:
    """What came over the partner's page in words, and what the desk wrote back; the newest
    first."""
    said = (EventKind.PARTNER_ANSWERED, EventKind.PARTNER_REPLIED)
    return tuple(_said(spoken, each) for each in reversed(case.history) if each.kind in said)


def undelivered(case: Case) -> int:
    """How many summaries did not arrive, and have not since: neither they nor a later one for the
    same reader."""
    failed: dict[str, tuple[object, object]] = {}
    ends = (EventKind.UNDELIVERED, EventKind.DELIVERED)
    for event in (each for each in case.history if each.kind in ends):
        of = (event.detail.get("reader"), event.detail.get("hand_off"))
        key = str(event.detail.get("delivery") or of[1])
        if event.kind is EventKind.UNDELIVERED:
            failed[key] = of
        else:
            failed.pop(key, None)
            failed = {k: v for k, v in failed.items() if v[0] != of[0] or v[1] == of[1]}
    return len(failed)


def _said(spoken: Words, event: Event) -> PartnerSaid:
    without = replace(event, detail={**event.detail, "text": ""})
    return PartnerSaid(
        moment(event.at),
        what_happened_in(spoken, without),
        str(event.detail.get("text") or ""),
    )


def _folded(case: Case) -> Iterator[Event]:
    """The newest first."""
    later: Event | None = None
    for event in reversed(case.history):
        if later is None or not (_by_itself(later) and _by_itself(event)):
            yield event
        later = event


def _by_itself(event: Event) -> bool:
    return event.kind in _CHECKS and event.by == BOT
