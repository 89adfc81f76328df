"""Turns a text into what it yields: facts of a paste, or the answer to one question. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from evidence.facts import (
    ERROR_CLASS,
    INVITED_ADDRESS,
    LINK_KIND,
    SIGNED_IN_AS,
    UPN,
    Fact,
    Kind,
    Reading,
    Reason,
    Unknown,
    Value,
)
from evidence.reading import read
from evidence.reading.answers import BadAnswer, address, link, moment, yes_no

ADDRESSES = (INVITED_ADDRESS, SIGNED_IN_AS, UPN)


@dataclass(frozen=True)
class Heard:
    """`answer` is None where the text does not answer the question; then `problem` says why."""

    reading: Reading = field(default_factory=Reading)
    answer: Value | Unknown | None = None
    problem: str = ""


def listen(text: str, asking: Fact | None, now: datetime, invited: str | None = None) -> Heard:
    """Returns what the text yields, and its value for the question that is open.

    `invited`: the invited address, where it is known already.
    """
    reading = read(text, now, invited)
    if asking is None or not text.strip():
        return Heard(reading, None, "empty" if asking else "")
    try:
        reading = _with_site(reading) if asking is LINK_KIND else reading
        return Heard(reading, _answer(reading, asking, now))
    except BadAnswer as bad:
        return Heard(reading, None, bad.key)


def _with_site(reading: Reading) -> Reading:
    # Asked for the link, a bare host or its first label says enough.
    return replace(reading, facts=MappingProxyType({**link(reading.text), **reading.facts}))


def _answer(reading: Reading, asking: Fact, now: datetime) -> Value | Unknown:
    if asking.name in reading.facts:
        return reading.facts[asking.name]
    if asking.name in reading.told and not _is_plain(reading.text, asking):
        return reading.told[asking.name]
    if asking in ADDRESSES:
        return _address(reading)
    if asking in (LINK_KIND, ERROR_CLASS):
        return _from_paste(reading)
    return _typed(reading.text.strip(), asking, now)


def _is_plain(text: str, asking: Fact) -> bool:
    """A plain yes or no, or one of the words, is the answer whatever else was said."""
    if asking.kind is Kind.TRUTH:
        try:
            return isinstance(yes_no(text), bool)
        except BadAnswer:
            return False
    return asking.kind is Kind.WORD and text.strip() in asking.words


def _address(reading: Reading) -> Value:
    # The addresses a page names for another reason (who was signed in) are no answer.
    if reading.facts and not reading.addresses:
        raise BadAnswer("no-address")
    if len({found.casefold() for found in reading.addresses}) > 1:
        raise BadAnswer("several-addresses")
    return reading.addresses[0] if reading.addresses else address(reading.text)


def _from_paste(reading: Reading) -> Unknown:
    # A page or link that names nothing we know is still an answer: nobody should be asked twice.
    if reading.problems:
        raise BadAnswer(reading.problems[0])
    return Unknown(Reason.NOT_KNOWN)


def _typed(text: str, asking: Fact, now: datetime) -> Value | Unknown:
    match asking.kind:
        case Kind.TRUTH:
            return yes_no(text)
        case Kind.TIME:
            return moment(text, now)
        case Kind.WORD if text not in asking.words:
            raise BadAnswer("pick-one")
        case Kind.NUMBER if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise BadAnswer("pick-one")
        case Kind.NUMBER:
            return int(text)
        case Kind.TEXTS:
            return frozenset(text.split())
        case _:
            return text
