"""From all verdicts to one diagnosis: who must act, how, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence

from causes.attempt import attempt
from causes.beyond import PASSING, beyond, whose
from causes.derived import derive
from causes.judging import Judged, judge, judge_again, rank
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
from causes.supposing import Supposing
from evidence.facts import Facts


def diagnose(causes: Sequence[Cause], facts: Facts, ruleset: str, *, ask: bool = True) -> Diagnosis:
    """The diagnosis of facts that have already been added to (`derive`); with `ask`, and what to
    ask next, which costs most."""
    seen = Seen(facts)
    at = attempt(seen)
    judged = tuple(judge(cause, seen) for cause in causes)
    found, out_of_scope = _in_scope(find(judged, at, seen), seen)
    primary = found.primary
    mode, acts, remedies = _answer(found, judged, seen)
    asked: tuple[str, ...] = ()
    if ask and not out_of_scope:
        asked = questions(judged, primary, at, seen, _supposing(judged, facts, found))
    return Diagnosis(
        cause=primary.cause.id if primary else None,
        certainty=primary.verdict.certainty if primary else Certainty.CANNOT_TELL,
        mode=mode,
        acts=acts,
        remedies=remedies,
        verdicts=tuple(each.verdict for each in judged),
        next_obstacles=tuple(each.cause.id for each in found.obstacles),
        questions=asked,
        ruleset=ruleset,
        beyond=out_of_scope,
    )


def _in_scope(found: Finding, seen: Seen) -> tuple[Finding, str]:
    """The finding, and why it is none of an invitation's; a passing page yields to any cause."""
    key = beyond(seen)
    if not key or (key == PASSING and found.primary is not None):
        return found, ""
    return Finding(None, (), whose(key)), key


def _supposing(judged: Sequence[Judged], facts: Facts, now: Finding) -> Supposing:
    def anew(supposed: Facts) -> tuple[object, ...]:
        known = derive(supposed)
        again, seen = judge_again(judged, facts, known), Seen(known)
        found = find(again, attempt(seen), seen)
        return _told(found, again, seen)

    return Supposing(facts, anew, _told(now, judged, Seen(facts)))


def _told(found: Finding, judged: Sequence[Judged], seen: Seen) -> tuple[object, ...]:
    """Which cause, who must act and how: what a person is told."""
    named = found.primary.cause.id if found.primary else None
    return (named, *_answer(found, judged, seen))


def _answer(
    found: Finding, judged: Sequence[Judged], seen: Seen
) -> tuple[Mode, tuple[Act, ...], tuple[str, ...]]:
    if found.primary is None:
        mode = Mode.ALL_OF if len(found.sides) > 1 else Mode.ONE_OF
        return mode, tuple(Act(side, Actor.UNKNOWN) for side in found.sides), ()
    cause = found.primary.cause
    mode, acts = _acts(cause, found, judged, seen)
    able = {*acts, *cause.acts}
    return mode, acts, tuple(each.id for each in _offered(cause, seen) if each.act in able)


def _offered(cause: Cause, seen: Seen) -> list[Remedy]:
    """The remedies that fit the form the cause takes here."""
    return [remedy for remedy in cause.remedies if not _barred(remedy, seen)]


def _acting(cause: Cause, seen: Seen) -> tuple[Act, ...]:
    """Who can act in that form, the first one first; all of them where nothing is offered."""
    offered = {remedy.act for remedy in _offered(cause, seen)}
    return tuple(act for act in cause.acts if act in offered) or cause.acts


def _barred(remedy: Remedy, seen: Seen) -> bool:
    return not remedy.when(seen).state or any(
        seen.shown(fact, value).state for fact, value in remedy.barred_by
    )


def _acts(
    cause: Cause, found: Finding, judged: Sequence[Judged], seen: Seen
) -> tuple[Mode, tuple[Act, ...]]:
    """Who must act: a pair together; with a further obstacle elsewhere, one after the other."""
    own = _acting(cause, seen)
    partner = next((j.cause for j in judged if j.stands and j.cause.id == cause.partner), None)
    if partner is not None:
        return Mode.ALL_OF, own + partner.acts
    first = own[:1] if cause.mode is Mode.ONE_OF else own
    then = _then(found.obstacles, {act.organisation for act in first}, seen)
    return (Mode.IN_ORDER, first + then) if then else (cause.mode, own)


def _then(obstacles: Sequence[Judged], covered: set[Organisation], seen: Seen) -> tuple[Act, ...]:
    """The first step of each likely obstacle that an organisation not yet named must take."""
    likely = [j for j in obstacles if rank(j.verdict.certainty) <= rank(Certainty.LIKELY)]
    further = (_acting(j.cause, seen)[0] for j in likely)
    nobodys = {*covered, Organisation.NEITHER}
    return tuple(dict.fromkeys(act for act in further if act.organisation not in nobodys))
