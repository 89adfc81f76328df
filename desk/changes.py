"""What changed between two checks of one case. Pure."""

from __future__ import annotations

from evidence.facts import (
    ERROR_OUTDATED,
    FACTS,
    Complaint,
    Fact,
    Facts,
    Observation,
    Trust,
    Unknown,
)


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


def with_outdated(facts: Facts, complaint: Complaint, former: Facts) -> Facts:
    """The facts, marked where a setting was read otherwise after the page was told of."""
    pasted = [a.at for name, a in complaint.answers.items() if name.startswith("error.")]
    reads = [o for seen in former.observations.values() for o in seen if o.at is not None]
    later = [o for o in reads if pasted and o.at and o.at >= max(pasted)]
    if not later:
        return facts
    at = max(o.at for o in later if o.at)
    return facts.with_(ERROR_OUTDATED, Observation(True, "derived", at, Trust.READ))
