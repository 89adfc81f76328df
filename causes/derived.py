"""Facts that follow from other facts (catalogue, section 7.1), added where nobody gave them.

A derived observation carries the lowest trust of its parts and the source `derived`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from causes.addresses import among, domain_of, is_consumer, same
from evidence.facts import (
    AADSTS,
    ACCOUNT_CREATED_AT,
    ERROR_CLASS,
    ERROR_IDP,
    GUEST_EXISTS,
    GUEST_STATE,
    GUEST_STATE_CHANGED_AT,
    HOME_RECREATED,
    HOME_TENANT,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    MAIL,
    MAIL_EQUALS_INVITED,
    NOW,
    PROXY_ADDRESSES,
    SIGNED_IN_AS,
    UPN,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    UPN_ON_ONMICROSOFT,
    USED_OTHER_ACCOUNT,
    USED_UPN,
    Fact,
    Facts,
    Observation,
    Unknown,
    Value,
)

SOURCE = "derived"
# SharePoint's own invitations stopped granting access by the end of June 2024 (C-01).
LEGACY_RETIRED = datetime(2024, 7, 1, tzinfo=UTC)

_TENANT = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Made = tuple[Value, tuple[Fact, ...]] | None


def derive(facts: Facts) -> Facts:
    """The facts with all that follows from them; what somebody gave is left alone."""
    for of, make in _DERIVATIONS:
        made = make(facts) if isinstance(facts.value(of), Unknown) else None
        if made is not None:
            facts = facts.with_(of, _observation(facts, *made))
    return facts


def _observation(facts: Facts, value: Value, parts: tuple[Fact, ...]) -> Observation:
    seen = [best for best in map(facts.judged, parts) if best is not None]
    times = [best.at for best in seen if best.at is not None]
    return Observation(value, SOURCE, min(times, default=None), min(best.trust for best in seen))


def _text(facts: Facts, of: Fact) -> str | None:
    value = facts.value(of)
    return value if isinstance(value, str) else None


def _texts(facts: Facts, of: Fact) -> frozenset[str] | None:
    value = facts.value(of)
    return value if isinstance(value, frozenset) else None


def _compared(one: Fact, other: Fact) -> Callable[[Facts], Made]:
    def make(facts: Facts) -> Made:
        first, second = _text(facts, one), _text(facts, other)
        return None if first is None or second is None else (same(first, second), (one, other))

    return make


def _listed(one: Fact) -> Callable[[Facts], Made]:
    def make(facts: Facts) -> Made:
        name, proxies = _text(facts, one), _texts(facts, PROXY_ADDRESSES)
        if name is None or proxies is None:
            return None
        return among(name, proxies), (one, PROXY_ADDRESSES)

    return make


def _upn_on_onmicrosoft(facts: Facts) -> Made:
    upn = _text(facts, UPN)
    return None if upn is None else (domain_of(upn).endswith(".onmicrosoft.com"), (UPN,))


def _used_upn(facts: Facts) -> Made:
    used, upn, invited = (_text(facts, of) for of in (SIGNED_IN_AS, UPN, INVITED_ADDRESS))
    if used is None or upn is None:
        return None
    if not same(used, upn):
        return False, (SIGNED_IN_AS, UPN)
    if invited is None:
        return None
    return not same(upn, invited), (SIGNED_IN_AS, UPN, INVITED_ADDRESS)


def _used_other_account(facts: Facts) -> Made:
    """Unknown unless all names of the person are known, or the issuer is somebody else's.

    Otherwise the guest whose sign-in name differs from the address would, seen from the
    inviting side, be taken for a stranger (catalogue, 7.1).
    """
    used = _text(facts, SIGNED_IN_AS)
    if used is None:
        return None
    own = {
        of: names for of in (INVITED_ADDRESS, UPN, PROXY_ADDRESSES) if (names := _names(facts, of))
    }
    for of, names in own.items():
        if among(used, names):
            return False, (SIGNED_IN_AS, of)
    return _somebody_elses(facts, own)


def _somebody_elses(facts: Facts, own: dict[Fact, frozenset[str]]) -> Made:
    if INVITED_ADDRESS in own and _foreign_issuer(facts):
        parts = (
            (ERROR_IDP,) if is_consumer(_text(facts, ERROR_IDP) or "") else (ERROR_IDP, HOME_TENANT)
        )
        return True, (SIGNED_IN_AS, INVITED_ADDRESS, *parts)
    if INVITED_ADDRESS in own and UPN in own and _texts(facts, PROXY_ADDRESSES) is not None:
        return True, (SIGNED_IN_AS, INVITED_ADDRESS, UPN, PROXY_ADDRESSES)
    return None


def _names(facts: Facts, of: Fact) -> frozenset[str]:
    """Every name that was ever seen there: after a renaming the page still shows the old one."""
    seen = [o.value for o in facts.observations.get(of.name, ())]
    single = frozenset(value for value in seen if isinstance(value, str))
    return single.union(*(value for value in seen if isinstance(value, frozenset)))


def _foreign_issuer(facts: Facts) -> bool:
    """Whether the page names a personal account's issuer, or a tenant that is not the home."""
    issuer, home = _text(facts, ERROR_IDP), _text(facts, HOME_TENANT)
    if issuer is None:
        return False
    tenant = _TENANT.search(issuer)
    other = bool(home and tenant and tenant[0].lower() != home.lower())
    return is_consumer(issuer) or other


def _home_recreated(facts: Facts) -> Made:
    made, redeemed = facts.value(ACCOUNT_CREATED_AT), facts.value(GUEST_STATE_CHANGED_AT)
    if not isinstance(made, datetime) or not isinstance(redeemed, datetime):
        return None
    return made > redeemed, (ACCOUNT_CREATED_AT, GUEST_STATE_CHANGED_AT)


def _code_of_class(facts: Facts) -> Made:
    page = _text(facts, ERROR_CLASS) or ""
    return (int(page[4:]), (ERROR_CLASS,)) if page.startswith("aad.") else None


def _class_of_code(facts: Facts) -> Made:
    code = facts.value(AADSTS)
    fits = isinstance(code, int) and 10 <= code < 10**8
    return (f"aad.{code}", (AADSTS,)) if fits else None


def _guest_exists(facts: Facts) -> Made:
    state = _text(facts, GUEST_STATE)
    return (True, (GUEST_STATE,)) if state in ("PendingAcceptance", "Accepted") else None


def _legacy_honoured(facts: Facts) -> Made:
    """The law of the day: only an administrator knows of a tenant that differs (7.8)."""
    now = facts.value(NOW)
    return (now < LEGACY_RETIRED, (NOW,)) if isinstance(now, datetime) else None


_DERIVATIONS: tuple[tuple[Fact, Callable[[Facts], Made]], ...] = (
    (AADSTS, _code_of_class),
    (ERROR_CLASS, _class_of_code),
    (LEGACY_HONOURED, _legacy_honoured),
    (GUEST_EXISTS, _guest_exists),
    (UPN_EQUALS_INVITED, _compared(UPN, INVITED_ADDRESS)),
    (MAIL_EQUALS_INVITED, _compared(MAIL, INVITED_ADDRESS)),
    (UPN_IN_PROXIES, _listed(UPN)),
    (INVITED_IN_PROXIES, _listed(INVITED_ADDRESS)),
    (UPN_ON_ONMICROSOFT, _upn_on_onmicrosoft),
    (USED_UPN, _used_upn),
    (USED_OTHER_ACCOUNT, _used_other_account),
    (HOME_RECREATED, _home_recreated),
)
