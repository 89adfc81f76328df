"""What happened to a case, as replies in the channel's thread. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cards.event_words import event_values
from cards.plain import clean, escape
from cards.words import Words, snake, words
from cases.model import Case, Event, EventKind
from cases.roles import DESK_ROLES, Role

_TEMPLATE = "words/thread.j2"
_BY_DESK = frozenset(role.value for role in (*DESK_ROLES, Role.OWNER))
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")
_LONGEST_OPTION = 160


def replies(case: Case, since: int, locale: str) -> Iterator[tuple[int, Event, str]]:
    """What the thread has yet to say after that many events of the history: where the event
    stands in it, the event, the line."""
    spoken = words(locale)
    for at, event in enumerate(case.history[since:], start=since):
        text = thread_line_in(spoken, event, case.number)
        if text and not _says_nothing_new(spoken, case, at):
            yield at, event, text


def thread_line(event: Event, number: int, locale: str) -> str:
    """The event as a reply in the channel's thread, as Markdown; empty where it says nothing.
    It names agents only, and never what anybody wrote."""
    return thread_line_in(words(locale), event, number)


def thread_line_in(spoken: Words, event: Event, number: int) -> str:
    """`thread_line`, in these words."""
    block = snake(event.kind.value)
    if not spoken.has(_TEMPLATE, block):
        return ""
    told = {**event_values(spoken, event), "text": ""}
    told["option"] = in_short(told["option"])  # the card says it whole
    if event.detail.get("role") not in _BY_DESK:
        told["by"] = ""
    escaped = {key: escape(clean(value)) for key, value in told.items()}
    said = spoken.text(_TEMPLATE, block, number=str(number), **escaped)
    return spoken.text(_TEMPLATE, "line", number=number, said=said) if said else ""


def in_short(text: str) -> str:
    """As many whole sentences as are no longer than an option may be in a thread, at least one."""
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text)] or [len(text)]
    return text[: max((end for end in ends if end <= _LONGEST_OPTION), default=ends[0])]


def _says_nothing_new(spoken: Words, case: Case, at: int) -> bool:
    """Whether the event is a check for the desk that came to what the one before it did, with
    nothing told in between."""
    event = case.history[at]
    if event.kind is not EventKind.CHECKED or not event.detail.get("unchanged"):
        return False
    before = reversed(case.history[:at])
    said = (e for e in before if thread_line_in(spoken, e, case.number))
    last = next(said, None)
    return last is not None and last.kind is EventKind.CHECKED
