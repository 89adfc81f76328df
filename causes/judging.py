"""From one cause's rule to its verdict. Missing facts become "cannot tell" here, not in rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from causes import second_check
from causes.model import Cause, Certainty, Seen, State, Truth, Verdict, Way
from evidence.facts import FACTS, Fact, Facts, Observation

_BEST_FIRST = tuple(Certainty)


@dataclass(frozen=True)
class Judged:
    """A cause with its verdict, the ways that are still open, and what could yet rule it out.

    `past`: what holds explains an earlier failure only. `told`: it rests on somebody's word, or
    on what is not confirmed.
    `read`: every fact the rule looked at.
    """

    cause: Cause
    verdict: Verdict
    open_ways: tuple[Way, ...] = ()
    doubts: frozenset[str] = frozenset()
    past: bool = False
    told: bool = False
    read: frozenset[str] = frozenset()

    @property
    def certain(self) -> bool:
        return self.verdict.certainty is Certainty.CERTAIN

    @property
    def stands(self) -> bool:
        """Whether it stops the next attempt too."""
        return self.verdict.state is State.PRESENT and not self.past and bool(self.cause.stages)


@dataclass(frozen=True)
class _Watched(Facts):
    """Facts that note which of them were looked at."""

    read: set[str] = field(default_factory=set)

    def judged(self, of: Fact) -> Observation | None:
        self.read.add(of.name)
        return super().judged(of)


def judge(cause: Cause, seen: Seen) -> Judged:
    """What the rule says: absent where it is ruled out or no way holds, else as sure as it may be.

    While it is open whether the cause is ruled out, it is likely at most (7.8); and so it is where
    it would not be certain without what is not confirmed, be it that this only lets it stand.
    """
    watched = _Watched(seen.facts.observations)
    judged = _judged(cause, Seen(watched))
    if judged.certain:
        sure = _Watched(seen.facts.confirmed().observations, watched.read)
        judged = judged if _judged(cause, Seen(sure)).certain else _likely(judged)
    told = any(_hearsay(seen, FACTS[name]) for name in judged.verdict.because)
    return replace(judged, told=told, read=frozenset(watched.read))


def _hearsay(seen: Seen, of: Fact) -> bool:
    return seen.told(of) or seen.unconfirmed(of)


def _likely(judged: Judged) -> Judged:
    return replace(judged, verdict=replace(judged.verdict, certainty=Certainty.LIKELY))


def judge_again(before: Sequence[Judged], former: Facts, facts: Facts) -> tuple[Judged, ...]:
    """The same causes by other facts. A rule that looked at nothing that changed says the same."""
    names = former.observations.keys() | facts.observations.keys()
    changed = {name for name in names if _differs(FACTS[name], former, facts)}
    seen = Seen(facts)
    return tuple(
        each if each.read.isdisjoint(changed) else judge(each.cause, seen) for each in before
    )


def _differs(of: Fact, former: Facts, facts: Facts) -> bool:
    if former.observations.get(of.name) is facts.observations.get(of.name):
        return False
    return former.judged(of) != facts.judged(of)


def _judged(cause: Cause, seen: Seen) -> Judged:
    out, ways = cause.out(seen), (*cause.rule(seen), *second_check.ways(cause, seen))
    if out.state:
        return Judged(cause, _verdict(cause, State.ABSENT, out.because))
    holding = [way for way in ways if way.truth.state]
    if holding:
        return _present(cause, out, ways, holding)
    undecided = tuple(way for way in ways if way.truth.state is None)
    if undecided:
        missing = _union(way.truth.missing for way in undecided)
        return Judged(cause, _verdict(cause, State.CANNOT_TELL, missing), undecided, out.missing)
    return Judged(cause, _verdict(cause, State.ABSENT, _union(w.truth.because for w in ways)))


def rank(certainty: Certainty) -> int:
    """0 for certain, growing with doubt."""
    return _BEST_FIRST.index(certainty)


def _present(cause: Cause, out: Truth, ways: tuple[Way, ...], holding: list[Way]) -> Judged:
    standing = [way for way in holding if not way.past] or holding
    best = min((way.certainty for way in standing), key=rank)
    because = _union(way.truth.because for way in standing if way.certainty is best)
    certainty = max(best, Certainty.LIKELY, key=rank) if out.state is None else best
    verdict = _verdict(cause, State.PRESENT, because, certainty)
    open_ways = tuple(way for way in ways if way.truth.state is None)
    past = all(way.past for way in holding)
    return Judged(cause, verdict, open_ways, out.missing, past)


def _verdict(
    cause: Cause,
    state: State,
    because: frozenset[str],
    certainty: Certainty = Certainty.CANNOT_TELL,
) -> Verdict:
    return Verdict(cause.id, state, certainty, tuple(sorted(because)))


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*parts)
