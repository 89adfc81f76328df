"""Entra knows the person by a sign-in name that is not the invited address (C-02)."""

from __future__ import annotations

from causes.addresses import same
from causes.attempt import through_entra
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, INVITER
from causes.twins import (
    ADD_PROXY,
    LIFT_REQUIREMENT,
    PERSONAL_ACCOUNT,
    details,
    names_read,
    of_the_same_house,
)
from evidence.facts import (
    AADSTS,
    ADDRESS_COLLISION,
    ALTERNATE_LOGIN_ID,
    ERROR_CLASS,
    ERROR_TIME,
    GUEST_CREATED_AT,
    GUEST_EXISTS,
    GUEST_STATE,
    GUEST_STATE_CHANGED_AT,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    LINK_KIND,
    SIGNED_IN_AS,
    UPN,
    UPN_EQUALS_INVITED,
    USED_UPN,
)

# R52: the signed-in identity matches no redeemed guest.
NO_MATCH = (16003, 50014, 50020, 50034, 51004, 90072)
NO_SUCH_NAME = 50034


def rule(seen: Seen) -> tuple[Way, ...]:
    differs, no_match = seen.is_(UPN_EQUALS_INVITED, False), seen.code(*NO_MATCH)
    refused = no_match | seen.is_(ERROR_CLASS, "picker.not-in-tenant", "spo.user-not-in-directory")
    pending = seen.proven(GUEST_STATE, "PendingAcceptance") & ~_another_guest(seen)
    page = no_match & seen.trusted(AADSTS) & ~seen.shown(LINK_KIND, "entraRedeem")
    anew = seen.is_(LINK_KIND, "acceptInvite") & seen.is_(LEGACY_HONOURED, False)
    return (
        Way(Certainty.CERTAIN, differs & _by_name(seen) & page & pending),
        Way(Certainty.LIKELY, differs & (refused | seen.is_(GUEST_STATE, "PendingAcceptance"))),
        Way(Certainty.LIKELY, differs & anew),
        Way(Certainty.POSSIBLE, differs),
        Way(Certainty.POSSIBLE, of_the_same_house(seen) & refused),
    )


def _by_name(seen: Seen) -> Truth:
    """Whether the page itself, and no one's word, shows the sign-in name."""
    named = seen.compared(SIGNED_IN_AS, UPN, same) & names_read(seen)
    read = seen.proven(USED_UPN, True) & ~seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)
    return seen.is_(USED_UPN, True) & seen.trusted(SIGNED_IN_AS) & (named | read)


def _another_guest(seen: Seen) -> Truth:
    """Whether the guest that was read need not be the one the attempt met (7.8)."""
    made = seen.after(GUEST_CREATED_AT, ERROR_TIME) | seen.after(GUEST_STATE_CHANGED_AT, ERROR_TIME)
    several = seen.shown(ADDRESS_COLLISION, "otherGuest")
    return made.shown() | several | seen.shown(GUEST_EXISTS, False)


def out(seen: Seen) -> Truth:
    """Equal names; a redeemed guest, unless the typed name is refused; alternate ID; the twin."""
    equal = seen.is_(UPN_EQUALS_INVITED, True)
    redeemed = seen.is_(GUEST_STATE, "Accepted") & ~seen.code(NO_SUCH_NAME)
    by_mail = seen.shown(ALTERNATE_LOGIN_ID, True) & seen.shown(INVITED_IN_PROXIES, True)
    old_flow = seen.shown(LINK_KIND, "acceptInvite") & seen.is_(LEGACY_HONOURED, True)
    legacy = old_flow & ~through_entra(seen).shown()
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
