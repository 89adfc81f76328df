"""Worlds made of settings only: one that works, each blocking setting alone, each pair of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations

from sandbox.blocking import BLOCKING, Blocking, Turned
from sandbox.world import Invited, World

# Where everything works: the sign-in name is the invited address.
_BASE: Turned = {"invited.upn": Invited().mail}
# A deleted guest leaves what a missing one leaves; a disabled one has no redemption before it.
_GUEST_LIKE: Turned = {"deleted": "missing", "disabled": "accepted"}


@dataclass(frozen=True)
class NamedWorld:
    """`make`: a fresh world. `turned`: the settings that block in it, as the gates name them."""

    name: str
    make: Callable[[], World]
    turned: tuple[str, ...]


def base() -> World:
    """A world whose guest gets in, waiting for the first acceptance."""
    return _made(_BASE)


@cache
def single_worlds() -> tuple[NamedWorld, ...]:
    """Every blocking setting alone."""
    return tuple(
        NamedWorld(one.name, partial(_made, settings), (one.setting,))
        for one in BLOCKING
        if (settings := _together(one)) is not None
    )


@cache
def pairs() -> tuple[NamedWorld, ...]:
    """Every two blocking settings that can be so at once, and are not one of them alone."""
    return tuple(
        NamedWorld(f"{a.name} + {b.name}", partial(_made, settings), (a.setting, b.setting))
        for a, b in combinations(BLOCKING, 2)
        if not a.turned.keys() & b.turned.keys()
        and (settings := _together(a, b)) is not None
        and settings not in (_together(a), _together(b))
    )


def _together(*blocking: Blocking) -> dict[str, object] | None:
    """All their settings; None where two contradict each other."""
    settings: dict[str, object] = {}
    for one in blocking:
        for name, value in {**one.needs, **one.turned}.items():
            if settings.setdefault(name, value) != value:
                return None
    turned = settings.get("share.guest")
    for state in [turned] if turned else blocking[0].guest:
        if all(_GUEST_LIKE.get(str(state), state) in b.guest for b in blocking):
            return {**_BASE, **settings, "share.guest": state}
    return None


def _made(settings: Turned) -> World:
    world = World()
    for name, value in settings.items():
        *path, attribute = name.split(".")
        owner: object = world
        for step in path:
            owner = getattr(owner, step)
        setattr(owner, attribute, value)
    return world
