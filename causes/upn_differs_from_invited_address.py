"""Entra knows the person by a sign-in name that is not the invited address (C-02)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.on_the_page import mistyped
from causes.other_name import (
    ADD_NAME,
    ALIGN_NAME,
    SEND_ENTRA_INVITATION,
    SIGN_IN_BY_NAME,
    differing,
    letting_in,
    no_difference,
    on_onmicrosoft,
    onmicrosoft_on_the_page,
    renamed,
    secondary,
    ways,
)
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, INVITER
from causes.twins import ADD_PROXY, LIFT_REQUIREMENT, PERSONAL_ACCOUNT, details, of_the_same_house


def rule(seen: Seen) -> tuple[Way, ...]:
    anyhow = Truth(True)
    return (
        *ways(seen, anyhow, anyhow),
        # Seen from the inviting side: the page names another account of that house.
        Way(Certainty.POSSIBLE, of_the_same_house(seen) & ~letting_in(seen)),
    )


def out(seen: Seen) -> Truth:
    """No difference that matters, one of a kind with a cause of its own, or a slip of the pen."""
    variant = renamed(seen).shown() | onmicrosoft_on_the_page(seen).shown()
    variant |= mistyped(seen).shown()
    for kind in (on_onmicrosoft(seen), secondary(seen)):
        variant |= differing(seen, kind)
    return no_difference(seen) | variant


CAUSE = Cause(
    id="upn-differs-from-invited-address",
    stages=frozenset({Stage.IDENTITY}),
    acts=(INVITED_USER, INVITER, HOST_ADMIN, HOME_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        SIGN_IN_BY_NAME,
        SEND_ENTRA_INVITATION,
        ADD_NAME,
        LIFT_REQUIREMENT,
        ADD_PROXY,
        ALIGN_NAME,
        PERSONAL_ACCOUNT,
    ),
    rule=rule,
    details=details,
    out=out,
    no_cures=frozenset({LIFT_REQUIREMENT.id, ADD_PROXY.id}),
)
