"""Check packs on a partner's page: those that fit, and what one printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cards.packs import PackRow, families_for, pack_rows, script, values_for
from cards.partner_options import PartnerView
from cards.values import moment
from cards.words import snake, words
from cases.model import Side
from evidence.facts import Facts
from evidence.facts.packs import INVITED_PACKS, INVITING_PACKS
from evidence.reading.check_pack import CheckPackError, PackProblem, read_check_pack

_OF = {Side.INVITED: INVITED_PACKS, Side.INVITING: INVITING_PACKS}
_WORDS = "words/packs.j2"


@dataclass(frozen=True)
class PackOffer:
    """`family`: the pack's id, as in the name of its file. `reads`: what it looks at."""

    family: str
    name: str
    reads: str
    script: str


@dataclass(frozen=True)
class Printed:
    """`problem`: why it is not taken, as a sentence; then the rest is empty."""

    problem: str = ""
    name: str = ""
    made: str = ""
    rows: tuple[PackRow, ...] = ()
    facts: Facts = field(default_factory=Facts)


def packs_for(view: PartnerView, locale: str) -> tuple[PackOffer, ...]:
    """The packs that people of the partner's side can run; none where nobody knows which side
    that is."""
    if view.side is None:
        return ()
    spoken, values = words(locale), values_for(view.facts, view.side)
    return tuple(
        PackOffer(
            family,
            spoken.text(_WORDS, f"{snake(family)}_name"),
            spoken.text(_WORDS, f"{snake(family)}_reads"),
            script(family, values, locale),
        )
        for family in families_for(view.cause, view.side)
    )


def printed(text: str, side: Side | None, now: datetime, locale: str) -> Printed:
    """What the text says. `side`: the partner's; a pack for the other one is none."""
    spoken = words(locale)
    try:
        pack = read_check_pack(text, now)
        if side is None or pack.family not in _OF[side]:
            raise CheckPackError(PackProblem.UNKNOWN_PACK)
    except CheckPackError as wrong:
        return Printed(problem=spoken.text(_WORDS, f"problem_{snake(wrong.problem.value)}"))
    rows = pack_rows(pack.family, pack.answers, locale)
    name = spoken.text(_WORDS, f"{snake(pack.family)}_name")
    return Printed("", name, moment(pack.made_at), rows, pack.facts)
