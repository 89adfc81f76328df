"""What to ask or read next: only facts that could change who must act, best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType

import evidence.facts as f
from causes.attempt import Attempt
from causes.judging import Judged
from causes.model import Certainty, Seen, Way
from causes.precedence import (
    NOTHING_SHOWN,
    Rank,
    able_to_stop,
    is_guessed,
    place,
    place_of_way,
    twin_instead,
)
from causes.supposing import Supposing

# Nobody reads a longer list, and each entry has been tried out on the rules.
_MOST = 12
_MOST_TOGETHER = 3
_FIRST: Rank = (0, False, False, False, 0, 0)

# In the order in which those who help ask (7.5): what people know by heart, ...
_KNOWN = (
    f.ERROR_CLASS,
    f.ERROR_REPEATS,
    f.LINK_KIND,
    f.SIGNED_IN_AS,
    f.INVITED_ADDRESS,
    f.UPN_EQUALS_INVITED,
    f.USED_OTHER_ACCOUNT,
    f.UPN,
    f.ERROR_IDP,
    f.ACCOUNT_KIND,
    f.ALSO_HAS_MSA,
    f.LINK_SENT_AT,
    f.MAIL_ARRIVED,
    f.LINK_OPENED,
    f.PRODUCT,
    f.WORKED_BEFORE,
    f.CHANGED_AT_HOME,
    f.INVITED_IN_PROXIES,
    f.TENANT_LIMIT,
)
# ... what they find out by trying or looking, ...
_TRIED = (
    f.SIGNS_IN_AT_HOME,
    f.PRIVATE_WINDOW,
    f.OTHER_SESSIONS,
    f.DIRECT_LINK_WORKS,
    f.MAIL_LINK_WORKS,
    f.OTHER_NETWORK,
    f.OTHER_DEVICE,
    f.RETRY_WORKS,
    f.ITEM_PERMISSION_LISTED,
    f.LINK_RECIPIENT_LISTED,
    f.LINK_AUDIENCE,
    f.LINK_EXPIRED,
    f.LINK_ITEM_EXISTS,
    f.INVITER_MAY_SHARE,
    f.INVITER_MAY_INVITE,
    f.WHO_FAILS,
    f.OTHERS_SAME_DOMAIN_FAIL,
    f.OTHER_DOMAINS_FAIL,
    f.OTHER_HOSTS_WORK,
)
# ... and then everything else, which takes an administrator or a read.
_EFFORT = MappingProxyType(
    {of.name: effort for effort, some in enumerate((_KNOWN, _TRIED)) for of in some}
)
_LOOKED_UP = 2
_ORDER = MappingProxyType({of.name: place for place, of in enumerate((*_KNOWN, *_TRIED))})

# Nobody can answer a derived fact better than its parts; a code is read off the pasted page.
_ASK_INSTEAD: Mapping[str, tuple[f.Fact, ...]] = MappingProxyType(
    {
        f.AADSTS.name: (f.ERROR_CLASS,),
        f.USED_OTHER_ACCOUNT.name: (f.SIGNED_IN_AS, f.INVITED_ADDRESS, f.USED_OTHER_ACCOUNT),
        f.USED_UPN.name: (f.SIGNED_IN_AS, f.INVITED_ADDRESS, f.UPN),
        f.UPN_EQUALS_INVITED.name: (f.INVITED_ADDRESS, f.UPN_EQUALS_INVITED),
        f.UPN_IN_PROXIES.name: (f.UPN, f.PROXY_ADDRESSES, f.UPN_IN_PROXIES),
        f.INVITED_IN_PROXIES.name: (f.INVITED_ADDRESS, f.PROXY_ADDRESSES, f.INVITED_IN_PROXIES),
        f.HOME_RECREATED.name: (f.CHANGED_AT_HOME, f.ACCOUNT_CREATED_AT, f.GUEST_STATE_CHANGED_AT),
        f.NOW.name: (),
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
    together: list[frozenset[str]] = field(default_factory=list)


def questions(
    judged: Sequence[Judged],
    primary: Judged | None,
    at: Attempt,
    seen: Seen,
    supposing: Supposing,
) -> tuple[str, ...]:
    """Fact names, best first, as far as some answer would change who must act or how."""
    worths = _worths(_open(judged, primary, at, seen), seen)
    ordered = sorted(worths, key=lambda name: _key(name, worths[name]))
    useful = (name for name in ordered if _changes(name, worths[name], supposing))
    return tuple(islice(useful, _MOST))


def _changes(name: str, worth: _Worth, supposing: Supposing) -> bool:
    """Whether an answer changes anything, alone or with the others its causes wait for."""
    if supposing.changes((f.FACTS[name],)):
        return True
    others = islice((names for names in worth.together if len(names) > 1), _MOST_TOGETHER)
    return any(supposing.changes([f.FACTS[one] for one in sorted(names)]) for names in others)


def _worths(doubts: Iterable[_Open], seen: Seen) -> dict[str, _Worth]:
    worths: dict[str, _Worth] = {}
    for order, each in enumerate(doubts):
        asked = _unknown(each.facts, seen)
        for name in asked:
            worth = worths.setdefault(name, _Worth((each.place, order)))
            worth.first = min(worth.first, (each.place, order))
            worth.decides += 1
            worth.alone |= each.alone
            worth.together.append(asked)
    return worths


def _key(name: str, worth: _Worth) -> tuple[object, ...]:
    """First what the attempt itself speaks of, then what costs least, then what decides most."""
    first = worth.first[0]
    unlikely = first[0] == NOTHING_SHOWN and first[1]
    effort = _EFFORT.get(name, _LOOKED_UP) + (not worth.alone)
    return (unlikely, effort, _ORDER.get(name, len(_ORDER)), -worth.decides, worth.first, name)


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
        yield _Open(_FIRST, frozenset({f.ERROR_CLASS.name}), alone=True)


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
    retired = bool(seen.shown(f.LEGACY_HONOURED, False).state) and not each.cause.retires
    dead = retired and f.LINK_KIND.name in way.truth.missing
    return not (way.past or dead or is_guessed(each.cause, way.certainty, seen))


def _unknown(names: Iterable[str], seen: Seen) -> frozenset[str]:
    asked = {of for name in names for of in _ASK_INSTEAD.get(name, (f.FACTS[name],))}
    return frozenset(of.name for of in asked if isinstance(seen.value(of), f.Unknown))


def _page_unknown(seen: Seen) -> bool:
    return all(isinstance(seen.value(of), f.Unknown) for of in (f.ERROR_CLASS, f.AADSTS))
