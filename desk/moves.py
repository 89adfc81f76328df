"""What each thing that happens makes of a case. Pure; whether it may happen is asked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.due import Patience, due_after, open_answer
from cases.model import BOT as BOT
from cases.model import (
    Case,
    CaseState,
    CloseReason,
    Event,
    EventKind,
    PassedBecause,
    Person,
    Triage,
)


def happened(case: Case, kind: EventKind, at: datetime, by: str, /, **detail: object) -> Case:
    """The case with one more event in its history. `by`: an object id, or BOT."""
    event = Event(kind, at, by, detail)
    return replace(case, changed_at=at, history=(*case.history, event))


def into(case: Case, state: CaseState, at: datetime, patience: Patience) -> Case:
    """The case in that state, due anew where the desk has it. `solved_at` follows the state."""
    solved = (case.solved_at or at) if state is CaseState.SOLVED else None
    triage = case.triage
    if triage is not None and state is not case.state:
        triage = replace(triage, due_at=due_after(state, at, patience))
    return replace(case, state=state, triage=triage, solved_at=solved, changed_at=at)


def passed(case: Case, because: PassedBecause, at: datetime, by: str, patience: Patience) -> Case:
    """The case in the desk's hands; as it is where the desk has it already."""
    if case.triage is not None:
        return case
    state = CaseState.NEW if case.state is CaseState.DRAFT else case.state
    triage = Triage(at, because, due_at=due_after(CaseState.NEW, at, patience))
    case = replace(case, state=state, triage=triage)
    return happened(case, EventKind.PASSED_TO_DESK, at, by, because=because.value)


def ended(
    case: Case, state: CaseState, reason: CloseReason | None, at: datetime, patience: Patience
) -> Case:
    """The case closed or withdrawn: nothing is asked any more. `solved_at` stays or begins where
    it was fixed."""
    solved = (case.solved_at or at) if reason is CloseReason.FIXED else None
    case = replace(into(case, state, at, patience), solved_at=solved)
    return _triaged(case, question="", closed_because=reason)


def reopened(case: Case, at: datetime, patience: Patience) -> Case:
    """The case at its beginning, with all that is known of it."""
    case = into(case, CaseState.NEW, at, patience)
    return _triaged(case, closed_because=None, merged_into=None)


def owned(case: Case, owner: Person | None) -> Case:
    """The case with this owner."""
    return _triaged(case, owner=owner)


def questioned(case: Case, question: str) -> Case:
    """The case with this open question to the reporter; empty: none."""
    return _triaged(case, question=question)


def merged(case: Case, into_number: int) -> Case:
    """The case with the one named that goes on instead of it."""
    return _triaged(case, merged_into=into_number)


def linked(case: Case, other: int) -> Case:
    """The case linked with the other one, in order of numbers."""
    links = case.triage.links if case.triage else ()
    return _triaged(case, links=tuple(sorted({*links, other})))


def due_for_answer(case: Case, patience: Patience) -> Case:
    """The case due as soon as a new one, while nobody has done anything about what the partner
    answered: the checks that follow by themselves put it off no longer."""
    answer = open_answer(case)
    due = case.triage.due_at if case.triage else None
    if due is None or answer is None:
        return case
    if case.state is CaseState.VERIFYING:  # now the reporter says whether it works
        return case
    soon = answer.at + patience.new
    return _triaged(case, due_at=soon if due <= answer.at else min(due, soon))


def _triaged(case: Case, **changes: Any) -> Case:
    """The case with this changed in what the desk holds; as it is where that is nothing."""
    if case.triage is None:
        return case
    return replace(case, triage=replace(case.triage, **changes))
