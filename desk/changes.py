"""What changed between two checks of one case, and whether the pasted page still counts. Pure."""

from __future__ import annotations

from datetime import datetime

from cases.model import Case
from causes.derived import parts
from causes.model import Diagnosis, State
from evidence.facts import (
    ERROR_OUTDATED,
    FACTS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    Complaint,
    Fact,
    Facts,
    Observation,
    Trust,
    Unknown,
)

_SUBJECT = (INVITED_ADDRESS, HOST_DOMAIN)


def former_of(case: Case, now: Facts) -> Facts:
    """What earlier checks of the same person and site read otherwise; nothing once either was
    corrected, because then they were about somebody else."""
    same = all(case.facts.value(of) == case.complaint.value(of) for of in _SUBJECT)
    return changed(case.facts, now) if same else Facts()


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
    before = case.facts.judged(ERROR_OUTDATED)
    times = [o.at for o in (*reads, *([before] if before else [])) if o.at is not None]
    if pasted is None or not times or max(times) < pasted:
        return facts
    mark = Observation(True, "derived", max(times), Trust.READ)
    return facts.with_(ERROR_OUTDATED, mark)


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
