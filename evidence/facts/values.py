"""What a fact is, what its value may be, and its JSON form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum

from evidence.facts.unknown import Reason, Unknown

Value = bool | int | str | datetime | frozenset[str]

_NULL = "null"


class Audience(StrEnum):
    """Who may see a fact's value (design: nobody learns what they may not)."""

    EVERYONE = "everyone"
    AGENTS = "agents"
    INVITED_SIDE = "invited side"


class SummaryReader(StrEnum):
    """For whom a summary of a case is written. What leaves to each is an allow-list."""

    DESK = "desk"
    PARTNER = "partner"
    REPORTER = "reporter"
    MANAGEMENT = "management"


class Kind(Enum):
    """What a fact's value is made of."""

    TRUTH = "true or false"
    NUMBER = "a whole number"
    TEXT = "a text"
    TEXTS = "a list of texts"
    TIME = "a time in ISO 8601"
    WORD = "one of the listed words"


@dataclass(frozen=True)
class Fact:
    """A dotted name, what its value may be, and who may see it.

    `words`: what a word may be; with "null" among them, null is a word and not unknown.
    `form`: a regular expression; a word that fits it is one as well. `summaries`: in whose
    summary the value may stand at all, beside what `readers` allows.
    """

    name: str
    kind: Kind
    words: frozenset[str] = frozenset()
    readers: Audience = Audience.EVERYONE
    form: str = ""
    summaries: frozenset[SummaryReader] = frozenset({SummaryReader.DESK})


class FactError(ValueError):
    """A name or value that is not in the vocabulary; the message is one clear line."""


def parse(of: Fact, raw: object) -> Value | Unknown:
    """Returns the value that `raw` (JSON) stands for; raises FactError where it does not fit.

    `null`, `"unknown"` and `{"unknown": "no permission"}` are Unknown; null is a value where the
    fact lists it as a word (the state of guests that were never invited).
    """
    if raw is None and _NULL in of.words:
        return _NULL
    if raw is None or raw == "unknown":
        return Unknown(Reason.NOT_KNOWN)
    if isinstance(raw, dict):
        return _parse_unknown(of, raw)
    return _PARSERS[of.kind](of, raw)


def parse_stored(of: Fact, raw: object) -> Value | Unknown:
    """As parse; Unknown where it does not fit: every later release must read a stored case."""
    try:
        return parse(of, raw)
    except FactError:
        return Unknown(Reason.NOT_UNDERSTOOD)


def to_json(value: Value | Unknown) -> object:
    """The JSON form that `parse` reads back."""
    match value:
        case Unknown(reason, detail):
            return {"unknown": reason.value, **({"detail": detail} if detail else {})}
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case frozenset():
            return sorted(value)
        case _:
            return value


def _misfit(of: Fact, raw: object) -> FactError:
    wanted = f"one of {', '.join(sorted(of.words))}" if of.kind is Kind.WORD else of.kind.value
    return FactError(f"{of.name}: expected {wanted}, got {str(raw)[:60]!r}")


def _parse_unknown(of: Fact, raw: Mapping[object, object]) -> Unknown:
    reason, detail = raw.get("unknown"), raw.get("detail", "")
    named = isinstance(reason, str) and reason in set(Reason)
    if set(raw) - {"unknown", "detail"} or not named or not isinstance(detail, str):
        listed = ", ".join(Reason)
        raise FactError(f'{of.name}: an unknown fact is {{"unknown": REASON}}, one of {listed}')
    return Unknown(Reason(str(reason)), detail)


def _parse_truth(of: Fact, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    raise _misfit(of, raw)


def _parse_number(of: Fact, raw: object) -> Value:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise _misfit(of, raw)


def _parse_text(of: Fact, raw: object) -> Value:
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    raise _misfit(of, raw)


def _parse_texts(of: Fact, raw: object) -> Value:
    if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return frozenset(raw)
    raise _misfit(of, raw)


def _parse_time(of: Fact, raw: object) -> Value:
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        zoned = moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        utc = zoned.astimezone(UTC) if zoned else None
    except (ValueError, OverflowError):
        utc = None
    if utc is None:
        raise _misfit(of, raw)
    return utc


def _parse_word(of: Fact, raw: object) -> Value:
    if isinstance(raw, str) and (raw in of.words or (of.form and re.fullmatch(of.form, raw))):
        return raw
    raise _misfit(of, raw)


_PARSERS = {
    Kind.TRUTH: _parse_truth,
    Kind.NUMBER: _parse_number,
    Kind.TEXT: _parse_text,
    Kind.TEXTS: _parse_texts,
    Kind.TIME: _parse_time,
    Kind.WORD: _parse_word,
}
