"""Which sentences of Microsoft's pages a text shows, in any language, and the values they carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from evidence.facts import Fact, Value
from evidence.reading.data_files import rows, said_facts, section, table, texts

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "ja")
_APOSTROPHES = re.compile(r"['‘’‛`´′]")
_DOUBLE = re.compile(r"[\"“”„«»「」『』]")
_NO_WORD = re.compile(r"[^\w]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_EAST = "\u3040-\u30ff\u3400-\u9fff"
_SCRIPT_CHANGE = re.compile(rf"(?<=[{_EAST}])(?=[a-z0-9])|(?<=[a-z0-9])(?=[{_EAST}])")
_EASTERN = re.compile(rf"[{_EAST}]")
_STOP = re.compile(r"[.!?:;\n。！？：]+")
_SLOT = re.compile(r"\\\{(user|idp|tenant|invited|any)\\\}")
_SLOT_AS_WRITTEN = re.compile(r"\{\w+\}")
_GAP = 200
# From this length on a sentence is told from others even with its blanks lost.
_LONG, _LONG_PIECE, _MANY_WORDS = 16, 8, 3
_RUN = 6


@dataclass(frozen=True)
class Sentence:
    """The pieces of words that show it, in this order; `bare`: without their blanks.

    `run`: the letters it begins with.
    """

    pieces: tuple[str, ...]
    bare: bool
    run: str


@dataclass(frozen=True)
class Page:
    """What one language says for one class. `alone`: counts as a whole line or sentence only."""

    shows: tuple[Sentence, ...]
    needs: tuple[Sentence, ...]
    alone: frozenset[str]


@dataclass(frozen=True)
class Said:
    """A text as sentences are compared with it: its words, and the same without blanks.

    `runs`: every few letters in a row, which tell at once that most sentences are not there.
    """

    text: str
    words: str
    bare: str
    runs: frozenset[str]

    def shows(self, sentence: Sentence) -> bool:
        if sentence.run and sentence.run not in self.runs:
            return False
        return _shows(self.bare if sentence.bare else self.words, sentence.pieces)

    def shows_page(self, page: Page) -> bool:
        shown = any(map(self.shows, page.shows)) or any(map(self._stands_alone, page.alone))
        return shown and (not page.needs or any(map(self.shows, page.needs)))

    def _stands_alone(self, line: str) -> bool:
        here = line in self.bare
        return here and any(_bare(part) == line for part in _STOP.split(self.text))


def plain_quotes(text: str) -> str:
    """Smart quotes as plain ones and every stretch of blanks as one, for templates."""
    return " ".join(_DOUBLE.sub("'", _APOSTROPHES.sub("'", text)).split())


def words(text: str) -> str:
    """Lower-case words without accents, between single blanks: what sentences are compared by."""
    bare = without_accents(_APOSTROPHES.sub("", text).casefold())
    return f" {_NO_WORD.sub(' ', _SCRIPT_CHANGE.sub(' ', bare)).strip()} "


def without_accents(text: str) -> str:
    """Latin letters without their accents; the marks of other scripts stay."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))


def error_class(said: Said) -> str | None:
    """The first class of data/sentences/order.toml whose sentence the text shows."""
    for name, pages in classes().items():
        if any(map(said.shows_page, pages)):
            return name
    return None


def also(said: Said) -> Mapping[Fact, Value]:
    """What else the text's sentences say; two that disagree say nothing."""
    found: dict[Fact, set[Value]] = {}
    for shows, says in further():
        if any(map(said.shows, shows)):
            for of, value in says:
                found.setdefault(of, set()).add(value)
    return {of: values.pop() for of, values in found.items() if len(values) == 1}


def shows(said: Said, of: Fact) -> bool:
    """Whether any sentence says something of that fact, be it two things that disagree."""
    return any(any(map(said.shows, shown)) for shown, says in further() if of in dict(says))


def heard(text: str) -> Said:
    """The text ready to be compared."""
    spoken = words(text)
    bare = spoken.replace(" ", "")
    runs = frozenset(bare[at : at + _RUN] for at in range(len(bare) - _RUN + 1))
    return Said(text, spoken, bare, runs)


