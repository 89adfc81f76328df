"""Typed words that mean a button."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_MARKS = ".!?… \t\n\r"


@cache
def _verbs() -> Mapping[str, str]:
    raw = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    return MappingProxyType({_folded(p): verb for verb, said in raw.items() for p in said})


def verb_of(text: str) -> str | None:
    """The verb whose phrase this whole text is, or None."""
    return _verbs().get(_folded(text)) if len(text) <= 60 else None


def _folded(text: str) -> str:
    plain = " ".join(text.replace("’", "'").split()).casefold()
    return plain.strip(_MARKS) or plain
