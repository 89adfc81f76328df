"""What a check that has ended makes of its case, and what follows. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cards.acting import acting_of
from cards.desk_card import did_it_work
from cards.screens import Note
from cases.due import Patience
from cases.model import Case, CaseState, Event, EventKind, Json, NewJob, Party
from cases.states import after_verdict
from causes.model import Diagnosis
from desk.changes import same_subject
from desk.marks import partner_of, told_acting
from desk.moves import BOT, due_for_answer, happened, into
from desk.reader import viewer_of
from desk.telling import told
from evidence.facts import Facts


@dataclass(frozen=True)
class Judged:
    """What a check read and came to. `desk`: for an agent, never shown to the reporter."""

    facts: Facts
    diagnosis: Diagnosis
    at: datetime
    desk: bool = False


def concluded(case: Case, judged: Judged, own_tenant: str, patience: Patience) -> Case:
    """The case with its new judgement, in the state that follows from it: as its reporter may
    know it, who sees the state."""
    stands = _stands(case, judged.diagnosis)
    kept = _marked(_kept(case, judged), judged.at, own_tenant)
    acting = told_acting(kept)
    changed = acting is not told_acting(case)
    state = after_verdict(case.state, acting, stands=stands, changed=changed)
    kept = due_for_answer(into(kept, state, judged.at, patience), patience)
    if case.state is CaseState.VERIFYING and stands:
        return happened(kept, EventKind.STILL_STANDS, judged.at, BOT)
    return kept


def word_to_reporter(before: Case, after: Case, at: datetime) -> tuple[NewJob, ...]:
    """What the reporter is told besides the verdict, of a case that was said to be fixed."""
    if before.state is not CaseState.VERIFYING:
        return ()
    if after.state is CaseState.VERIFYING:
        return (ask_whether_it_works(after, at),)
    return (told(after, Note("still-stands", {"number": str(after.number)}), at),)


def ask_whether_it_works(case: Case, at: datetime) -> NewJob:
    """The question that only the person can answer."""
    return told(case, did_it_work(case, viewer_of(case), case.place.locale), at)


def failed(case: Case, at: datetime, patience: Patience, *, desk: bool = False) -> Case:
    """The case after a check that did not end: as it was before the check."""
    detail = {"desk": True} if desk else {}
    case = happened(case, EventKind.CHECK_FAILED, at, BOT, **detail)
    if case.state is not CaseState.DIAGNOSING:
        return case
    known = case.diagnosis is not None or case.triage is not None
    before = after_verdict(case.state, told_acting(case), stands=True)
    case = into(case, before if known else CaseState.DRAFT, at, patience)
    return due_for_answer(case, patience)


def _stands(case: Case, diagnosis: Diagnosis) -> bool:
    """Whether the next attempt is stopped, too: by what was there before, or by what somebody
    else has to change. That the person has not tried again since is nothing to tell them."""
    if diagnosis.cause is None:
        return False
    others = acting_of(diagnosis) not in (None, Party.INVITED_USER)
    return diagnosis.cause == case.cause or others


def _kept(case: Case, judged: Judged) -> Case:
    raw = judged.diagnosis.to_json()
    if judged.desk:
        # Its facts are not part of the history, which the reporter may be given.
        said = {"desk": True, **({"unchanged": True} if case.desk_diagnosis == raw else {})}
        case = replace(case, desk_facts=judged.facts, desk_diagnosis=raw)
        return _checked(case, judged.at, said)
    if not same_subject(case):  # what the desk read was about somebody else
        case = replace(case, desk_facts=Facts(), desk_diagnosis=None)
    case = replace(case, facts=judged.facts, diagnosis=raw)
    return _checked(case, judged.at, {"diagnosis": raw, "facts": judged.facts.to_json()})


def _checked(case: Case, at: datetime, detail: Json) -> Case:
    event = Event(EventKind.CHECKED, at, BOT, detail)
    return replace(case, changed_at=at, history=(*case.history, event))


def _marked(case: Case, at: datetime, own_tenant: str) -> Case:
    """With what lists and figures go by; an agent's own check counts before the reporter's.

    Once it is fixed nothing is found any more: then the case is still about what it was.
    """
    raw = case.desk_diagnosis or case.diagnosis
    judged = Diagnosis.from_json(raw) if raw else None
    if judged and (judged.cause or case.state is not CaseState.VERIFYING):
        case = replace(case, cause=judged.cause, acting=acting_of(judged))
    return replace(
        case,
        partner=partner_of(case, own_tenant),
        answered_at=case.answered_at or at,
    )
