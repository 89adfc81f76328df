"""The summary for management: cause, who acts, what was done, age and impact, in one paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from cards.ages import due, span
from cards.cause_words import cause_name, organisation_words
from cards.event_words import DELIVERIES
from cards.summaries.document import Document, Paragraph, Section
from cards.summaries.leaving import Material
from cards.summaries.parts import Say, state_block, waits_for
from cards.values import moment
from cards.words import snake
from cases.states import OPEN
from causes.model import Mode, Organisation

_HELD = ("verifying", "solved", "closed", "withdrawn")


def management(of: Material) -> Document:
    """Names organisations, and nobody."""
    say = Say(of.spoken, "management")
    cause = cause_of(of)
    title = say("title", number=of.held.number, cause=cause) if cause else None
    said = (
        _what(say, of),
        _sure(say, of, cause),
        _acts(say, of),
        *_done(say, of),
        _held(say, of),
        _next(say, of),
        _age(say, of),
        _impact(say, of),
    )
    paragraph = Paragraph(" ".join(part for part in said if part))
    return Document(
        title or say("title_unknown", number=of.held.number), (Section("", (paragraph,)),)
    )


def cause_of(of: Material) -> str:
    """The name of the cause; empty where nobody can tell."""
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


def _acts(say: Say, of: Material) -> str:
    """Who must act; nothing where the case waits for somebody: that is said of itself."""
    if not cause_of(of) or not of.who_acts or waits_for(of):
        return ""
    if len(of.who_acts) == 1:
        return say("acts", who=of.who_acts[0])
    either = of.answer.diagnosis.mode is Mode.ONE_OF
    return say("acts_either" if either else "acts_all", who=", ".join(of.who_acts))


def _done(say: Say, of: Material) -> Iterator[str]:
    """What was done about it between the two organisations."""
    if of.held.handed_at:
        yield say("handed", at=moment(of.held.handed_at))
    if of.held.answered_at:
        block = f"answer_{of.held.answered}"
        known = of.spoken.has(DELIVERIES, block)
        answer = of.spoken.text(DELIVERIES, block) if known else ""
        yield say("answered", at=moment(of.held.answered_at), answer=answer)


def _next(say: Say, of: Material) -> str:
    if not of.held.with_desk or of.held.state not in OPEN:
        return ""
    until, overdue = due(of.spoken, of.held.due_at, of.around.now)
    if overdue:
        return say("next_overdue")
    return say("next", due=until) if until else ""


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
