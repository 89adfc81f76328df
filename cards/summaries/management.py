"""The summary for management: cause, who holds it, age and impact, in one paragraph."""

from __future__ import annotations

from cards.ages import span
from cards.cause_words import cause_name, organisation_words
from cards.summaries.document import Document, Paragraph, Section
from cards.summaries.leaving import Material
from cards.summaries.parts import Say, state_block, waits_for
from cards.words import snake
from cases.states import OPEN
from causes.model import Organisation

_HELD = ("verifying", "solved", "closed", "withdrawn")


def management(of: Material) -> Document:
    """Names organisations, and nobody."""
    say = Say(of.spoken, "management")
    cause = _cause(of)
    title = say("title", number=of.held.number, cause=cause) if cause else None
    said = (_what(say, of), _sure(say, of, cause), _held(say, of), _age(say, of), _impact(say, of))
    paragraph = Paragraph(" ".join(part for part in said if part))
    return Document(
        title or say("title_unknown", number=of.held.number), (Section("", (paragraph,)),)
    )


def _cause(of: Material) -> str:
    cause = of.answer.diagnosis.cause
    return cause_name(of.spoken, cause) if cause else ""


def _what(say: Say, of: Material) -> str:
    invited, inviting = (
        organisation_words(of.spoken, side, of.answer.facts)
        for side in (Organisation.INVITED, Organisation.INVITING)
    )
    return say("what", invited=invited, inviting=inviting)


def _sure(say: Say, of: Material, cause: str) -> str:
    certainty = of.answer.diagnosis.certainty.value if cause else "cannot tell"
    return say(f"sure_{snake(certainty)}", cause=cause)


def _held(say: Say, of: Material) -> str:
    if party := waits_for(of):
        return say("held_waiting", party=party)
    if (state := state_block(of.held.state)) in _HELD:
        return say(f"held_{state}")
    return say("held_desk" if of.held.with_desk else "held_nobody")


def _age(say: Say, of: Material) -> str:
    return (
        say("age", span=span(of.spoken, of.around.now - of.held.opened_at))
        if of.held.opened_at
        else ""
    )


def _impact(say: Say, of: Material) -> str:
    if of.held.state not in OPEN or not of.answer.diagnosis.cause:
        return ""
    return say("impact", count=of.held.others) if of.held.others else say("impact_none")
