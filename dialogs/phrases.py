"""Typed words that mean a button."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_MARKS = ".!?… \t\n\r"


@cache
def _said() -> Mapping[str, frozenset[str]]:
    raw = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    return MappingProxyType({means: frozenset(map(_folded, p)) for means, p in raw.items()})


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


def _folded(text: str) -> str:
    plain = " ".join(text.replace("’", "'").split()).casefold()
    return plain.strip(_MARKS) or plain
