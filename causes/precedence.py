"""Which of the causes that hold is the answer (catalogue, 7.3, guarded by 7.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from causes.attempt import Attempt, through_entra
from causes.judging import Judged, rank
from causes.model import Cause, Certainty, Organisation, Seen, State, Way
from causes.other_name import FAMILY
from causes.sides import Sides, common, sides_of
from evidence.facts import ERROR_CLASS

_LEGACY_LINK = "legacy-invitation-retired"

# The heading alone proves nothing (catalogue, 2.1).
_SAYS_NOTHING = ("spo.generic-didnt-work",)

NOTHING_SHOWN = 3  # neither a dead link nor a page that proves it

Rank = tuple[int, bool, bool, bool, int, int]


@dataclass(frozen=True)
class Finding:
    """The answer, or none with who must act in every possibility that remains."""

    primary: Judged | None
    obstacles: tuple[Judged, ...]
    sides: Sides = (Organisation.UNKNOWN,)


def find(judged: Sequence[Judged], at: Attempt, seen: Seen) -> Finding:
    """The primary cause and what waits behind it.

    Where only guesses hold and they point to different organisations, nobody is named.
    """
    if not at.of_an_invitation:
        return Finding(None, ())
    standing = [j for j in judged if j.stands]
    able = able_to_stop(standing, at)
    able = [j for j in able if not _yields(j, able, seen) and _counts(j, at, seen)]
    primary = min(_but_hearsay(able), key=lambda j: place(j, at), default=None)
    if primary is not None and not _torn(primary, able):
        return Finding(primary, _obstacles(standing, primary, at, seen))
    return Finding(None, _obstacles(standing, None, at, seen), _sides(judged, at))


def _but_hearsay(able: Sequence[Judged]) -> Sequence[Judged]:
    """Where something is certain, what was only told does not come before it (7.3)."""
    sure = any(j.certain for j in able)
    return [j for j in able if not j.told or j.certain] if sure else able


def _torn(primary: Judged, able: Sequence[Judged]) -> bool:
    guessed = primary.verdict.certainty is Certainty.POSSIBLE
    return guessed and len({j.cause.acts[0].organisation for j in able}) > 1


def able_to_stop(standing: Sequence[Judged], at: Attempt) -> list[Judged]:
    """Those that can have stopped this attempt; a link known to be dead, whatever the page."""
    return [j for j in standing if at.allows(j.cause.id, j.cause.stages) or _dead(j)]


def _dead(judged: Judged) -> bool:
    return judged.cause.retires and judged.certain


def place(judged: Judged, at: Attempt) -> Rank:
    """The place of a cause that holds: the lowest is the answer."""
    return _place(judged.cause, judged.verdict.certainty, judged.verdict.because, at)


def place_of_way(cause: Cause, way: Way, at: Attempt) -> Rank:
    """The place the cause would take if an open way turned out to hold."""
    return _place(cause, way.certainty, way.truth.missing, at)


def twin_instead(cause: Cause, able: Sequence[Judged], seen: Seen) -> bool:
    """Twins (7.8): with a code on the page or a guest made lately it is the younger one only."""
    twin = any(j.cause.id in FAMILY for j in able)
    return cause.id == _LEGACY_LINK and twin and _entra_at_work(seen)


def _yields(judged: Judged, able: Sequence[Judged], seen: Seen) -> bool:
    guessed = is_guessed(judged.cause, judged.verdict.certainty, seen)
    return guessed or twin_instead(judged.cause, able, seen)


def is_guessed(cause: Cause, certainty: Certainty, seen: Seen) -> bool:
    """Whether the age of the mail alone says the link is dead, although Entra was at work."""
    certain = certainty is Certainty.CERTAIN
    return cause.id == _LEGACY_LINK and not certain and _entra_at_work(seen)


def _entra_at_work(seen: Seen) -> bool:
    return bool(through_entra(seen).state)


def _place(cause: Cause, certainty: Certainty, because: Iterable[str], at: Attempt) -> Rank:
    """Retirements, then what the attempt itself shows; then the earlier stage (7.3), but no guess
    before what is likely."""
    sure = rank(certainty)
    likely = sure <= rank(Certainty.LIKELY)
    proven = likely and (at.speaks_of(cause.id) or _by_the_page(certainty, because))
    first = _first(cause.retires and likely, proven, certainty is Certainty.CERTAIN)
    return (first, not proven, cause.symptom, not likely, min(cause.stages, default=0), sure)


def _first(retires: bool, proven: bool, certain: bool) -> int:
    """Any other cure on a dead link is wasted; a likely one yields to what the page proves."""
    if retires:
        return 0 if certain else 2
    return 1 if proven and certain else NOTHING_SHOWN


def _by_the_page(certainty: Certainty, because: Iterable[str]) -> bool:
    """Whether the page is part of what makes it certain; the kind of link alone stops nobody."""
    certain = certainty is Certainty.CERTAIN
    return certain and any(name.startswith("error.") for name in because)


def _counts(judged: Judged, at: Attempt, seen: Seen) -> bool:
    """Behind a code nobody knows no guess is made; behind it, or a page that says nothing, no
    symptom is taken for the cause. What is set wrongly stays so."""
    likely = rank(judged.verdict.certainty) <= rank(Certainty.LIKELY)
    silent = bool(seen.shown(ERROR_CLASS, *_SAYS_NOTHING).state)
    if judged.cause.symptom:
        return at.heard and not silent
    return at.heard or likely


def _sides(judged: Sequence[Judged], at: Attempt) -> Sides:
    """Who must act by the page alone."""
    if at.side is not None:
        return (at.side,)
    open_ = (j.cause for j in judged if j.verdict.state is not State.ABSENT)
    return common(sides_of(each) for each in open_ if each.id in (at.named or ()))


def _obstacles(
    standing: Sequence[Judged], primary: Judged | None, at: Attempt, seen: Seen
) -> tuple[Judged, ...]:
    """What stops the next attempt: every other cause that holds, but no symptom and no twin."""
    able = able_to_stop(standing, at)
    rest = [j for j in standing if j is not primary and not j.cause.symptom]
    rest = [j for j in rest if not _yields(j, able, seen)]
    return tuple(sorted(rest, key=lambda j: place(j, at)))
