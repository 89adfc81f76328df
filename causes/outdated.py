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
    """The facts without what an outdated page showed; all of them where it is not outdated."""
    if facts.value(ERROR_OUTDATED) is not True:
        return facts
    kept = {n: seen for n, seen in facts.observations.items() if n not in _OF_THE_ATTEMPT}
    return Facts(MappingProxyType(kept))
