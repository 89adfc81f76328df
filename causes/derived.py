"""Facts that follow from other facts (catalogue, section 7.1).

A derived observation carries the lowest trust of its parts and the source `derived`. It
stands beside what somebody said of the same fact, and counts unless that is trusted more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from causes.addresses import among, domain_of, same
from causes.made import Made, text_of, texts_of
from causes.whose_account import used_other_account
from evidence.facts import (
    AADSTS,
    ACCOUNT_CREATED_AT,
    ERROR_CLASS,
    ERROR_IDP,
    GUEST_CREATED_AT,
    GUEST_EXISTS,
    GUEST_REDEEMED_BY,
    GUEST_REDEEMED_BY_OTHER,
    GUEST_STATE,
    GUEST_STATE_CHANGED_AT,
    HOME_RECREATED,
    HOME_SIGN_IN_CODE,
    HOME_TENANT,
    HOST_SIGN_IN_CODE,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    MAIL,
    MAIL_EQUALS_INVITED,
    NOW,
    PROXY_ADDRESSES,
    SIGNED_IN_AS,
    SITE_USER_CREATED_AT,
    SITE_USER_OLDER,
    UPN,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    UPN_ON_ONMICROSOFT,
    USED_OTHER_ACCOUNT,
    USED_UPN,
    Fact,
    Facts,
    Observation,
    Trust,
    Unknown,
)

SOURCE = "derived"
# SharePoint's own invitations stopped granting access by the end of June 2024 (C-01).
LEGACY_RETIRED = datetime(2024, 7, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Derivation:
    """`made_of`: the facts it looks at. `filled_in`: only where nobody gave the fact."""

    of: Fact
    make: Callable[[Facts], Made | None]
    made_of: tuple[Fact, ...]
    filled_in: bool = False


def derive(facts: Facts) -> Facts:
    """The facts with all that follows from them. What was read of such a fact is left alone."""
    for each in _DERIVATIONS:
        made = each.make(facts) if _wanted(facts, each) else None
        if made is not None:
            facts = facts.with_(each.of, _observation(facts, each.of, made))
    return facts


def parts(facts: Facts, of: Fact) -> tuple[Fact, ...]:
    """The facts a derived one was made of; while it is unknown, those it could be made of."""
    known = not isinstance(facts.value(of), Unknown)
    best = facts.judged(of)
    ways = [each for each in _DERIVATIONS if each.of is of]
    if not ways or (known and best is not None and best.source != SOURCE):
        return ()
    made = [made for each in ways if known and (made := each.make(facts))]
    if made:
        return (*made[0].about, *made[0].parts)
    return tuple(dict.fromkeys(part for each in ways for part in each.made_of))


def _wanted(facts: Facts, each: _Derivation) -> bool:
    best = facts.judged(each.of)
    if best is None or isinstance(best.value, Unknown):
        return True
    return not each.filled_in and best.trust is not Trust.READ


def _observation(facts: Facts, of: Fact, made: Made) -> Observation:
    seen = [best for best in map(facts.judged, made.parts) if best is not None]
    trust = Trust.TOLD if made.guess else min(best.trust for best in seen)
    at = min((best.at for best in seen if best.at is not None), default=None)
    return Observation(made.value, SOURCE, _not_before(facts.judged(of), at), trust)


def _not_before(given: Observation | None, at: datetime | None) -> datetime | None:
    """Of equal trust the newer is judged, and a word on the whole must not undo its parts."""
    if given is None or given.at is None or isinstance(given.value, Unknown):
        return at
    return max(at or given.at, given.at)


def _compared(one: Fact, other: Fact) -> Callable[[Facts], Made | None]:
    def make(facts: Facts) -> Made | None:
        first, second = text_of(facts, one), text_of(facts, other)
        if first is None or second is None:
            return None
        return Made(same(first, second), (one, other))

    return make


def _listed(one: Fact) -> Callable[[Facts], Made | None]:
    def make(facts: Facts) -> Made | None:
        name, proxies = text_of(facts, one), texts_of(facts, PROXY_ADDRESSES)
        if name is None or proxies is None:
            return None
        return Made(among(name, proxies), (one, PROXY_ADDRESSES))

    return make


def _upn_on_onmicrosoft(facts: Facts) -> Made | None:
    upn = text_of(facts, UPN)
    return None if upn is None else Made(domain_of(upn).endswith(".onmicrosoft.com"), (UPN,))


def _used_upn(facts: Facts) -> Made | None:
    used, upn, invited = (text_of(facts, of) for of in (SIGNED_IN_AS, UPN, INVITED_ADDRESS))
    if used is None or upn is None:
        return None
    if not same(used, upn):
        return Made(False, (SIGNED_IN_AS, UPN))
    if invited is None:
        return None
    return Made(not same(upn, invited), (SIGNED_IN_AS, UPN, INVITED_ADDRESS))


def _home_recreated(facts: Facts) -> Made | None:
    made, redeemed = facts.value(ACCOUNT_CREATED_AT), facts.value(GUEST_STATE_CHANGED_AT)
    if not isinstance(made, datetime) or not isinstance(redeemed, datetime):
        return None
    return Made(made > redeemed, (ACCOUNT_CREATED_AT, GUEST_STATE_CHANGED_AT))


def _code_of_class(facts: Facts) -> Made | None:
    page = text_of(facts, ERROR_CLASS) or ""
    return Made(int(page[4:]), (ERROR_CLASS,)) if page.startswith("aad.") else None


def _code_of_log(facts: Facts) -> Made | None:
    """The sign-in log's word on the attempt, where no page says anything of it."""
    if text_of(facts, ERROR_CLASS) not in (None, "spo.generic-didnt-work"):
        return None
    codes = ((facts.value(log), log) for log in (HOST_SIGN_IN_CODE, HOME_SIGN_IN_CODE))
    return next((Made(code, (log,)) for code, log in codes if isinstance(code, int) and code), None)


