"""How values are written, the same on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from cases.model import Json

LONGEST_WORD = 200  # characters; PostgreSQL refuses index entries above about 2700 bytes


def digest(*parts: str) -> str:
    """A fixed-length stand-in for values that are only ever compared, never read back.

    It keeps conversation and person ids out of rows that have to outlive a forgetting.
    """
    joined = json.dumps(parts).encode()
    return hashlib.sha256(joined).hexdigest()


def compact(value: Json) -> str:
    """ASCII only, so that no text, however broken, can be refused by a database."""
    return json.dumps(value, separators=(",", ":"), default=_plain, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not plain JSON")


class JsonText(TypeDecorator[Json]):
    """Small plain JSON as text; reads back as a dict."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Json | None, dialect: Dialect) -> str | None:
        return None if value is None else compact(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Json | None:
        if value is None:
            return None
        read = json.loads(value)
        if not isinstance(read, dict):
            raise TypeError("a stored value is not a JSON object")
        return read


class Utc(TypeDecorator[datetime]):
    """A moment, kept in UTC and read back aware; raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def as_line(text: str) -> str:
    """The text as a Line keeps it."""
    # PostgreSQL knows no NUL in text, and UTF-8 no lone surrogate.
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def as_word(text: str) -> str:
    """The text as a Word keeps it."""
    return as_line(text if len(text) <= LONGEST_WORD else text[:LONGEST_WORD] + digest(text))


class Line(TypeDecorator[str]):
    """A text that no database refuses: broken characters are replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else as_line(value)


class Word(Line):
    """A short indexed text. One that is too long is cut and told apart by its digest."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else as_word(value)
