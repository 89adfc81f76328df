"""Listings of PowerShell and JSON as objects: which properties, with which values, of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from evidence.reading.data_files import either, longest_first, rows, section, texts

_QUOTES = "\"'“”„«»‘’"
_MOST = 400  # properties that are looked at
_LONGEST = 4000  # characters of one value
_BLANK_LINE = re.compile(r"\n[ >]*\n")
# `Name      : value` on a line of its own, and "name": value of JSON.
_ANY_NAME = (
    rf"(?:^|\n)[ >|*]{{0,8}}(?P<listed>[A-Z]\w{{1,60}})\ {{0,60}}\ :(?=\s|\Z)"
    rf"|[{_QUOTES}](?P<quoted>\w{{2,60}})[{_QUOTES}]\s{{0,3}}:"
)


@dataclass(frozen=True)
class Listed:
    """One object of a listing. `kind`: a key of data/powershell.toml, empty where untold.

    `values`: the raw text by property name in lower case; of nested ones, all of them.
    """

    kind: str
    values: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """The value without quotes and blanks around it; empty where there is none."""
        return next(iter(self.values.get(name.casefold(), ())), "")

    def has(self, name: str) -> bool:
        return name.casefold() in self.values


@dataclass(frozen=True)
class _Property:
    name: str
    value: str
    command: str | None


def objects(text: str) -> tuple[Listed, ...]:
    """The objects that the text lists, in order. A property that comes again begins the next."""
    if not _may_list(text):
        return ()
    found: list[list[_Property]] = []
    names: set[str] = set()
    for each in _properties(text):
        again = each.name in names and each.name not in _nested()
        if not found or again or each.command:
            found.append([])
            names = set()
        names.add(each.name)
        found[-1].append(each)
    listed = (_listed(properties) for properties in found)
    return tuple(each for each in listed if each is not None)


def _may_list(text: str) -> bool:
    folded = text.casefold()
    return any(name in folded for name in (*_telling(), *_commands()))


def _listed(properties: list[_Property]) -> Listed | None:
    values: dict[str, list[str]] = {}
    for each in properties:
        values.setdefault(each.name, []).append(each.value)
    command = next((each.command for each in properties if each.command), None)
    if command is None and values.keys().isdisjoint(_telling()):
        return None
    kept = {name: tuple(listed) for name, listed in values.items()}
    return Listed(_kind(values, command), kept)


def _kind(names: Iterable[str], command: str | None) -> str:
    """The one kind that has all these properties, else the command's; empty where neither tells."""
    told = _commands().get((command or "").casefold(), "")
    known = [_kinds_of()[name] for name in names if name in _kinds_of()]
    possible = frozenset.intersection(*known) if known else frozenset()
    if told in possible:
        return told
    return next(iter(possible)) if len(possible) == 1 else ""


def _properties(text: str) -> Iterator[_Property]:
    marks = []
    for found in _pattern().finditer(text):
        marks.append(found)
        if len(marks) > _MOST:
            break
    command = None
    for at, found in enumerate(marks):
        if found["command"]:
            command = found["command"]
            continue
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        name = next(filter(None, (found["known"], found["listed"], found["quoted"])))
        yield _Property(name.casefold(), _value(text[found.end() : end]), command)
        command = None


def _value(raw: str) -> str:
    """What stands before the next property; after a blank line it is no longer the value."""
    first = _BLANK_LINE.split(raw[:_LONGEST].lstrip(" "), maxsplit=1)[0]
    return first.rstrip(f" \n,;>{_QUOTES}").lstrip(f" {_QUOTES}")


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(longest_first(_spelled()))
    return re.compile(
        rf"(?<![\w-])(?P<command>{either(_commands())})(?![\w-])"
        rf"|(?<![\w@.$/-])(?P<known>{names})[{_QUOTES}]?\s{{0,60}}[:=](?!//)|{_ANY_NAME}",
        re.IGNORECASE,
    )


@cache
def _telling() -> frozenset[str]:
    """Names of properties that stand nowhere but in a listing."""
    prose = {name.casefold() for name in texts(section("powershell", "prose")["names"])}
    return frozenset(_kinds_of()) - prose


@cache
def _spelled() -> frozenset[str]:
    listed = {str(row["name"]) for row in rows("powershell", "property")}
    listed |= {
        name for names in section("powershell", "looked_at").values() for name in texts(names)
    }
    for kind in section("powershell", "kinds").values():
        if isinstance(kind, dict):
            listed |= set(texts(kind["marks"]))
    return frozenset(listed)


@cache
def _kinds_of() -> Mapping[str, frozenset[str]]:
    """By property name in lower case, the kinds of object that have it."""
    found: dict[str, set[str]] = {}
    for row in rows("powershell", "property"):
        found.setdefault(str(row["name"]).casefold(), set()).add(str(row["kind"]))
    for kind, names in section("powershell", "looked_at").items():
        for name in texts(names):
            found.setdefault(name.casefold(), set()).add(kind)
    for kind, about in section("powershell", "kinds").items():
        for name in texts(about["marks"]) if isinstance(about, dict) else ():
            found.setdefault(name.casefold(), set()).add(kind)
    return {name: frozenset(kinds) for name, kinds in found.items()}


@cache
def _commands() -> Mapping[str, str]:
    return {
        command.casefold(): kind
        for kind, about in section("powershell", "kinds").items()
        if isinstance(about, dict)
        for command in texts(about["commands"])
    }


@cache
def _nested() -> frozenset[str]:
    return frozenset(name.casefold() for name in texts(section("powershell", "nested")["names"]))
