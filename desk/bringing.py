"""What others bring to a case from outside Teams, and the check that follows. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from cases.due import Patience
from cases.model import Case, CaseState, EventKind, JobKind, NewJob
from cases.states import OPEN
from desk.changes import SUBJECT, brought_now
from desk.changes import with_brought as with_brought
from desk.checks import desk_check_job
from desk.moves import BOT, happened
from desk.showing import shown_again
from desk.timing import due_job
from evidence.facts import FACTS, Fact, Facts, Observation, Trust


def brought(case: Case, facts: Facts, source: str, at: datetime, hand_off: str = "") -> Case:
    """The case with these observations, and that they came. `hand_off`: over whose page."""
    case = holding(case, facts, source)
    return happened(case, EventKind.BROUGHT, at, BOT, source=source, hand_off=hand_off)


def holding(case: Case, facts: Facts, source: str) -> Case:
    """The case with these observations, in place of those that the same source brought before of
    the same facts. What was brought of another person or site is dropped."""
    kept = brought_now(case)
    for of in (FACTS[name] for name in facts if FACTS[name] not in SUBJECT):
        others = [o for o in kept.observations.get(of.name, ()) if o.source != source]
        new = [replace(o, source=source) for o in facts.observations[of.name]]
        kept = _instead(kept, of, *others, *new)
    return replace(case, brought=_about(kept, case))


def _about(facts: Facts, case: Case) -> Facts:
    """The facts with the person and site they are of."""
    for of in SUBJECT:
        told = case.complaint.answers.get(of.name)
        names = [Observation(told.value, "the person", told.at, Trust.TOLD)] if told else []
        facts = _instead(facts, of, *names)
    return facts


def _instead(facts: Facts, of: Fact, *seen: Observation) -> Facts:
    others = {name: all_ for name, all_ in facts.observations.items() if name != of.name}
    return Facts(MappingProxyType({**others, of.name: seen} if seen else others))


def recheck(case: Case, at: datetime, patience: Patience) -> tuple[Case, tuple[NewJob, ...]]:
    """The case with its checks begun anew, the reporter's on the card they have and the desk's,
    even while one is under way: that may have read before. Whom it waits for stays, until a
    verdict says otherwise. Nothing once it is settled."""
    if case.state not in OPEN:
        return case, ()
    jobs: tuple[NewJob, ...] = ()
    before = case
    if _reporter_waits(case):
        case = happened(case, EventKind.CHECK_STARTED, at, BOT)
        # A key of its own: a check that is ending must not swallow this one.
        key, body = f"case-{case.number}-{case.version}", {"case": case.number}
        jobs = (NewJob(JobKind.CHECK, key, {**body, "card": case.card_id}, at),)
    if case.desk_diagnosis is not None or case.triage is not None:
        case = happened(case, EventKind.CHECK_STARTED, at, BOT, desk=True)
        jobs = (*jobs, desk_check_job(before, at))
    return case, (*jobs, *shown_again(case, at), *due_job(case, patience))


def _reporter_waits(case: Case) -> bool:
    """Whether the reporter has, or is about to have, an answer of their own to be renewed."""
    asked = case.diagnosis is not None or case.state is CaseState.DIAGNOSING
    return asked and bool(case.place.conversation_id)
