"""From all verdicts to one diagnosis: who must act, how, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence

from causes.attempt import attempt
from causes.judging import Judged, judge, rank
from causes.model import (
    Act,
    Actor,
    Cause,
    Certainty,
    Diagnosis,
    Mode,
    Organisation,
    Remedy,
    Seen,
)
from causes.precedence import Finding, find
from causes.questions import questions
from evidence.facts import Facts


def diagnose(causes: Sequence[Cause], facts: Facts, ruleset: str) -> Diagnosis:
    """The diagnosis of facts that have already been added to (`derive`)."""
    seen = Seen(facts)
    at = attempt(seen)
    judged = tuple(judge(cause, seen) for cause in causes)
    found = find(judged, at, seen)
    primary = found.primary
    mode, acts, remedies = _answer(found, judged, seen)
    return Diagnosis(
        cause=primary.cause.id if primary else None,
        certainty=primary.verdict.certainty if primary else Certainty.CANNOT_TELL,
        mode=mode,
        acts=acts,
        remedies=remedies,
        verdicts=tuple(each.verdict for each in judged),
        next_obstacles=tuple(each.cause.id for each in found.obstacles),
        questions=questions(judged, primary, at, seen),
        ruleset=ruleset,
    )


def _answer(
    found: Finding, judged: Sequence[Judged], seen: Seen
) -> tuple[Mode, tuple[Act, ...], tuple[str, ...]]:
    if found.primary is None:
        mode = Mode.ALL_OF if len(found.sides) > 1 else Mode.ONE_OF
        return mode, tuple(Act(side, Actor.UNKNOWN) for side in found.sides), ()
    cause = found.primary.cause
    offered = [remedy for remedy in cause.remedies if not _barred(remedy, seen)]
    mode, acts = _acts(cause, found, judged, offered)
    return mode, acts, tuple(r.id for r in offered if r.act in acts or r.act in cause.acts)


def _barred(remedy: Remedy, seen: Seen) -> bool:
    return any(seen.shown(fact, value).state for fact, value in remedy.barred_by)


def _acts(
    cause: Cause, found: Finding, judged: Sequence[Judged], offered: Sequence[Remedy]
) -> tuple[Mode, tuple[Act, ...]]:
    """Who must act: a pair together; with a further obstacle elsewhere, one after the other."""
    possible = {remedy.act for remedy in offered}
    own = tuple(act for act in cause.acts if act in possible) or cause.acts
    partner = next((j.cause for j in judged if j.stands and j.cause.id == cause.partner), None)
    if partner is not None:
        return Mode.ALL_OF, own + partner.acts
    first = own[:1] if cause.mode is Mode.ONE_OF else own
    then = _then(found.obstacles, {act.organisation for act in first})
    return (Mode.IN_ORDER, first + then) if then else (cause.mode, own)


def _then(obstacles: Sequence[Judged], covered: set[Organisation]) -> tuple[Act, ...]:
    """The first step of each likely obstacle that an organisation not yet named must take."""
    likely = [j for j in obstacles if rank(j.verdict.certainty) <= rank(Certainty.LIKELY)]
    further = (j.cause.acts[0] for j in likely)
    return tuple(dict.fromkeys(act for act in further if act.organisation not in covered))
