"""What people tell in their own words, where the words leave no choice.

A phrase counts only where nothing around it takes it back: no negation, no "if", no question.
Two phrases of one text that disagree say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice

from evidence import facts
from evidence.facts import Fact, Value
from evidence.reading.data_files import rows, said_facts, section, texts
from evidence.reading.eastern import Eastern
from evidence.reading.sentences import LANGUAGES, without_accents
from evidence.reading.since import failing_since

_APOSTROPHES = re.compile(r"['‘’‛`´′]")
# No sentence ends with "3." of a date.
_SENTENCE = re.compile(
    r"(?<=[.!?;…])(?<!\D\d\.)(?<!\D\d\d\.)\s+|(?<=[。！？])|\n\s*\n|\n(?=\s*[-*•] )"
)
_TOKEN = re.compile(r"\w+|[,:()–—]|(?<=\s)-(?=\s)")
_QUESTION = re.compile(r"[?？]['\"”’)]*\s*\Z|か[。？?]?\s*\Z")
_BEFORE, _AFTER = 5, 2  # words around a phrase in which a negation counts
_GAP = 5  # words that may stand inside a phrase
_MOST = 100  # phrases of one sentence that are looked at
_SHORTEST = 5  # characters of a sentence that can tell anything
_PART = 40  # words that are looked at from the beginning of a thought
_EASTERN_LANGUAGE = "ja"


@dataclass(frozen=True)
class Grammar:
    """The words of a language that take a phrase back, and those that begin a new thought."""

    language: str
    negations: frozenset[str]
    conditions: frozenset[str]
    turns: frozenset[str]


@dataclass(frozen=True)
class Phrase:
    """Words in a row, in pieces between which a few others may stand, and what they say."""

    pieces: tuple[tuple[str, ...], ...]
    says: tuple[tuple[Fact, Value], ...]
    grammar: Grammar


@dataclass(frozen=True)
class Clause:
    """The words of one sentence, each with the number of the part it stands in."""

    words: tuple[str, ...]
    parts: tuple[int, ...]


def told(text: str, now: datetime) -> dict[Fact, Value]:
    """The facts that the text tells in words; `now` (UTC) for "since yesterday"."""
    parts = (part for part in _SENTENCE.split(text) if len(part) >= _SHORTEST)
    sentences = [part for part in parts if not _QUESTION.search(part)]
    found: dict[Fact, set[Value]] = {}
    for of, value in _found(sentences, now):
        found.setdefault(of, set()).add(value)
    return {of: values.pop() for of, values in found.items() if len(values) == 1}


def _found(sentences: list[str], now: datetime) -> Iterator[tuple[Fact, Value]]:
    for sentence in sentences:
        yield from _of_words(sentence)
    for says in eastern().found_in(sentences):
        yield from said_facts(says)
    if since := failing_since(sentences, now):
        yield facts.FAILS_SINCE, since


def _of_words(sentence: str) -> Iterator[tuple[Fact, Value]]:
    tokens = _TOKEN.findall(_folded(sentence))
    words = tuple(token for token in tokens if token[0].isalnum())
    clauses: dict[str, Clause] = {}
    for at, end, phrase in _outermost(words):
        language = phrase.grammar.language
        if language not in clauses:
            clauses[language] = _clause(tokens, phrase.grammar)
        if not _taken_back(clauses[language], at, end, phrase):
            yield from phrase.says


def _outermost(words: tuple[str, ...]) -> Iterator[tuple[int, int, Phrase]]:
    """The phrases that stand in no longer one: "works neither" is not "works"."""
    begun = ((at, _end(words, at, phrase), phrase) for at, phrase in _begun(words))
    whole = ((at, end, phrase) for at, end, phrase in begun if end is not None)
    found = list(islice(whole, _MOST))
    widest, reach = (0, 0), 0
    for at, end, phrase in sorted(found, key=lambda match: (match[0], -match[1])):
        if end > reach:
            widest, reach = (at, end), end
            yield at, end, phrase
        elif (at, end) == widest:
            yield at, end, phrase


def _begun(words: tuple[str, ...]) -> Iterator[tuple[int, Phrase]]:
    """Each phrase whose first words stand in the sentence, and where."""
    for at, pair in enumerate(zip(words, (*words[1:], ""), strict=False)):
        for phrase in phrases().get(pair, ()):
            yield at, phrase


def _clause(tokens: list[str], grammar: Grammar) -> Clause:
    words, parts, part = [], [], 0
    for token in tokens:
        if not token[0].isalnum() or token in grammar.turns:
            part += 1
        if token[0].isalnum():
            words.append(token)
            parts.append(part)
    return Clause(tuple(words), tuple(parts))


def _end(words: tuple[str, ...], at: int, phrase: Phrase) -> int | None:
    """Where the phrase that begins there ends; None where it is another one."""
    first, *others = phrase.pieces
    if words[at : at + len(first)] != first:
        return None
    end = at + len(first)
    for piece in others:
        start = _next(words, end, piece)
        if start is None or not negations().isdisjoint(words[end:start]):
            return None
        end = start + len(piece)
    return end


def _next(words: tuple[str, ...], after: int, piece: tuple[str, ...]) -> int | None:
    places = range(after, after + _GAP + 1)
    return next((at for at in places if words[at : at + len(piece)] == piece), None)


def _taken_back(clause: Clause, at: int, end: int, phrase: Phrase) -> bool:
    part = clause.parts[at]
    if len(phrase.pieces) > 1 and clause.parts[end - 1] != part:
        return True
    near = [
        clause.words[place]
        for place in (*range(max(0, at - _BEFORE), at), *range(end, end + _AFTER))
        if clause.parts[place : place + 1] == (part,)
    ]
    begin = max(0, at - _PART)
    thought = [
        w for w, p in zip(clause.words[begin:at], clause.parts[begin:at], strict=True) if p == part
    ]
    return not (negations().isdisjoint(near) and phrase.grammar.conditions.isdisjoint(thought))


@cache
def negations() -> frozenset[str]:
    """Of all languages: "SharePoint Server" is written alike in each of them."""
    listed = (_grammar(name).negations for name in LANGUAGES if name != _EASTERN_LANGUAGE)
    return frozenset[str]().union(*listed)


@cache
def phrases() -> Mapping[tuple[str, str], tuple[Phrase, ...]]:
    """The phrases of every language that is written in words between blanks, by two words."""
    by_first: dict[tuple[str, str], list[Phrase]] = {}
    for language in (name for name in LANGUAGES if name != _EASTERN_LANGUAGE):
        for phrase in _phrases(language):
            first, second, *_ = phrase.pieces[0]
            by_first.setdefault((first, second), []).append(phrase)
    return {first: tuple(listed) for first, listed in by_first.items()}


def _phrases(language: str) -> Iterator[Phrase]:
    grammar = _grammar(language)
    for row in rows(f"told/{language}", "told"):
        says = said_facts(row["says"])
        for written in texts(row["phrases"]):
            yield Phrase(tuple(map(_words, written.split("..."))), says, grammar)


@cache
def eastern() -> Eastern:
    """Japanese, which is written without blanks."""
    return Eastern.read(_EASTERN_LANGUAGE)


def _grammar(language: str) -> Grammar:
    listed = section(f"told/{language}", "grammar")
    names = ("negations", "conditions", "turns")
    return Grammar(language, *(frozenset(_words(" ".join(texts(listed[name])))) for name in names))


def _words(written: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", _folded(written)))


def _folded(text: str) -> str:
    return without_accents(_APOSTROPHES.sub("", text).casefold())