def sentence(written: str) -> Sentence:
    """The sentence as data files write it: `...` stands for up to 200 characters."""
    pieces = tuple(words(piece) for piece in written.split("..."))
    bare = tuple(piece.replace(" ", "") for piece in pieces)
    run = bare[0][:_RUN] if len(bare[0]) >= _RUN else ""
    long = _is_long(written, pieces, bare)
    return Sentence(bare if long else pieces, long, run)


def values(text: str) -> Mapping[str, frozenset[str]]:
    """What the templates of the data files capture, by slot: user, idp, tenant, invited."""
    said = plain_quotes(text)
    folded = said.casefold()
    found: dict[str, set[str]] = {}
    for literals, template in templates():
        if not all(literal in folded for literal in literals):
            continue
        for match in template.finditer(said):
            for slot, value in match.groupdict().items():
                found.setdefault(slot, set()).add(value.strip(" '"))
    return {slot: frozenset(kept) for slot, kept in found.items()}


@cache
def classes() -> Mapping[str, tuple[Page, ...]]:
    """By class, in order of precedence, what each language says."""
    order = texts(table("sentences/order")["classes"])
    return {name: tuple(_page(language, name) for language in LANGUAGES) for name in order}


@cache
def further() -> tuple[tuple[tuple[Sentence, ...], tuple[tuple[Fact, Value], ...]], ...]:
    """Sentences that are of no class, with the facts they show."""
    return tuple(
        (tuple(map(sentence, texts(row["shows"]))), said_facts(row["says"]))
        for language in LANGUAGES
        for row in rows(f"sentences/{language}", "also")
    )


@cache
def templates() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Each with its literal parts in lower case, all of which a text must hold to match."""
    return tuple(
        (tuple(_literals(text)), _compiled(text))
        for language in LANGUAGES
        for text in texts(_table(language, "values")["texts"])
    )


def _page(language: str, name: str) -> Page:
    return Page(
        tuple(map(sentence, texts(_table(language, "shows").get(name, [])))),
        tuple(map(sentence, texts(_table(language, "needs").get(name, [])))),
        frozenset(map(_bare, texts(_table(language, "alone").get(name, [])))),
    )


def _bare(text: str) -> str:
    return words(text).replace(" ", "")


def _table(language: str, key: str) -> Mapping[str, object]:
    name = f"sentences/{language}"
    return section(name, key) if key in table(name) else {}


def _is_long(written: str, pieces: tuple[str, ...], bare: tuple[str, ...]) -> bool:
    if _EASTERN.search(written):
        return True
    enough = all(len(piece) >= _LONG_PIECE for piece in bare) and sum(map(len, bare)) >= _LONG
    return enough and sum(len(piece.split()) for piece in pieces) >= _MANY_WORDS


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
        at = said.find(piece, end - 1 if piece.startswith(" ") else end, end + _GAP + len(piece))
        if at < 0:
            return False
        end = at + len(piece)
    return True


def _literals(template: str) -> Iterator[str]:
    parts = (part.strip(" :'").casefold() for part in _SLOT_AS_WRITTEN.split(template))
    return (part for part in parts if part)


def _compiled(template: str) -> re.Pattern[str]:
    escaped = re.escape(template).replace(r"\ :", r"\s?:")

    def slot(found: re.Match[str]) -> str:
        if found[1] == "any":
            return r".{1,100}?"
        if found[1] not in ("user", "invited"):
            return rf"(?P<{found[1]}>.{{1,120}}?)"
        # One at the very beginning starts a word, so that a long one is tried only once.
        first = r"(?<!\S)" if found.start() == 0 else ""
        lazy = "" if found.end() == len(escaped) else "?"
        return rf"{first}['<]?(?P<{found[1]}>[^\s<>]{{1,320}}{lazy})['>]?"

    return re.compile(_SLOT.sub(slot, escaped), re.IGNORECASE)
