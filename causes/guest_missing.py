"""The inviting directory has no guest for the invited address (C-14)."""

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
from causes.replication_delay import SETTLING
from evidence.facts import (
    GUEST_EXISTS,
    GUEST_SOFT_DELETED,
    LEGACY_HONOURED,
    LINK_KIND,
    LINK_SENT_AT,
    NOW,
    SITE_USER_LOGIN_FORM,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    # Never certain: a policy that kept the guest from being made looks the same (R33).
    return (Way(Certainty.LIKELY, seen.is_(GUEST_EXISTS, False)),)


def out(seen: Seen) -> Truth:
    """A guest to restore, a share still settling, a passcode user, the flow that made no guests."""
    settling = seen.within(SETTLING, LINK_SENT_AT, NOW)
    passcode = seen.shown(SITE_USER_LOGIN_FORM, "spoGuestOtp")
    legacy = seen.shown(LINK_KIND, "acceptInvite") & seen.shown(LEGACY_HONOURED, True)
    return seen.is_(GUEST_SOFT_DELETED, True) | settling | passcode | legacy


CAUSE = Cause(
    id="guest-missing",
    stages=frozenset({Stage.GUEST_OBJECT, Stage.SHAREPOINT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(SHARE_AGAIN, INVITE_GUEST),
    rule=rule,
    details=parties,
    out=out,
)
