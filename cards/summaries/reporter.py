"""The summary for the reporter: what happens now, who acts, when to expect it, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from cards.ages import due, span
from cards.screens import Option
from cards.summaries.document import Document, Paragraph, Rows
from cards.summaries.leaving import Material
from cards.summaries.parts import (
    Say,
    options_of,
    paragraphs,
    section,
    state_block,
    waits_for,
)
from cards.summaries.steps import way_sections
from cards.verdict import why
from cases.model import CaseState, Side
from cases.states import ENDED, OPEN
from causes.model import Act
from causes.parties import INVITED_USER, INVITER

_ACTS = {Side.INVITED: INVITED_USER, Side.INVITING: INVITER}
_NOT_NOW = frozenset({CaseState.VERIFYING, CaseState.SOLVED}) | ENDED


def reporter(of: Material) -> Document:
    """In plain words, with no command and no setting."""
    say = Say(of.spoken, "reporter")
    own = [] if of.held.state in _NOT_NOW else _own(of)
    sections = (
        *section(say("now"), *paragraphs(_headline(say, of, own), *_now(say, of))),
        *section(say("when"), Paragraph(_when(say, of)), _works(say, of)),
        *section(say("meanwhile"), *paragraphs(_asked(say, of), _meanwhile(say, of, bool(own)))),
        *way_sections(say, own, exact=False),
    )
    return Document(say("title", number=of.held.number), sections)


def _now(say: Say, of: Material) -> tuple[str, ...]:
    if of.held.state in ENDED:
        return ()
    party = waits_for(of)
    return (
        "" if of.held.state in _NOT_NOW else _why(of),
        say("waits", party=party) if party else "",
        _held(say, of),
    )


def _headline(say: Say, of: Material, own: Sequence[Option]) -> str:
    """Who must act; whether that is the reader."""
    if not own:
        return of.headline
    first = of.answer.diagnosis.acts[:1] == (_act(of),)
    return f"{of.headline} {say('you' if first else 'you_too')}"


def _why(of: Material) -> str:
    """Why it is so; whoever is with the desk already is not sent there."""
    answer = of.answer
    unclear = not (answer.cause or answer.diagnosis.beyond or answer.outdated)
    if unclear and of.held.with_desk:
        return of.spoken.text("words/cannot_tell.j2", "why")
    return why(answer, asked=False)


def _held(say: Say, of: Material) -> str:
    if not of.held.with_desk:
        return say("not_held")
    return say("held_by", name=of.held.owner) if of.held.owner else say("held")


def _when(say: Say, of: Material) -> str:
    until, overdue = due(of.spoken, of.held.due_at, of.around.now)
    if overdue and of.held.state in OPEN and of.held.state is not CaseState.VERIFYING:
        return say("when_overdue")
    patience = of.around.patience
    match of.held.state:
        case CaseState.VERIFYING:
            return say("when_verifying", span=span(of.spoken, patience.verifying))
        case CaseState.SOLVED:
            return say("when_solved", span=span(of.spoken, patience.solved))
        case CaseState.CLOSED | CaseState.WITHDRAWN:
            return say(f"when_{of.held.state.value}")
        case _:
            waiting = state_block(of.held.state) == "waiting"
            return say("when_waiting" if waiting else "when_open", due=until)


def _works(say: Say, of: Material) -> Rows:
    """How long the best cure of others takes until it works, and whose it is."""
    if of.held.state in _NOT_NOW:
        return Rows(())
    others = (option for act, option in options_of(of) if act != _act(of) and option.time)
    best = next(others, None)
    if best is None:
        return Rows(())
    label = say("works", organisation=best.organisation, actor=best.actor, admin=best.by_admin)
    return Rows(((label, best.time),))


def _asked(say: Say, of: Material) -> str:
    return (
        say("question", question=of.held.question)
        if of.held.question and of.held.state in OPEN
        else ""
    )


def _meanwhile(say: Say, of: Material, can_act: bool) -> str:
    if of.held.state is CaseState.VERIFYING:
        return say("try")
    return "" if can_act or of.held.question or of.held.state in _NOT_NOW else say("nothing")


def _act(of: Material) -> Act | None:
    return _ACTS[of.side] if of.side else None


def _own(of: Material) -> list[Option]:
    """What this reporter can do themselves."""
    return [option for act, option in options_of(of) if act == _act(of)]
