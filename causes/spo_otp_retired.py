"""The person used SharePoint's own passcode, which is being removed, and is no guest (C-44)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Remedy,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.parties import HOST_ADMIN, INVITER, for_command, home_domain
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    GUEST_STATE,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    OTP_PHASE,
    SITE_USER_LOGIN_FORM,
)


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None
    invited_address: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    missing = seen.is_(GUEST_EXISTS, False)
    passcode = seen.is_(SITE_USER_LOGIN_FORM, "spoGuestOtp")
    read = seen.proven(GUEST_EXISTS, False) & seen.proven(SITE_USER_LOGIN_FORM, "spoGuestOtp")
    return (
        Way(Certainty.CERTAIN, seen.is_(ERROR_CLASS, "spo.guest-settings-updated")),
        Way(Certainty.CERTAIN, missing & passcode & read & seen.proven(OTP_PHASE, "removed")),
        Way(Certainty.LIKELY, missing & passcode),
    )


def out(seen: Seen) -> Truth:
    """A guest that was redeemed, unless the page itself speaks of the changed settings."""
    page = seen.shown(ERROR_CLASS, "spo.guest-settings-updated")
    return seen.shown(GUEST_STATE, "Accepted") & ~page


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
    )


CAUSE = Cause(
    id="spo-otp-retired",
    stages=frozenset({Stage.LINK, Stage.SHAREPOINT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(Remedy("share-again", INVITER), Remedy("invite-guest", HOST_ADMIN)),
    rule=rule,
    details=details,
    out=out,
    retires=True,
)
