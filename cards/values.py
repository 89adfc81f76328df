"""Facts and their values in words: labels, values, sources, times, trust. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from cards.words import Words, snake
from evidence.facts import Fact, Kind, Reason, Trust, Unknown, Value

_SHARED = {
    "case.cloud.host": "cloud",
    "case.cloud.home": "cloud",
    "host.spo.sharingCapability": "sharing",
    "host.onedrive.sharingCapability": "sharing",
    "host.site.sharingCapability": "sharing",
}


def label(spoken: Words, name: str) -> str:
    """What a fact is called."""
    return spoken.text("words/facts.j2", snake(name))


def labels(spoken: Words, names: Iterable[str]) -> str:
    """What the facts are called, one after the other."""
    return ", ".join(label(spoken, name) for name in names)


def moment(at: datetime) -> str:
    """A time as it is read the same way everywhere, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def value_words(spoken: Words, of: Fact, value: Value | Unknown) -> str:
    """A value for people; an unknown one says in short why it is unknown."""
    match value:
        case Unknown(reason):
            return reason_short(spoken, reason)
        case bool():
            return spoken.text("words/values.j2", "yes" if value else "no")
        case datetime():
            return moment(value)
        case frozenset():
            return ", ".join(sorted(value))
        case str() if of.kind in (Kind.WORD, Kind.TRUTH):
            return _word(spoken, of, value)
        case _:
            return str(value)


def _word(spoken: Words, of: Fact, word: str) -> str:
    if of.kind is Kind.TRUTH:
        return spoken.text("words/values.j2", word)
    if word.startswith("aad."):
        return spoken.text("words/values.j2", "error_class__aad", code=word.partition(".")[2])
    return spoken.text("words/values.j2", value_block(of, word))


def value_block(of: Fact, word: str) -> str:
    """The block of values.j2 for one word of a fact."""
    return f"{snake(_SHARED.get(of.name, of.name))}__{snake(word)}"


def source_words(spoken: Words, source: str) -> str:
    """Where an observation came from; a source without words of its own stands as it is."""
    block = snake(source)
    known = bool(block) and spoken.has("words/sources.j2", block)
    return spoken.text("words/sources.j2", block) if known else source


def trust_words(spoken: Words, trust: Trust) -> str:
    """How an observation came to us."""
    return spoken.text("words/judgement.j2", f"trust_{trust.name.lower()}")


def reason_short(spoken: Words, reason: Reason) -> str:
    """Why something is unknown, in two or three words."""
    return spoken.text("words/reasons.j2", f"{snake(reason)}_short")