def _site_user_older(facts: Facts) -> Made | None:
    row, guest = facts.value(SITE_USER_CREATED_AT), facts.value(GUEST_CREATED_AT)
    if not isinstance(row, datetime) or not isinstance(guest, datetime):
        return None
    return Made(row < guest, (SITE_USER_CREATED_AT, GUEST_CREATED_AT))


def _redeemed_by_other(facts: Facts) -> Made | None:
    """Whether the account that took the invitation is none of the invited person's names."""
    by, invited = text_of(facts, GUEST_REDEEMED_BY), text_of(facts, INVITED_ADDRESS)
    if by is None or invited is None:
        return None
    known = {of: text_of(facts, of) for of in (INVITED_ADDRESS, UPN, MAIL)}
    for of, name in known.items():
        if name and same(by, name):
            return Made(False, (GUEST_REDEEMED_BY, of))
    proxies = texts_of(facts, PROXY_ADDRESSES)
    if proxies is not None and among(by, proxies):
        return Made(False, (GUEST_REDEEMED_BY, PROXY_ADDRESSES))
    if known[UPN] is None or proxies is None:
        # Another name of the same person looks the same from the inviting side.
        return Made(True, (GUEST_REDEEMED_BY,), (INVITED_ADDRESS,), guess=True)
    return Made(True, (GUEST_REDEEMED_BY, UPN, PROXY_ADDRESSES), (INVITED_ADDRESS,))


def _class_of_code(facts: Facts) -> Made | None:
    code = facts.value(AADSTS)
    fits = isinstance(code, int) and 10 <= code < 10**8
    return Made(f"aad.{code}", (AADSTS,)) if fits else None


def _guest_exists(facts: Facts) -> Made | None:
    if text_of(facts, GUEST_STATE) in ("PendingAcceptance", "Accepted"):
        return Made(True, (GUEST_STATE,))
    created = isinstance(facts.value(GUEST_CREATED_AT), datetime)
    return Made(True, (GUEST_CREATED_AT,)) if created else None


def _legacy_honoured(facts: Facts) -> Made | None:
    """The law of the day: only an administrator knows of a tenant that differs (7.8)."""
    now = facts.value(NOW)
    return Made(now < LEGACY_RETIRED, (NOW,)) if isinstance(now, datetime) else None


_ACCOUNT = (INVITED_ADDRESS, SIGNED_IN_AS, UPN, PROXY_ADDRESSES, ERROR_IDP, HOME_TENANT)

_REDEEMED = (GUEST_REDEEMED_BY, INVITED_ADDRESS, UPN, PROXY_ADDRESSES)

_DERIVATIONS: tuple[_Derivation, ...] = (
    # Code and class are two readings of one page, or of two: neither corrects the other.
    _Derivation(AADSTS, _code_of_class, (ERROR_CLASS,), filled_in=True),
    _Derivation(AADSTS, _code_of_log, (HOST_SIGN_IN_CODE, HOME_SIGN_IN_CODE), filled_in=True),
    _Derivation(ERROR_CLASS, _class_of_code, (AADSTS,), filled_in=True),
    _Derivation(LEGACY_HONOURED, _legacy_honoured, (NOW,), filled_in=True),
    _Derivation(GUEST_EXISTS, _guest_exists, (GUEST_STATE,)),
    _Derivation(UPN_EQUALS_INVITED, _compared(INVITED_ADDRESS, UPN), (INVITED_ADDRESS, UPN)),
    _Derivation(MAIL_EQUALS_INVITED, _compared(INVITED_ADDRESS, MAIL), (INVITED_ADDRESS, MAIL)),
    _Derivation(UPN_IN_PROXIES, _listed(UPN), (UPN, PROXY_ADDRESSES)),
    _Derivation(INVITED_IN_PROXIES, _listed(INVITED_ADDRESS), (INVITED_ADDRESS, PROXY_ADDRESSES)),
    _Derivation(UPN_ON_ONMICROSOFT, _upn_on_onmicrosoft, (UPN,)),
    _Derivation(SITE_USER_OLDER, _site_user_older, (SITE_USER_CREATED_AT, GUEST_CREATED_AT)),
    _Derivation(GUEST_REDEEMED_BY_OTHER, _redeemed_by_other, _REDEEMED),
    _Derivation(USED_UPN, _used_upn, (SIGNED_IN_AS, UPN, INVITED_ADDRESS)),
    _Derivation(USED_OTHER_ACCOUNT, used_other_account, _ACCOUNT),
    _Derivation(HOME_RECREATED, _home_recreated, (ACCOUNT_CREATED_AT, GUEST_STATE_CHANGED_AT)),
)
