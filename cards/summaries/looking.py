"""What the partner is asked to look at where nobody can tell. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cards.questions import can_answer, question
from cards.summaries.document import Command, Paragraph, Part
from cards.summaries.leaving import Material
from cards.summaries.parts import OTHER, Say
from cases.model import Side
from evidence.facts import FACTS, Kind

# What an administrator of that side sees; the page itself only the invited person does.
_THERE: Mapping[Side, tuple[str, ...]] = MappingProxyType(
    {
        Side.INVITING: ("host.", "guest.", "siteuser.", "item."),
        Side.INVITED: ("invitee.", "home."),
    }
)
_MOST = 5


def questions(of: Material) -> list[str]:
    """The best first. Never for a name: that is theirs to release, not ours to ask for."""
    sides = [OTHER[of.around.own_side]] if of.around.own_side else list(Side)
    there = tuple(prefix for side in sides for prefix in _THERE[side])
    named = (n for n in of.answer.diagnosis.questions if n in FACTS and n.startswith(there))
    plain = (n for n in named if FACTS[n].kind not in (Kind.TEXT, Kind.TEXTS))
    return [name for name in plain if any(can_answer(name, side) for side in sides)][:_MOST]


def _where(say: Say, name: str) -> str:
    """Where an administrator sees what no command tells; empty where nobody wrote that down."""
    block = f"look_{name.partition('.')[0]}"
    return say(block) if say.has(block) else ""


def look(say: Say, of: Material, names: list[str]) -> Iterator[Part]:
    """Each question, and below it where to look: one command may answer several."""
    shown: set[str] = set()
    for number, name in enumerate(names, start=1):
        asked = question(of.spoken, name)
        where = asked.who or _where(say, name)
        yield Paragraph(say("asked", number=number, ask=asked.ask, where=where))
        if asked.command and asked.command not in shown:
            shown.add(asked.command)
            yield Command(asked.command)
