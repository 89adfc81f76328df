"""Since when it fails: a date behind "since" in a sentence that speaks of a failure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice

from evidence.reading.data_files import either, section, texts
from evidence.reading.dates import written_in
from evidence.reading.relative import lasting, relative
from evidence.reading.sentences import LANGUAGES, plain_quotes

_REACH = 40  # characters from "since" to the end of the words that name the time
_MOST = 10  # sentences, and times within one, that are looked at
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True)
class _Place:
    """A time that is named in a sentence, with the word before it."""

    start: int
    end: int
    at: datetime


@dataclass(frozen=True)
class _Language:
    """`since` and `until` stand before a date, `behind` after it; `turns` part two thoughts."""

    since: re.Pattern[str]
    until: re.Pattern[str]
    behind: tuple[str, ...]
    fails: re.Pattern[str]
    works: re.Pattern[str]
    turns: re.Pattern[str]

    def fails_in(self, said: str) -> bool:
        return self.fails.search(said) is not None

    def works_in(self, said: str) -> bool:
        """A word of success that is no part of one of failure ("it has not worked")."""
        return self.works.search(self.fails.sub(" ", said)) is not None


def failing_since(sentences: Iterable[str], now: datetime) -> datetime | None:
    """When it began to fail, in UTC; None where no sentence says so, or they say two times.

    "Since" counts beside a word of failure and none of success, "until" beside one of success.
    """
    folded = (plain_quotes(sentence).casefold() for sentence in sentences)
    dated = islice((said for said in folded if _hint().search(said)), _MOST)
    found = {at for said in dated for each in _languages() for at in _times(each, said, now)}
    return found.pop() if len(found) == 1 and min(found) <= now else None


def _times(language: _Language, said: str, now: datetime) -> Iterator[datetime]:
    for place in _places(language.since, said, now):
        if _fails_there(language, said, place):
            yield place.at
    for place in _places(language.until, said, now):
        if language.works_in(said[_begin(language, said, place) : place.start]):
            yield place.at
    for place in islice(_behind(language, said), _MOST):
        if _fails_there(language, said, place):
            yield place.at


def _fails_there(language: _Language, said: str, place: _Place) -> bool:
    """Whether the thought the time stands in speaks of a failure, or one that it only opens."""
    first = _begin(language, said, place)
    here, _, after = _parted(language, said[place.end :])
    own = said[first : place.start] + here
    if language.works_in(own):
        return False
    following = "" if said[first : place.start].strip() else _parted(language, after)[0]
    failing = language.fails_in(following) and not language.works_in(following)
    return failing or language.fails_in(own)


def _begin(language: _Language, said: str, place: _Place) -> int:
    """Where the thought begins that the time stands in."""
    ends = [found.end() for found in language.turns.finditer(said, 0, place.start)]
    return ends[-1] if ends else 0


def _parted(language: _Language, text: str) -> tuple[str, str, str]:
    """The thought that the text begins with, what parts it from the next, and the rest."""
    found = language.turns.search(text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found[0], text[found.end() :]


def _places(word: re.Pattern[str], said: str, now: datetime) -> Iterator[_Place]:
    for found in islice(word.finditer(said), _MOST):
        named = _named(said[found.end() : found.end() + _REACH], now)
        if named is not None:
            yield _Place(found.start(), found.end() + named[1], named[0])


def _named(words: str, now: datetime) -> tuple[datetime, int] | None:
    """The time that these words begin with, and where it ends."""
    date = next(iter(written_in(words)), None)
    if date is not None and date.start == 0:
        return (date.at, date.end) if date.at else None
    for end in reversed([found.end() for found in _WORDS.finditer(words)][:4]):
        head = words[:end].strip(" .,;:!()。、")
        at = relative(head, now) or lasting(head, now)
        if at is not None:
            return at, len(head)
    return None


def _behind(language: _Language, said: str) -> Iterator[_Place]:
    if not language.behind:
        return
    for date in written_in(said):
        if date.at is not None and said.startswith(language.behind, date.end):
            yield _Place(date.start, date.end, date.at)


@cache
def _languages() -> tuple[_Language, ...]:
    return tuple(_language(name) for name in LANGUAGES)


@cache
def _hint() -> re.Pattern[str]:
    """Any word that stands beside a date, in any language."""
    listed = [section(f"told/{name}", "since") for name in LANGUAGES]
    words = [word for each in listed for key in ("since", "until") for word in texts(each[key])]
    east = [word for each in listed for word in texts(each.get("behind", []))]
    return re.compile("|".join((rf"(?<!\w)(?:{either(words)})\s", *map(re.escape, east))))


def _language(name: str) -> _Language:
    listed = section(f"told/{name}", "since")
    return _Language(
        _before_a_date(texts(listed["since"])),
        _before_a_date(texts(listed["until"])),
        texts(listed.get("behind", [])),
        _any_of(texts(listed["fails"])),
        _any_of(texts(listed["works"])),
        _turns(texts(section(f"told/{name}", "grammar").get("turns", []))),
    )


def _turns(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"[,;:()、]" + (rf"|(?<!\w)(?:{either(words)})(?!\w)" if words else ""))


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zà-ÿ])(?:{either(words)})(?![a-zà-ÿ])")


def _before_a_date(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(words)})\s" if words else r"(?!)")
