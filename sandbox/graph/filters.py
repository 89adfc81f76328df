"""The part of OData's $filter that Entra's directory knows, and its refusals of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.graph.answers import bad_request, unsupported

Row = Mapping[str, object]
Test = Callable[[Row], bool]

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([A-Za-z0-9_$@#.:+/-]+)|([(),]))")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z\Z")
_ADVANCED = "The specified operator needs ConsistencyLevel: eventual and $count=true."


@dataclass(frozen=True)
class Grammar:
    """What one collection lets filter by: properties, and whether endsWith and ne are advanced."""

    properties: frozenset[str]
    ends_with: frozenset[str] = frozenset()


def matching(filter_: str, grammar: Grammar, advanced: bool) -> Test:
    """The predicate of a $filter. Raises Refusal as Graph does, never ignores an operator."""
    parser = _Parser(list(_tokens(filter_)), grammar, advanced)
    test = parser.either()
    if parser.rest():
        raise bad_request("Invalid filter clause")
    return test


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if not match:
            raise bad_request("Invalid filter clause")
        place = match.end()
        yield match[1] or match[2] or match[3]


class _Parser:
    def __init__(self, tokens: list[str], grammar: Grammar, advanced: bool) -> None:
        self._tokens, self._grammar, self._advanced = tokens, grammar, advanced
        self._place = 0
        self._variable = ""

    def rest(self) -> bool:
        return self._place < len(self._tokens)

    def either(self) -> Test:
        tests = [self._both()]
        while self._take_if("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take_if("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._take_if("("):
            test = self.either()
            self._expect(")")
            return test
        word = self._take()
        if word == "not":
            self._need_advanced()
            test = self._one()
            return lambda row: not test(row)
        if word.lower() in ("startswith", "endswith"):
            return self._affix(word.lower())
        if word.endswith("/any"):
            return self._any(self._named(word.removesuffix("/any")))
        return self._compared(word)

    def _affix(self, function: str) -> Test:
        self._expect("(")
        of = self._named(self._take())
        self._expect(",")
        value = self._literal()
        self._expect(")")
        if function == "endswith":
            self._need_advanced(of in self._grammar.ends_with or of == self._variable)
            return lambda row: _fold(row.get(of)).endswith(_fold(value))
        return lambda row: _fold(row.get(of)).startswith(_fold(value))

    def _any(self, of: str) -> Test:
        self._expect("(")
        variable, colon, first = self._take().partition(":")
        if not colon or not first:
            raise bad_request("Invalid filter clause")
        self._place -= 1
        self._tokens[self._place] = first
        outer, self._variable = self._variable, variable
        test = self.either()
        self._variable = outer
        self._expect(")")
        return lambda row: any(test(_element(variable, item)) for item in _list(row.get(of)))

    def _compared(self, word: str) -> Test:
        of, operator = self._named(word), self._take()
        if operator == "in":
            return self._one_of(of)
        if operator == "ne":
            self._need_advanced()
        value = self._literal()
        if operator not in _OPERATORS or (operator in ("ge", "le") and not _is_time(value)):
            raise unsupported(f"The operator '{operator}' is not supported here.")
        compare = _OPERATORS[operator]
        return lambda row: compare(_fold(_value(row, of)), _fold(value))

    def _one_of(self, of: str) -> Test:
        self._expect("(")
        values = {_fold(self._literal())}
        while self._take_if(","):
            values.add(_fold(self._literal()))
        self._expect(")")
        return lambda row: _fold(row.get(of)) in values

    def _named(self, word: str) -> str:
        """The key under which a row holds the property, or the lambda variable's path."""
        head, _, _tail = word.partition("/")
        if head == self._variable and head:
            return word
        if word in self._grammar.properties:
            return word
        raise bad_request(f"Invalid filter clause: property '{word}' cannot be filtered by.")

    def _need_advanced(self, known: bool = True) -> None:
        if not (self._advanced and known):
            raise unsupported(_ADVANCED)

    def _literal(self) -> str:
        word = self._take()
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if word in ("true", "false", "null") or _is_time(word) or word.isdecimal():
            return word
        raise bad_request("Invalid filter clause")

    def _take(self) -> str:
        if not self.rest():
            raise bad_request("Invalid filter clause")
        self._place += 1
        return self._tokens[self._place - 1]

    def _take_if(self, word: str) -> bool:
        if self.rest() and self._tokens[self._place] == word:
            self._place += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take_if(word):
            raise bad_request("Invalid filter clause")


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda one, other: one == other,
    "ne": lambda one, other: one != other,
    "ge": lambda one, other: bool(one) and _moment(one) >= _moment(other),
    "le": lambda one, other: bool(one) and _moment(one) <= _moment(other),
}


def _value(row: Row, of: str) -> object:
    """What a row holds under a name, or at the end of a path (`status/errorCode`)."""
    found: object = row
    for step in [of] if of in row else of.split("/"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _element(variable: str, item: object) -> Row:
    if isinstance(item, Mapping):
        return {f"{variable}/{key}": value for key, value in item.items()}
    return {variable: item}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _fold(value: object) -> str:
    """Graph compares texts without letter case; null equals only null."""
    if value is None:
        return "null"
    return str(value).casefold()


def _is_time(word: str) -> bool:
    return _TIME.match(word) is not None


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written.upper())
