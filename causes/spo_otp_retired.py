"""The person used SharePoint's own passcode, which is being removed, and is no guest (C-44)."""

from __future__ import annotations

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.parties import HOST_ADMIN, INVITER, parties
from causes.recipes import INVITE_GUEST, SHARE_AGAIN
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    GUEST_STATE,
    OTP_PHASE,
    SITE_USER_LOGIN_FORM,
)


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


CAUSE = Cause(
    id="spo-otp-retired",
    stages=frozenset({Stage.LINK, Stage.SHAREPOINT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(SHARE_AGAIN, INVITE_GUEST),
    rule=rule,
    details=parties,
    out=out,
    retires=True,
)
