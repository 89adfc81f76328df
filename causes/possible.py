"""What can still turn out to be the answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from causes import CAUSES, considered
from causes.attempt import attempt
from causes.judging import Judged, judge
from causes.model import Seen, State
from evidence.facts import Facts


def organisations_possible(facts: Facts) -> frozenset[str]:
    """The organisations that would act for a cause which is neither ruled out by the facts nor by
    how far the attempt got."""
    seen = Seen(considered(facts))
    at = attempt(seen)
    open_ = (j for j in _judged(seen) if at.allows(j.cause.id, j.cause.stages))
    return frozenset(act.organisation.value for j in open_ for act in j.cause.acts)


def _judged(seen: Seen) -> Iterable[Judged]:
    judged = (judge(cause, seen) for cause in CAUSES)
    return (j for j in judged if j.verdict.state is not State.ABSENT)
