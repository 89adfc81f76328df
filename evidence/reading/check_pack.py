"""What a check pack printed, as an administrator copied it out of a console or a mail."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from evidence.facts import (
    CHECK_PACK,
    FACTS,
    Fact,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
    Value,
)
from evidence.facts.packs import PACK_VERSION, PACKS

LONGEST = 64 * 1024  # bytes
OLDEST = timedelta(days=7)  # a newer one is made in a minute
_SKEW = timedelta(hours=1)  # a computer's clock may be ahead by that
_KEYS = frozenset({"invitedesk", "pack", "made", "facts"})
# Braces never stand inside our strings, so depth is bounded before anything is parsed.
_OBJECT = re.compile(r"\{[^{}]*\{[^{}]*\}[^{}]*\}")
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE)
_SMART = str.maketrans({**dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("\ufeff\u200b\u2060", "")})


class PackProblem(StrEnum):
    """Why it is not taken; each has its sentence in words/packs.j2."""

    NOT_JSON = "not-json"
    OTHER_VERSION = "other-version"
    UNKNOWN_PACK = "unknown-pack"
    FOREIGN_FACT = "foreign-fact"
    NOT_YES_NO = "not-yes-no"
    TOO_LONG = "too-long"
    TOO_OLD = "too-old"
    FUTURE = "future"
    SEVERAL = "several"


class CheckPackError(ValueError):
    """The text is not the result of one check pack; `problem` says why."""

    def __init__(self, problem: PackProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class CheckPack:
    """`answers`: what it printed, by key; None where it could not be read. `facts`: the same as
    observations made at `made_at` (UTC)."""

    version: int
    family: str
    made_at: datetime
    answers: Mapping[str, bool | None]
    facts: Facts


def read_check_pack(text: str, now: datetime) -> CheckPack:
    """The one result in the text, whatever stands around it. Raises CheckPackError."""
    found = dict.fromkeys(places(text).values())
    if not found:
        raise CheckPackError(PackProblem.NOT_JSON)
    if len(found) > 1:
        raise CheckPackError(PackProblem.SEVERAL)
    return _pack(next(iter(found)), now)


def read_check_packs(text: str, now: datetime) -> tuple[CheckPack, ...]:
    """Every result in the text. Raises CheckPackError where one of them cannot be taken."""
    return tuple(_pack(found, now) for found in dict.fromkeys(places(text).values()))


@dataclass(frozen=True)
class PastedPacks:
    """What somebody's text held of results: their facts, the text without them, and the key of
    what was wrong, if anything."""

    facts: Mapping[Fact, Value]
    rest: str
    problems: tuple[str, ...] = ()


def pasted_packs(text: str, now: datetime) -> PastedPacks:
    """Raises nothing: a result that cannot be taken is left out and leaves a problem."""
    rest = text
    try:
        for begin, end in places(text):
            rest = f"{rest[:begin]}{' ' * (end - begin)}{rest[end:]}"
        packs = sorted(read_check_packs(text, now), key=lambda pack: pack.made_at)
    except CheckPackError:
        return PastedPacks({}, rest, ("check-pack",))
    said = {FACTS[n]: pack.facts.value(FACTS[n]) for pack in packs for n in pack.facts}
    return PastedPacks({of: v for of, v in said.items() if not isinstance(v, Unknown)}, rest)


def places(text: str) -> Mapping[tuple[int, int], str]:
    """Where in the text (from, to) a result seems to stand, and it without any whitespace: a
    console wraps its lines anywhere, and no value has a blank. Raises CheckPackError."""
    if len(text) > LONGEST or len(text.encode("utf-8", "replace")) > LONGEST:
        raise CheckPackError(PackProblem.TOO_LONG)
    spans = {found.span(): _compact(found[0]) for found in _OBJECT.finditer(text)}
    return {span: compact for span, compact in spans.items() if '"invitedesk"' in compact}


def _compact(raw: str) -> str:
    return "".join(_QUOTED_LINE.sub("", raw).translate(_SMART).split())


def _pack(raw: str, now: datetime) -> CheckPack:
    body = _parsed(raw)
    version, family = body.get("invitedesk"), body.get("pack")
    if version != PACK_VERSION or isinstance(version, bool):
        raise CheckPackError(PackProblem.OTHER_VERSION)
    if not isinstance(family, str) or family not in PACKS:
        raise CheckPackError(PackProblem.UNKNOWN_PACK)
    if body.keys() - _KEYS:
        raise CheckPackError(PackProblem.FOREIGN_FACT)
    made_at = _made(body.get("made"), now)
    answers = _answers(body.get("facts"), family)
    return CheckPack(PACK_VERSION, family, made_at, answers, _facts(family, answers, made_at))


def _parsed(raw: str) -> Mapping[str, object]:
    try:
        body = json.loads(raw, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise CheckPackError(PackProblem.NOT_JSON) from None
    if not isinstance(body, dict):
        raise CheckPackError(PackProblem.NOT_JSON)
    return body


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise CheckPackError(PackProblem.NOT_JSON)
    return body


def _made(raw: object, now: datetime) -> datetime:
    try:
        made = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        at = made.astimezone(UTC) if made and made.tzinfo else None
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise CheckPackError(PackProblem.NOT_JSON)
    if at > now + _SKEW:
        raise CheckPackError(PackProblem.FUTURE)
    if at < now - OLDEST:
        raise CheckPackError(PackProblem.TOO_OLD)
    return min(at, now)


def _answers(raw: object, family: str) -> Mapping[str, bool | None]:
    if not isinstance(raw, dict):
        raise CheckPackError(PackProblem.NOT_JSON)
    known = {asked.key for asked in PACKS[family]}
    if raw.keys() - known:
        raise CheckPackError(PackProblem.FOREIGN_FACT)
    if any(value is not None and not isinstance(value, bool) for value in raw.values()):
        raise CheckPackError(PackProblem.NOT_YES_NO)
    return MappingProxyType(raw)


def _facts(family: str, answers: Mapping[str, bool | None], at: datetime) -> Facts:
    """Of a fact that may be one of several words, the one word that was affirmed."""
    said: dict[str, list[Value]] = {}
    for asked in PACKS[family]:
        answer = answers.get(asked.key)
        value = None if answer is None else (asked.yes if answer else asked.no)
        said.setdefault(asked.of.name, []).extend([] if value is None else [value])
    unread = {a.of.name for a in PACKS[family] if answers.get(a.key, False) is None}
    facts = Facts()
    for name, values in said.items():
        found = _one(values, unread=name in unread)
        if found is not None:
            facts = facts.with_(FACTS[name], Observation(found, CHECK_PACK, at, Trust.UNCONFIRMED))
    return facts


def _one(values: list[Value], *, unread: bool) -> Value | Unknown | None:
    """None where nothing was said of it."""
    if len(values) > 1:
        return Unknown(Reason.NOT_UNDERSTOOD)  # it cannot be two words at once
    if values:
        return values[0]
    return Unknown(Reason.NOT_KNOWN) if unread else None
