"""Which of the causes that hold is the answer (catalogue, 7.3, guarded by 7.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from causes.attempt import Attempt, can_stop
from causes.catalogue import common_side
from causes.derived import LEGACY_RETIRED
from causes.judging import Judged, of_the_attempt, rank
from causes.model import Cause, Certainty, Organisation, Seen, Stage, State, Way
from causes.signs import SIGNS, Sign
from evidence.facts import GUEST_CREATED_AT

_LEGACY_LINK = "legacy-invitation-retired"
_TWIN = "upn-differs-from-invited-address"

Rank = tuple[bool, bool, bool, bool, Stage]


@dataclass(frozen=True)
class Finding:
    """The answer, or none with the side on which every remaining possibility lies."""

    primary: Judged | None
    obstacles: tuple[Judged, ...]
    side: Organisation = Organisation.UNKNOWN


def find(judged: Sequence[Judged], at: Attempt, seen: Seen) -> Finding:
    """The primary cause and what waits behind it.

    A sign of a cause without a rule that would come first leaves nobody to blame but a side.
    """
    standing = [j for j in judged if j.stands]
    able = [j for j in standing if can_stop(j.cause, at)]
    able = [j for j in able if not yields(j.cause, able, seen)]
    primary = min(able, key=lambda j: place(j, at), default=None)
    signs = _signs(judged, at, seen)
    if primary is not None and not _outdone(primary, signs, at):
        return Finding(primary, _obstacles(standing, primary, at, seen))
    side = common_side({sign.cause for sign in signs} or _named(judged, at))
    return Finding(None, _obstacles(standing, None, at, seen), side)


def place(judged: Judged, at: Attempt) -> Rank:
    """The place of a cause that holds: the lowest is the answer."""
    return _place(judged.cause, judged.verdict.certainty, judged.proven_by_attempt, at)


def place_of_way(cause: Cause, way: Way, at: Attempt) -> Rank:
    """The place the cause would take if an open way turned out to hold."""
    facts = way.truth.because | way.truth.missing
    proven = way.certainty is Certainty.CERTAIN and of_the_attempt(facts)
    return _place(cause, way.certainty, proven, at)


def b2b_shown(seen: Seen) -> bool:
    """Whether something shows that the attempt went through Entra B2B, not the legacy flow."""
    late = ~seen.before(GUEST_CREATED_AT, LEGACY_RETIRED)
    return bool((seen.shows_code() | late).state)


def yields(cause: Cause, able: Sequence[Judged], seen: Seen) -> bool:
    """Twins (7.8): with a code on the page or a guest made lately it is the younger one only."""
    twin = any(j.cause.id == _TWIN for j in able)
    return cause.id == _LEGACY_LINK and twin and b2b_shown(seen)


def _place(cause: Cause, certainty: Certainty, proven: bool, at: Attempt) -> Rank:
    heuristic = rank(certainty) >= rank(Certainty.POSSIBLE)
    retires = cause.retires and not heuristic
    return (not retires, not proven, cause.symptom, heuristic, at.stage(cause.stages))


def _signs(judged: Sequence[Judged], at: Attempt, seen: Seen) -> list[Sign]:
    ruled = {j.cause.id for j in judged}
    free = [sign for sign in SIGNS if sign.cause not in ruled]
    return [s for s in free if at.allows(s.cause, s.stages) and s.seen_in(seen).state]


def _outdone(primary: Judged, signs: Sequence[Sign], at: Attempt) -> bool:
    if primary.verdict.certainty is Certainty.CERTAIN:
        return False
    ours = place(primary, at)
    return any((True, True, False, False, at.stage(sign.stages)) < ours for sign in signs)


def _named(judged: Sequence[Judged], at: Attempt) -> frozenset[str]:
    absent = {j.cause.id for j in judged if j.verdict.state is State.ABSENT}
    return (at.named or frozenset()) - absent


def _obstacles(
    standing: Sequence[Judged], primary: Judged | None, at: Attempt, seen: Seen
) -> tuple[Judged, ...]:
    """What stops the next attempt: every other cause that holds, but no symptom and no twin."""
    able = [j for j in standing if can_stop(j.cause, at)]
    rest = [j for j in standing if j is not primary and not j.cause.symptom]
    rest = [j for j in rest if not yields(j.cause, able, seen)]
    return tuple(sorted(rest, key=lambda j: place(j, at)))
