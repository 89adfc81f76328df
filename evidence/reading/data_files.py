"""The versioned data of this folder, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from evidence.facts import Fact, Unknown, Value, fact, parse


@cache
def table(name: str) -> Mapping[str, object]:
    """The TOML file `data/<name>.toml`."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


def section(name: str, key: str) -> Mapping[str, object]:
    """One table of that file; TypeError where it is none."""
    found = table(name)[key]
    if not isinstance(found, dict):
        raise TypeError(f"data/{name}.toml: {key} is not a table")
    return found


def rows(name: str, key: str) -> tuple[Mapping[str, object], ...]:
    """An array of tables; TypeError where it is none. Absent: empty."""
    found = table(name).get(key, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise TypeError(f"data/{name}.toml: {key} is not an array of tables")
    return tuple(found)


def texts(listed: object) -> tuple[str, ...]:
    """A list of texts; TypeError where it is none."""
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise TypeError(f"not a list of texts: {str(listed)[:60]}")
    return tuple(listed)


def of_all_languages(by_language: Mapping[str, object]) -> tuple[str, ...]:
    """The lists of every language in one, each text once."""
    return tuple(dict.fromkeys(text for listed in by_language.values() for text in texts(listed)))


def said_facts(says: object) -> tuple[tuple[Fact, Value], ...]:
    """The facts that a table `{ "fact.name" = value }` says; TypeError or FactError otherwise."""
    if not isinstance(says, dict):
        raise TypeError(f"what a phrase says is not a table: {says!r}")
    return tuple((of, _value(of, raw)) for of, raw in ((fact(n), r) for n, r in says.items()))


def _value(of: Fact, raw: object) -> Value:
    value = parse(of, raw)
    if isinstance(value, Unknown):
        raise TypeError(f"{of.name} is said to be unknown")
    return value


def either(words: Iterable[str]) -> str:
    """Any of the words, for a regular expression: "Request Id" is tried before "Request"."""
    return "|".join(map(re.escape, longest_first(words)))


def longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
