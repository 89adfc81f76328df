"""Typed words that mean a button."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

MOST_WORDS = 6  # after the first, of a command
_MARKS = ".!?… \t\n\r"


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))


def _by_meaning(raw: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({means: frozenset(map(_folded, p)) for means, p in raw.items()})


@cache
def _said() -> Mapping[str, frozenset[str]]:
    return _by_meaning({means: p for means, p in _file().items() if means != "begins"})


@cache
def _begins() -> Mapping[str, frozenset[str]]:
    return _by_meaning(_file()["begins"])


@cache
def _verbs() -> Mapping[str, str]:
    verbs = ((p, verb) for verb, said in _said().items() if "." in verb for p in said)
    return MappingProxyType(dict(verbs))


def yes_or_no(text: str) -> bool | None:
    """Whether this whole text is a plain yes or no; None for anything else."""
    said = _folded(text) if len(text) <= 60 else ""
    return True if said in _said()["yes"] else False if said in _said()["no"] else None


def verb_of(text: str) -> str | None:
    """The verb whose phrase this whole text is, or None."""
    return _verbs().get(_folded(text)) if len(text) <= 60 else None


def begun_with(text: str) -> tuple[str, str]:
    """The verb that the first word means and what follows it; empty for anything else. Several
    lines or many words are no command: somebody tells something."""
    first, _, rest = text.strip().partition(" ")
    if "\n" in text.strip() or len(text) > 200 or len(rest.split()) > MOST_WORDS:
        return "", ""
    verb = next((verb for verb, words in _begins().items() if _folded(first) in words), "")
    return verb, rest.strip()


def _folded(text: str) -> str:
    plain = " ".join(text.replace("’", "'").split()).casefold()
    return plain.strip(_MARKS) or plain
