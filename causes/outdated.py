"""A page from before the settings changed is no evidence of what stops the next attempt."""

from __future__ import annotations

from types import MappingProxyType

from evidence.facts import (
    AADSTS,
    ERROR_CLASS,
    ERROR_IDP,
    ERROR_OUTDATED,
    ERROR_TIME,
    SIGNED_IN_AS,
    TENANT_SHOWN,
    USED_OTHER_ACCOUNT,
    USED_UPN,
    Facts,
    Trust,
)

_OF_THE_ATTEMPT = frozenset(
    of.name
    for of in (
        AADSTS,
        ERROR_CLASS,
        ERROR_IDP,
        ERROR_TIME,
        SIGNED_IN_AS,
        TENANT_SHOWN,
        USED_OTHER_ACCOUNT,
        USED_UPN,
    )
)


def without_outdated(facts: Facts) -> Facts:
    """The facts without what an outdated page showed; all of them where it is not outdated.

    Only a change that was read makes a page old, not somebody's word.
    """
    mark = facts.judged(ERROR_OUTDATED)
    if mark is None or mark.value is not True or mark.trust is not Trust.READ:
        return facts
    kept = {n: seen for n, seen in facts.observations.items() if n not in _OF_THE_ATTEMPT}
    return Facts(MappingProxyType(kept))
