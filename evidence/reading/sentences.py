"""Which sentences of Microsoft's pages a text shows, and the values they carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from evidence.reading.data_files import rows, texts

_APOSTROPHES = re.compile(r"['‘’‛`´′]")
_DOUBLE = re.compile(r"[\"“”„«»「」『』]")
_NO_WORD = re.compile(r"[^\w]+")
_SLOT = re.compile(r"\\\{(user|idp|tenant|invited|any)\\\}")
_GAP = 200


@dataclass(frozen=True)
class Sentence:
    """A class of error and the pieces of words that show it."""

    error_class: str
    shows: tuple[tuple[str, ...], ...]
    needs: tuple[tuple[str, ...], ...]


def plain_quotes(text: str) -> str:
    """Smart quotes as plain ones and every stretch of blanks as one, for templates."""
    return " ".join(_DOUBLE.sub("'", _APOSTROPHES.sub("'", text)).split())


def words(text: str) -> str:
    """Lower-case words between single blanks: what sentences are compared by."""
    bare = _APOSTROPHES.sub("", text).casefold()
    return f" {_NO_WORD.sub(' ', bare).strip()} "


def error_class(text: str) -> str | None:
    """The first class of data/sentences.toml whose sentence the text shows."""
    said = words(text)
    for sentence in sentences():
        shown = any(_shows(said, pieces) for pieces in sentence.shows)
        if shown and all(_shows(said, pieces) for pieces in sentence.needs):
            return sentence.error_class
    return None


def values(text: str) -> Mapping[str, frozenset[str]]:
    """What the templates of the data file capture, by slot: user, idp, tenant, invited."""
    said = plain_quotes(text)
    found: dict[str, set[str]] = {}
    for template in templates():
        for match in template.finditer(said):
            for slot, value in match.groupdict().items():
                found.setdefault(slot, set()).add(value.strip(" '"))
    return {slot: frozenset(kept) for slot, kept in found.items()}


@cache
def sentences() -> tuple[Sentence, ...]:
    """In the order of the file, which is their precedence."""
    return tuple(
        Sentence(str(row["class"]), _pieces(row["shows"]), _pieces(row.get("needs", [])))
        for row in rows("sentences", "sentence")
    )


@cache
def templates() -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(str(row["text"])) for row in rows("sentences", "template"))


def _pieces(listed: object) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(words(piece) for piece in sentence.split("...")) for sentence in texts(listed)
    )


def _shows(said: str, pieces: tuple[str, ...]) -> bool:
    first, *others = pieces
    start = said.find(first)
    while start >= 0:
        end = start + len(first)
        if _follow(said, end, others):
            return True
        start = said.find(first, end)
    return False


def _follow(said: str, end: int, pieces: list[str]) -> bool:
    for piece in pieces:
        # One blank may belong to both pieces.
        at = said.find(piece, end - 1, end + _GAP + len(piece))
        if at < 0:
            return False
        end = at + len(piece)
    return True


def _compiled(template: str) -> re.Pattern[str]:
    escaped = re.escape(template)

    def slot(found: re.Match[str]) -> str:
        if found[1] == "any":
            return r".{1,100}?"
        if found[1] not in ("user", "invited"):
            return rf"(?P<{found[1]}>.{{1,120}}?)"
        lazy = "" if found.end() == len(escaped) else "?"
        return rf"['<]?(?P<{found[1]}>[^\s<>]{{1,320}}{lazy})['>]?"

    return re.compile(_SLOT.sub(slot, escaped), re.IGNORECASE)
