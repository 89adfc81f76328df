"""What to ask or read next: only facts that could change who must act, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from causes.attempt import Attempt, can_stop
from causes.judging import Judged, rank
from causes.model import Certainty, Seen, Stage
from causes.precedence import Rank, place, place_of_way, yields
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

_FIRST: Rank = (False, False, False, False, Stage.PLATFORM)

# What the invited user or the inviter knows; everything else needs an administrator or a read.
_PEOPLE_KNOW = frozenset(
    fact.name
    for fact in (
        ERROR_CLASS,
        SIGNED_IN_AS,
        ERROR_IDP,
        LINK_KIND,
        LINK_SENT_AT,
        INVITED_ADDRESS,
        UPN_EQUALS_INVITED,
        UPN,
        USED_OTHER_ACCOUNT,
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


def questions(
    judged: Sequence[Judged], primary: Judged | None, at: Attempt, seen: Seen
) -> tuple[str, ...]:
    """Fact names, best first: those that decide most causes, then by the causes' precedence.

    Of two equally good ones a fact that people know goes before one only an admin can look up.
    """
    weight: Counter[str] = Counter()
    first: dict[str, tuple[Rank, int]] = {}
    for order, (worth, facts) in enumerate(_open(judged, primary, at, seen)):
        for name in _unknown(facts, seen):
            weight[name] += 1
            first[name] = min(first.get(name, (worth, order)), (worth, order))
    return tuple(sorted(weight, key=lambda n: (-weight[n], *first[n], n not in _PEOPLE_KNOW, n)))


def _open(
    judged: Sequence[Judged], primary: Judged | None, at: Attempt, seen: Seen
) -> Iterable[tuple[Rank, frozenset[str]]]:
    """For each cause that could still become the answer: its place, and what would decide it."""
    standing = [j for j in judged if j.stands]
    if primary is not None:
        yield from _shaken(primary, standing, at)
    if primary is not None and primary.verdict.certainty is Certainty.CERTAIN:
        return
    mark = place(primary, at) if primary else None
    able = [j for j in standing if can_stop(j.cause, at)]
    for each in judged:
        if can_stop(each.cause, at) and not yields(each.cause, able, seen):
            yield from _better(each, primary, mark, at)
    if _page_unknown(seen):
        yield _FIRST, frozenset({ERROR_CLASS.name})


def _shaken(
    primary: Judged, standing: Sequence[Judged], at: Attempt
) -> Iterable[tuple[Rank, frozenset[str]]]:
    """What could yet rule out the answer, or the other half of its pair."""
    for each in standing:
        if each is primary or each.cause.id == primary.cause.partner:
            yield place(each, at), each.doubts


def _better(
    each: Judged, primary: Judged | None, mark: Rank | None, at: Attempt
) -> Iterable[tuple[Rank, frozenset[str]]]:
    if each is primary:
        return
    ways = [way for way in each.open_ways if not way.past]
    useful = [way for way in ways if mark is None or place_of_way(each.cause, way, at) < mark]
    if useful:
        # What only makes a cause surer changes nobody's part: the least sure way is enough.
        least = max(useful, key=lambda way: rank(way.certainty))
        doubts = each.doubts if mark is None else frozenset[str]()
        yield place_of_way(each.cause, least, at), least.truth.missing | doubts


def _unknown(names: Iterable[str], seen: Seen) -> frozenset[str]:
    asked = {f for name in names for f in _ASK_INSTEAD.get(name, (FACTS[name],))}
    return frozenset(f.name for f in asked if isinstance(seen.value(f), Unknown))


def _page_unknown(seen: Seen) -> bool:
    return isinstance(seen.value(ERROR_CLASS), Unknown) and isinstance(seen.value(AADSTS), Unknown)
