"""The inviting directory has no guest for the invited address (C-14)."""

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
from causes.signs import SETTLING
from evidence.facts import (
    GUEST_EXISTS,
    GUEST_SOFT_DELETED,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    LEGACY_HONOURED,
    LINK_KIND,
    LINK_SENT_AT,
    NOW,
    SITE_USER_LOGIN_FORM,
)


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None
    invited_address: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    # Never certain: a policy that kept the guest from being made looks the same (R33).
    return (Way(Certainty.LIKELY, seen.is_(GUEST_EXISTS, False)),)


def out(seen: Seen) -> Truth:
    """A guest to restore, a share still settling, a passcode user, the flow that made no guests."""
    settling = seen.within(SETTLING, LINK_SENT_AT, NOW)
    passcode = seen.shown(SITE_USER_LOGIN_FORM, "spoGuestOtp")
    legacy = seen.shown(LINK_KIND, "acceptInvite") & seen.shown(LEGACY_HONOURED, True)
    return seen.is_(GUEST_SOFT_DELETED, True) | settling | passcode | legacy


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
    )


CAUSE = Cause(
    id="guest-missing",
    stages=frozenset({Stage.GUEST_OBJECT, Stage.SHAREPOINT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(Remedy("share-again", INVITER), Remedy("invite-guest", HOST_ADMIN)),
    rule=rule,
    details=details,
    out=out,
)
