"""What changed between two checks of one case: whether the pasted page still counts, and what
others brought. Pure."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from cases.model import Case, CaseState, EventKind
from causes.derived import parts
from causes.model import Diagnosis, State
from evidence.facts import (
    ERROR_OUTDATED,
    FACTS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    SECOND_CHECK_APP,
    SECOND_CHECK_ID,
    Answer,
    Complaint,
    Fact,
    Facts,
    Observation,
    Trust,
    Unknown,
)

SUBJECT = (INVITED_ADDRESS, HOST_DOMAIN)


def former_of(case: Case, now: Facts) -> Facts:
    """What earlier checks of the same person and site read otherwise; nothing once either was
    corrected, because then they were about somebody else."""
    return changed(case.facts, now) if same_subject(case) else Facts()


def same_subject(case: Case) -> bool:
    """Whether what was read is about the person and site that the complaint names now."""
    return _about_now(case.facts, case.complaint)


def brought_now(case: Case) -> Facts:
    """What others brought of the person and site that the complaint names now, beside the names
    of both; nothing of that once either was corrected."""
    return case.brought if _about_now(case.brought, case.complaint) else Facts()


def with_brought(facts: Facts, case: Case) -> Facts:
    """The facts a check judges: with what others brought of the same person and site."""
    about = {of.name for of in SUBJECT}
    brought = brought_now(case).observations
    return facts.with_all(
        Facts(MappingProxyType({name: seen for name, seen in brought.items() if name not in about}))
    )


def looked_up(case: Case) -> Complaint:
    """What a check goes by: what was told, and the ids by which logs know a second check."""
    complaint = case.complaint
    for of in (SECOND_CHECK_ID, SECOND_CHECK_APP):
        ours = brought_now(case).judged(of)
        if ours is not None and ours.at is not None:
            complaint = complaint.with_(of, Answer(ours.value, ours.trust, ours.at))
    return complaint


def _about_now(facts: Facts, complaint: Complaint) -> bool:
    return all(facts.value(of) == complaint.value(of) for of in SUBJECT)


def changed(before: Facts, now: Facts) -> Facts:
    """What earlier checks read of the facts that are known now, where it was something else."""
    found = Facts()
    for of in (FACTS[name] for name in now):
        if otherwise := _otherwise(before, now, of):
            found = found.with_(of, *otherwise)
    return found


def _otherwise(before: Facts, now: Facts, of: Fact) -> list[Observation]:
    read = (o for o in before.observations.get(of.name, ()) if o.trust is Trust.READ)
    known = [o for o in read if not isinstance(o.value, Unknown)]
    value = now.value(of)
    return [] if isinstance(value, Unknown) else [o for o in known if o.value != value]


def with_outdated(facts: Facts, case: Case, former: Facts) -> Facts:
    """The facts, marked where what the last diagnosis rested on was read otherwise after the
    page was pasted. Once outdated a page stays so; a newer page is judged afresh."""
    pasted = _pasted_at(case.complaint)
    rested_on = _rested_on(case)
    reads = [o for name, seen in former.observations.items() if name in rested_on for o in seen]
    before = _marked_before(case)
    times = [o.at for o in (*reads, *([before] if before else [])) if o.at is not None]
    if pasted is None or not times or max(times) < pasted:
        return facts
    mark = Observation(True, "derived", max(times), Trust.READ)
    return facts.with_(ERROR_OUTDATED, mark)


def with_fixed(facts: Facts, case: Case) -> Facts:
    """The facts, marked where the page was pasted before somebody said that it was fixed: only
    what is read now shows whether something still stops the next attempt."""
    fixed = _last(case, EventKind.FIXED)
    pasted = _pasted_at(case.complaint)
    if case.state is not CaseState.VERIFYING or not fixed or not pasted or fixed < pasted:
        return facts
    return facts.with_(ERROR_OUTDATED, Observation(True, "derived", fixed, Trust.READ))


def _marked_before(case: Case) -> Observation | None:
    """The mark of an earlier check, unless the person said since that it still fails."""
    before, denied = case.facts.judged(ERROR_OUTDATED), _last(case, EventKind.TOLD_WORKS_NOT)
    if before is None or (denied and before.at and denied >= before.at):
        return None
    return before


def _last(case: Case, kind: EventKind) -> datetime | None:
    return max((event.at for event in case.history if event.kind is kind), default=None)


def _pasted_at(complaint: Complaint) -> datetime | None:
    told = [a.at for name, a in complaint.answers.items() if name.startswith("error.")]
    return max(told, default=None)


def _rested_on(case: Case) -> frozenset[str]:
    if case.diagnosis is None:
        return frozenset()
    present = (
        verdict
        for verdict in Diagnosis.from_json(case.diagnosis).verdicts
        if verdict.state is State.PRESENT
    )
    named = {name for verdict in present for name in verdict.because}
    made_of = {
        part.name for name in named & FACTS.keys() for part in parts(case.facts, FACTS[name])
    }
    return frozenset(named | made_of)
