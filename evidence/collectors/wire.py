"""Reading Graph's JSON without trusting its form: absent and null are None, else MisreadError."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from evidence.facts import Reason, Unknown
from evidence.graph import Json
from evidence.refusals import MisreadError

V = TypeVar("V")
NOT_GIVEN = Unknown(Reason.NOT_GIVEN)


def text(body: Json, key: str) -> str | None:
    value = body.get(key)
    if value is None or isinstance(value, str):
        return value or None
    raise MisreadError(f"{key} is no text")


def flag(body: Json, key: str) -> bool | None:
    value = body.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise MisreadError(f"{key} is neither true nor false")


def number(body: Json, key: str) -> int | None:
    value = body.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise MisreadError(f"{key} is no whole number")


def texts(body: Json, key: str) -> tuple[str, ...] | None:
    """None is no empty list: Graph leaves out, or nulls, what a permission does not show."""
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise MisreadError(f"{key} is no list of texts")


def inner(body: Json, key: str) -> Json | None:
    value = body.get(key)
    if value is None or isinstance(value, dict):
        return value
    raise MisreadError(f"{key} is no object")


def inners(body: Json, key: str) -> tuple[Json, ...]:
    value = body.get(key)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return tuple(value)
    raise MisreadError(f"{key} is no list of objects")


def moment(body: Json, key: str) -> datetime | None:
    """A time in UTC; Graph sends up to seven digits of a second."""
    written = text(body, key)
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise MisreadError(f"{key} is no time") from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def known(value: V | None) -> V | Unknown:
    return NOT_GIVEN if value is None else value
