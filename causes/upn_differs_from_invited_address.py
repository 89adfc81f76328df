"""Entra knows the person by a sign-in name that is not the invited address (C-02)."""

from __future__ import annotations

from causes.addresses import kindred
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.twins import (
    ADD_PROXY,
    HOME_ADMIN,
    HOST_ADMIN,
    INVITED_USER,
    INVITER,
    LIFT_REQUIREMENT,
    PERSONAL_ACCOUNT,
    details,
    names_read,
)
from evidence.facts import (
    ALTERNATE_LOGIN_ID,
    ERROR_CLASS,
    GUEST_STATE,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    LINK_KIND,
    SIGNED_IN_AS,
    UPN_EQUALS_INVITED,
    USED_UPN,
)

# R52: the signed-in identity matches no redeemed guest.
NO_MATCH = (16003, 50014, 50020, 50034, 51004, 90072)
NO_SUCH_NAME = 50034


def rule(seen: Seen) -> tuple[Way, ...]:
    differs, no_match = seen.is_(UPN_EQUALS_INVITED, False), seen.code(*NO_MATCH)
    refused = no_match | seen.is_(ERROR_CLASS, "picker.not-in-tenant", "spo.user-not-in-directory")
    pending = seen.proven(GUEST_STATE, "PendingAcceptance")
    by_name = seen.is_(USED_UPN, True) & (names_read(seen) | seen.proven(USED_UPN, True))
    direct = ~seen.shown(LINK_KIND, "entraRedeem")
    anew = seen.is_(LINK_KIND, "acceptInvite") & seen.is_(LEGACY_HONOURED, False)
    family = seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, kindred)
    return (
        Way(Certainty.CERTAIN, by_name & no_match & pending & direct),
        Way(Certainty.LIKELY, differs & (refused | seen.is_(GUEST_STATE, "PendingAcceptance"))),
        Way(Certainty.LIKELY, differs & anew),
        Way(Certainty.POSSIBLE, differs | (family & refused)),
    )


def out(seen: Seen) -> Truth:
    """Equal names; a guest already redeemed, unless the name is refused as typed; alternate ID."""
    equal = seen.is_(UPN_EQUALS_INVITED, True)
    redeemed = seen.is_(GUEST_STATE, "Accepted") & ~seen.code(NO_SUCH_NAME)
    by_mail = seen.shown(ALTERNATE_LOGIN_ID, True) & seen.shown(INVITED_IN_PROXIES, True)
    legacy = seen.shown(LINK_KIND, "acceptInvite") & seen.is_(LEGACY_HONOURED, True)
    return equal | redeemed | by_mail | legacy


CAUSE = Cause(
    id="upn-differs-from-invited-address",
    stages=frozenset({Stage.IDENTITY}),
    acts=(INVITED_USER, INVITER, HOST_ADMIN, HOME_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("sign-in-with-the-sign-in-name", INVITED_USER),
        Remedy("send-entra-invitation", INVITER),
        Remedy("add-name-and-reset-redemption", HOST_ADMIN, discloses_sign_in_name=True),
        LIFT_REQUIREMENT,
        ADD_PROXY,
        Remedy("align-sign-in-name", HOME_ADMIN),
        PERSONAL_ACCOUNT,
    ),
    rule=rule,
    details=details,
    out=out,
)
