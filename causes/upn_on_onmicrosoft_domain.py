"""The sign-in name lies on onmicrosoft.com: its own domain is not verified at home (C-07)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.other_name import (
    SIGN_IN_BY_NAME,
    no_difference,
    on_onmicrosoft,
    onmicrosoft_on_the_page,
    perhaps_renamed,
    refused,
    ways,
)
from causes.parties import HOME_ADMIN, INVITED_USER
from causes.twins import details
from evidence.facts import UPN_ON_ONMICROSOFT


def rule(seen: Seen) -> tuple[Way, ...]:
    return (
        *ways(seen, on_onmicrosoft(seen), seen.trusted(UPN_ON_ONMICROSOFT)),
        Way(Certainty.POSSIBLE, onmicrosoft_on_the_page(seen) & refused(seen)),
    )


def out(seen: Seen) -> Truth:
    """No difference that matters; a renaming explains more."""
    return no_difference(seen) | perhaps_renamed(seen)


CAUSE = Cause(
    id="upn-on-onmicrosoft-domain",
    stages=frozenset({Stage.IDENTITY}),
    acts=(INVITED_USER, HOME_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(SIGN_IN_BY_NAME, Remedy("verify-domain-and-rename", HOME_ADMIN)),
    rule=rule,
    details=details,
    out=out,
)
