"""The knobs of the page: read from knobs.json, checked, and turned on the world in place.

A knob's name is its path in the world: `inviting.graph.pace`. The world object itself stays
the same, because Graph and the gates of this process read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

from sandbox.world import (
    ALL_PERMISSIONS,
    MINIMUM_PERMISSIONS,
    Browser,
    GraphKnobs,
    Invited,
    Inviting,
    Share,
    World,
)

Value = bool | str | tuple[str, ...] | frozenset[str] | timedelta | datetime | None

# Others hold these very objects.
_TURNED_IN_PLACE = (Inviting, Invited, Share, Browser, GraphKnobs)

_ADDRESS = re.compile(r"[^\s@:,;<>]{1,64}@[^\s@:,;<>]+\.[^\s@:,;<>]+\Z")
_DOMAIN = re.compile(r"(?=.{3,253}\Z)[a-z0-9-]+(\.[a-z0-9-]+)+\Z", re.IGNORECASE)


class KnobError(ValueError):
    """A change that makes no sense; the message is one sentence for the page."""


class Knobs:
    """The knobs of one world."""

    def __init__(self, world: World) -> None:
        raw = json.loads((Path(__file__).parent / "knobs.json").read_text())
        self._world, self._groups, self._stories = world, raw["groups"], raw["stories"]
        self._knobs = {k["name"]: k for group in self._groups for k in group["knobs"]}

    def schema(self) -> dict[str, object]:
        """Groups with their knobs, choices and present values, ready for the page."""
        return {
            "groups": [
                {**group, "knobs": [self._described(k) for k in group["knobs"]]}
                for group in self._groups
            ],
            "stories": list(self._stories),
            "organisations": {
                "inviting": self._world.inviting.name,
                "invited": self._world.invited.name,
            },
        }

    def names(self) -> tuple[str, ...]:
        """Every knob's name."""
        return tuple(self._knobs)

    def turn(self, changes: Mapping[str, object]) -> None:
        """Applies all changes or, with a KnobError, none."""
        checked = {name: self._checked(name, raw) for name, raw in changes.items()}
        for name, value in {**checked, **self._along(checked)}.items():
            owner, attribute = self._owner(name)
            setattr(owner, attribute, value)

    def reset(self) -> None:
        """Puts every knob back where it was at the start."""
        copy_world(World(), self._world)

    def play(self, story: str) -> None:
        """Sets the stage for a story of the article; the rest as at the start."""
        if story not in self._stories:
            raise KnobError(f"There is no story {story[:40]!r}.")
        self.reset()
        self.turn(self._stories[story])

    def _described(self, knob: Mapping[str, object]) -> dict[str, object]:
        owner, attribute = self._owner(str(knob["name"]))
        extra = _PERMISSIONS if knob["kind"] == "permissions" else {}
        return {**knob, **extra, "value": _written(getattr(owner, attribute))}

    def _along(self, checked: Mapping[str, Value]) -> dict[str, Value]:
        """What else a chosen value sets: a OneDrive has another host than a site."""
        return {
            other: value
            for name, chosen in checked.items()
            for other, value in self._knobs[name].get("with", {}).get(chosen, {}).items()
        }

    def _owner(self, name: str) -> tuple[object, str]:
        *path, attribute = name.split(".")
        owner: object = self._world
        for step in path:
            owner = getattr(owner, step)
        return owner, attribute

    def _checked(self, name: str, raw: object) -> Value:
        knob = self._knobs.get(name)
        if knob is None:
            raise KnobError(f"There is no knob {name[:60]!r}.")
        if "choices" in knob:
            chosen = _one_of(knob["label"], raw, [value for value, _ in knob["choices"]])
            return _TIMES[knob["kind"]](chosen) if knob["kind"] in _TIMES else chosen
        return _CHECKS[knob["kind"]](knob["label"], raw)


def _written(value: object) -> object:
    """A value as JSON has it; times as the choices of their knobs write them."""
    match value:
        case frozenset():
            return sorted(value)
        case tuple():
            return list(value)
        case timedelta():
            return str(int(value.total_seconds()) // 60)
        case datetime():
            return value.isoformat()
    return "" if value is None else value


def _one_of(label: str, raw: object, values: list[str]) -> str:
    if isinstance(raw, str) and raw in values:
        return raw
    raise KnobError(f"{label}: choose one of {', '.join(values)}.")


def _switch(label: str, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    raise KnobError(f"{label}: on or off (true or false), not {str(raw)[:40]!r}.")


def _address(label: str, raw: object) -> Value:
    if isinstance(raw, str) and _ADDRESS.match(raw.strip()):
        return raw.strip()
    raise KnobError(f"{label}: {str(raw)[:60]!r} is not an address like name@contoso.com.")


def _address_or_none(label: str, raw: object) -> Value:
    return "" if isinstance(raw, str) and not raw.strip() else _address(label, raw)


def _texts(label: str, raw: object) -> tuple[str, ...]:
    if isinstance(raw, list) and len(raw) <= 50 and all(isinstance(item, str) for item in raw):
        return tuple(item.strip() for item in raw if item.strip())
    raise KnobError(f"{label}: a list of at most 50 texts is wanted.")


def _domains(label: str, raw: object) -> Value:
    given = tuple(text.removeprefix("@").casefold() for text in _texts(label, raw))
    for text in given:
        if not _DOMAIN.match(text):
            raise KnobError(f"{label}: {text[:60]!r} is not a domain like contoso.com.")
    return given


def _proxies(label: str, raw: object) -> Value:
    given = tuple(
        text if text[:5].casefold() == "smtp:" else f"smtp:{text}" for text in _texts(label, raw)
    )
    for text in given:
        _address(label, text[5:])
    return given


def _permissions(label: str, raw: object) -> Value:
    given = frozenset(_texts(label, raw))
    if unknown := sorted(given - ALL_PERMISSIONS):
        raise KnobError(f"{label}: {unknown[0][:60]!r} is not one of the bot's permissions.")
    return given


_CHECKS: Mapping[str, Callable[[str, object], Value]] = {
    "switch": _switch,
    "address": _address,
    "address-or-none": _address_or_none,
    "domains": _domains,
    "proxies": _proxies,
    "permissions": _permissions,
}

# Minutes since, or never; a moment.
_TIMES: Mapping[str, Callable[[str], Value]] = {
    "ago": lambda chosen: timedelta(minutes=int(chosen)) if chosen else None,
    "moment": datetime.fromisoformat,
}
_PERMISSIONS = {
    "choices": [[p, p] for p in sorted(ALL_PERMISSIONS)],
    "presets": {
        "all": sorted(ALL_PERMISSIONS),
        "minimum": sorted(MINIMUM_PERMISSIONS),
        "none": [],
    },
}


def copy_world(source: World, target: World) -> None:
    """Sets every value of `target` to that of `source`; whoever holds `target` sees it."""
    _copy(source, target)


def _copy(source: object, target: object) -> None:
    for field in fields(source):  # type: ignore[arg-type]
        value = getattr(source, field.name)
        if isinstance(value, _TURNED_IN_PLACE):
            _copy(value, getattr(target, field.name))
        else:
            setattr(target, field.name, value)
