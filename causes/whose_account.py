"""Whether the account on the page is the invited person's (catalogue, 7.1: usedOtherAccount)."""

from __future__ import annotations

from causes.addresses import (
    among,
    has_consumer_domain,
    is_consumer,
    kindred,
    tenant_of,
)
from causes.made import Made, text_of, texts_of
from evidence.facts import (
    ERROR_IDP,
    HOME_TENANT,
    INVITED_ADDRESS,
    MAIL,
    PROXY_ADDRESSES,
    SIGNED_IN_AS,
    TENANT_FOUND,
    UPN,
    Fact,
    Facts,
    Unknown,
)


def used_other_account(facts: Facts) -> Made | None:
    """Unknown unless all names of the person are known, or the issuer is somebody else's.

    Otherwise the guest whose sign-in name differs from the address would, seen from the
    inviting side, be taken for a stranger (catalogue, 7.1).
    """
    used = text_of(facts, SIGNED_IN_AS)
    if used is None:
        return None
    for of in (INVITED_ADDRESS, UPN, PROXY_ADDRESSES, MAIL):
        if among(used, _names(facts, of)):
            return Made(False, (SIGNED_IN_AS, of))
    return _somebody_elses(facts, used) if _names(facts, INVITED_ADDRESS) else None


def _somebody_elses(facts: Facts, used: str) -> Made | None:
    """By the names, by the tenant, or by the kind of account; what proves most goes first."""
    about = (INVITED_ADDRESS,)
    by_names = Made(True, (SIGNED_IN_AS, UPN, PROXY_ADDRESSES), about)
    named = _names(facts, UPN) and texts_of(facts, PROXY_ADDRESSES) is not None
    found = [by_names] if named else []
    found += [made for made in (_other_tenant(facts, used), _personal(facts)) if made]
    return max(found, key=lambda made: _weight(facts, made), default=None)


def _weight(facts: Facts, made: Made) -> int:
    seen = [best.trust for best in map(facts.judged, made.parts) if best is not None]
    return 0 if made.guess else min(seen)


def _other_tenant(facts: Facts, used: str) -> Made | None:
    """In another tenant a name of the same family may be the person's own, after a move."""
    issuer, home = text_of(facts, ERROR_IDP), text_of(facts, HOME_TENANT)
    tenant = tenant_of(issuer or "")
    if tenant is None or home is None or tenant == home.lower():
        return None
    moved = any(kindred(used, name) for name in _names(facts, INVITED_ADDRESS))
    return Made(True, (SIGNED_IN_AS, ERROR_IDP, HOME_TENANT), (INVITED_ADDRESS,), guess=moved)


def _personal(facts: Facts) -> Made | None:
    """Where the invited domain has no directory, a personal account may be the invited one,
    under another of its names."""
    if not is_consumer(text_of(facts, ERROR_IDP) or ""):
        return None
    made = [_personal_of(home) for home in (TENANT_FOUND, HOME_TENANT) if _known(facts, home)]
    if _no_directory(facts) or not made:
        return Made(True, (SIGNED_IN_AS, ERROR_IDP), (INVITED_ADDRESS,), guess=True)
    return max(made, key=lambda each: _weight(facts, each))


def _personal_of(home: Fact) -> Made:
    return Made(True, (SIGNED_IN_AS, ERROR_IDP, home), (INVITED_ADDRESS,))


def _known(facts: Facts, of: Fact) -> bool:
    return not isinstance(facts.value(of), Unknown)


def _no_directory(facts: Facts) -> bool:
    consumer = any(has_consumer_domain(name) for name in _names(facts, INVITED_ADDRESS))
    return consumer or facts.value(TENANT_FOUND) is False


def _names(facts: Facts, of: Fact) -> frozenset[str]:
    """Every name that was ever seen there: after a renaming the page still shows the old one."""
    seen = [o.value for o in facts.observations.get(of.name, ())]
    single = frozenset(value for value in seen if isinstance(value, str))
    return single.union(*(value for value in seen if isinstance(value, frozenset)))
