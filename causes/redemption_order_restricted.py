"""The inviting organisation does not let this kind of account accept an invitation (C-36)."""

from __future__ import annotations

from causes.addresses import is_consumer
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, INVITED_USER, parties
from evidence.facts import (
    ERROR_CLASS,
    ERROR_IDP,
    GUEST_STATE,
    REDEMPTION_ORDER_CUSTOM,
    TENANT_FOUND,
)

NOT_A_LOGIN_DOMAIN = 500208
REFUSED = (16000, 16003, 50020, 50034, 51004, 90072)


def rule(seen: Seen) -> tuple[Way, ...]:
    # Never certain: the same page comes of two accounts on one address (C-05).
    code, custom = seen.code(NOT_A_LOGIN_DOMAIN), seen.is_(REDEMPTION_ORDER_CUSTOM, True)
    personal = seen.code(*REFUSED) & seen.meets(ERROR_IDP, is_consumer)
    by_code = seen.is_(ERROR_CLASS, "otp.prompt") & seen.is_(TENANT_FOUND, True)
    return (
        Way(Certainty.LIKELY, code & custom),
        Way(Certainty.POSSIBLE, code),
        Way(Certainty.POSSIBLE, custom & (personal | by_code)),
    )


def out(seen: Seen) -> Truth:
    """Microsoft's own order admits every kind of account; who has accepted keeps theirs."""
    accepted = seen.shown(GUEST_STATE, "Accepted") & ~seen.shown_code(NOT_A_LOGIN_DOMAIN)
    return accepted | seen.shown(REDEMPTION_ORDER_CUSTOM, False)


CAUSE = Cause(
    id="redemption-order-restricted",
    stages=frozenset({Stage.IDENTITY}),
    acts=(INVITED_USER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("type-the-invited-address", INVITED_USER),
        Remedy("widen-redemption-order", HOST_ADMIN),
    ),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
