"""What an event's details are called in words: parties, reasons, ways, answers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from cards.cause_words import CauseWords
from cards.values import source_words
from cards.words import Words, snake
from cases.model import Event
from causes import CAUSES
from causes.model import Cause
from evidence.facts import Facts

JUDGEMENT, DELIVERIES = "words/judgement.j2", "words/deliveries.j2"
_DETAILS = (
    "by", "to", "role", "text", "party", "reason", "because", "into", "other", "refusal", "desk",
    "reader", "way", "failed", "answer", "option", "source", "granted",
)  # fmt: skip


def event_values(spoken: Words, event: Event) -> dict[str, str]:
    """What the sentences of events are made of; empty is what an event does not say, or says in
    words that a later release may have brought."""
    told = {key: str(event.detail.get(key) or "") for key in _DETAILS}
    for key, in_words in _IN_WORDS.items():
        if told[key]:
            told[key] = in_words(spoken, told[key])
    if told["option"]:
        told["option"] = option_words(spoken, told["option"], str(event.detail.get("cause") or ""))
    return told


def option_words(spoken: Words, remedy: str, likely: str = "") -> str:
    """What a way to solve it says of itself to somebody who knows nothing of the case; empty for
    one there is none of. `likely`: id of the cause it is looked for first in."""
    for cause in _likely_first(likely):
        for option in CauseWords(spoken, cause, Facts()).options((remedy,)):
            return " ".join(option.what.split())
    return ""


def failure_words(spoken: Words, failed: str) -> str:
    """Why something was not delivered, to go on after a colon."""
    known = spoken.has(DELIVERIES, snake(failed))
    return spoken.text(DELIVERIES, snake(failed) if known else "failed")


def _likely_first(id_: str) -> Iterable[Cause]:
    return sorted(CAUSES, key=lambda cause: cause.id != id_)


def _block(template: str, prefix: str) -> Callable[[Words, str], str]:
    def in_words(spoken: Words, key: str) -> str:
        block = f"{prefix}_{snake(key)}"
        return spoken.text(template, block) if spoken.has(template, block) else ""

    return in_words


_IN_WORDS: Mapping[str, Callable[[Words, str], str]] = MappingProxyType(
    {
        "party": _block(JUDGEMENT, "party"),
        "reason": _block(JUDGEMENT, "close_reason"),
        "because": _block(JUDGEMENT, "passed"),
        "reader": _block(DELIVERIES, "reader"),
        "way": _block(DELIVERIES, "way"),
        "answer": _block(DELIVERIES, "answer"),
        "failed": failure_words,
        "source": source_words,
    }
)
