"""Who can do what, as the partner reads it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import evidence.facts as f
from cards.screens import Option
from cards.summaries.leaving import Material
from cards.summaries.parts import OF_SIDE, OTHER, Say, options_of, value_of
from cases.model import Side
from causes.model import Act, Organisation
from causes.parties import INVITED_USER, INVITER


@dataclass(frozen=True)
class Ways:
    """What can be done: by the reader's side, by ours, by neither. Where nobody knows who stands
    where, all of it is `others`."""

    theirs: tuple[Option, ...]
    ours: tuple[Option, ...]
    others: tuple[Option, ...]

    @property
    def for_it(self) -> bool:
        """Whether their IT has to do any of it."""
        return any(option.by_admin for option in self.theirs)


_PEOPLE = MappingProxyType({INVITED_USER: "ask_invited", INVITER: "ask_inviter"})


def reader_side(of: Material) -> Side | None:
    """The side of the organisation that reads; None where nobody knows."""
    return OTHER[of.around.own_side] if of.around.own_side else None


def ways_of(of: Material) -> Ways:
    """What cures it, by who would do it."""
    own, theirs = of.around.own_side, reader_side(of)
    offered = options_of(of)

    def by(side: Organisation | None) -> tuple[tuple[Act, Option], ...]:
        return tuple(each for each in offered if each[0].organisation is side)

    mine, yours = (by(OF_SIDE[side]) if side else () for side in (own, theirs))
    rest = (each for each in offered if each not in (*mine, *yours))
    return Ways(_asked_of(of, yours), _bare(mine), _bare(rest))


def _bare(offered: Iterable[tuple[Act, Option]]) -> tuple[Option, ...]:
    return tuple(option for _, option in offered)


def _asked_of(of: Material, offered: Sequence[tuple[Act, Option]]) -> tuple[Option, ...]:
    """What their IT cannot do itself is for them to ask of somebody."""
    say, address = Say(of.spoken, "partner"), value_of(of, f.INVITED_ADDRESS)
    return tuple(
        replace(option, actor=say(_PEOPLE[act], address=address)) if act in _PEOPLE else option
        for act, option in offered
    )
