"""What to ask or read next: only facts that could change who must act, best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from causes.attempt import Attempt
from causes.judging import Judged
from causes.model import Certainty, Seen, Stage, Way
from causes.precedence import Rank, able_to_stop, is_guessed, place, place_of_way, twin_instead
from evidence.facts import (
    AADSTS,
    ERROR_CLASS,
    ERROR_IDP,
    FACTS,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    LINK_KIND,
    LINK_SENT_AT,
    NOW,
    PROXY_ADDRESSES,
    SIGNED_IN_AS,
    UPN,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    USED_OTHER_ACCOUNT,
    USED_UPN,
    Fact,
    Unknown,
)

_FIRST: Rank = (0, False, False, 0, Stage.PLATFORM)

# What the invited user or the inviter knows, in the order in which to ask (7.5): the page and
# the link, the address invited and the account shown, the sign-in name. Everything else needs
# an administrator or a read.
_PEOPLE_KNOW = tuple(
    fact.name
    for fact in (
        ERROR_CLASS,
        LINK_KIND,
        SIGNED_IN_AS,
        INVITED_ADDRESS,
        UPN_EQUALS_INVITED,
        UPN,
        ERROR_IDP,
        USED_OTHER_ACCOUNT,
        LINK_SENT_AT,
    )
)

# Nobody can answer a derived fact better than its parts; a code is read off the pasted page.
_ASK_INSTEAD: Mapping[str, tuple[Fact, ...]] = MappingProxyType(
    {
        AADSTS.name: (ERROR_CLASS,),
        USED_OTHER_ACCOUNT.name: (SIGNED_IN_AS, INVITED_ADDRESS, UPN, PROXY_ADDRESSES),
        USED_UPN.name: (SIGNED_IN_AS, INVITED_ADDRESS, UPN),
        UPN_EQUALS_INVITED.name: (INVITED_ADDRESS, UPN_EQUALS_INVITED),
        UPN_IN_PROXIES.name: (UPN, PROXY_ADDRESSES, UPN_IN_PROXIES),
        INVITED_IN_PROXIES.name: (INVITED_ADDRESS, PROXY_ADDRESSES, INVITED_IN_PROXIES),
        LEGACY_HONOURED.name: (LEGACY_HONOURED,),
        NOW.name: (),
    }
)


@dataclass(frozen=True)
class _Open:
    """What would decide a cause that could become the answer, and the place it would take.

    `alone`: one answer decides it; else several must meet.
    """

    place: Rank
    facts: frozenset[str]
    alone: bool


@dataclass
class _Worth:
    """How much a question is worth: the better the answer it may lead to, the smaller `first`."""

    first: tuple[Rank, int]
    decides: int = 0
    alone: bool = False


def questions(
    judged: Sequence[Judged], primary: Judged | None, at: Attempt, seen: Seen
) -> tuple[str, ...]:
    """Fact names, best first.

    What people know and one answer decides comes first, in the order of 7.5; then what one
    answer decides, what decides most causes, and the causes' precedence.
    """
    worths = _worths(_open(judged, primary, at, seen), seen)
    return tuple(sorted(worths, key=lambda name: _key(name, worths[name])))


def _worths(doubts: Iterable[_Open], seen: Seen) -> dict[str, _Worth]:
    worths: dict[str, _Worth] = {}
    for order, each in enumerate(doubts):
        for name in _unknown(each.facts, seen):
            worth = worths.setdefault(name, _Worth((each.place, order)))
            worth.first = min(worth.first, (each.place, order))
            worth.decides += 1
            worth.alone |= each.alone
    return worths


def _key(name: str, worth: _Worth) -> tuple[int, bool, int, tuple[Rank, int], bool, str]:
    known = name in _PEOPLE_KNOW
    asked_first = _PEOPLE_KNOW.index(name) if known and worth.alone else len(_PEOPLE_KNOW)
    return (asked_first, not worth.alone, -worth.decides, worth.first, not known, name)


def _open(
    judged: Sequence[Judged], primary: Judged | None, at: Attempt, seen: Seen
) -> Iterable[_Open]:
    if not at.of_an_invitation:
        return
    standing = [j for j in judged if j.stands]
    if primary is not None:
        yield from _shaken(primary, standing, at)
    if primary is not None and primary.verdict.certainty is Certainty.CERTAIN:
        return
    mark = place(primary, at) if primary else None
    able = able_to_stop(standing, at)
    for each in judged:
        # Where the page names its cause, nobody is asked about the link.
        allowed = at.allows(each.cause.id, each.cause.stages)
        if allowed and not twin_instead(each.cause, able, seen):
            yield from _better(each, primary, mark, at, seen)
    if _page_unknown(seen):
        yield _Open(_FIRST, frozenset({ERROR_CLASS.name}), alone=True)


def _shaken(primary: Judged, standing: Sequence[Judged], at: Attempt) -> Iterable[_Open]:
    """What could yet rule out the answer, or the other half of its pair."""
    for each in standing:
        if each is primary or each.cause.id == primary.cause.partner:
            yield _Open(place(each, at), each.doubts, alone=True)


def _better(
    each: Judged, primary: Judged | None, mark: Rank | None, at: Attempt, seen: Seen
) -> Iterable[_Open]:
    if each is primary:
        return
    ways = [way for way in each.open_ways if _leads_anywhere(each, way, seen)]
    placed = [(place_of_way(each.cause, way, at), way.truth.missing) for way in ways]
    useful = {missing: at for at, missing in reversed(placed) if mark is None or at < mark}
    for missing, at_best in useful.items():
        # What asks for more than another way does only makes it surer: nobody's part changes.
        if not any(other < missing for other in useful):
            yield _Open(at_best, missing, len(missing) == 1)
    if useful and mark is None:
        asked = frozenset[str]().union(*useful)
        yield _Open(max(useful.values()), each.doubts - asked, alone=False)


def _leads_anywhere(each: Judged, way: Way, seen: Seen) -> bool:
    """Not if it is past, if it would be no more than a guess, or if it needs a link of the
    retired kind, which would be the answer itself."""
    retired = bool(seen.shown(LEGACY_HONOURED, False).state) and not each.cause.retires
    dead = retired and LINK_KIND.name in way.truth.missing
    return not (way.past or dead or is_guessed(each.cause, way.certainty, seen))


def _unknown(names: Iterable[str], seen: Seen) -> frozenset[str]:
    asked = {f for name in names for f in _ASK_INSTEAD.get(name, (FACTS[name],))}
    return frozenset(f.name for f in asked if isinstance(seen.value(f), Unknown))


def _page_unknown(seen: Seen) -> bool:
    return isinstance(seen.value(ERROR_CLASS), Unknown) and isinstance(seen.value(AADSTS), Unknown)
