"""The guest was taken off the site when the time for guests ran out (C-30)."""

from __future__ import annotations

from causes.at_the_site import denied, somebody_else
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, INVITER, parties
from causes.recipes import SHARE_AGAIN
from evidence.facts import (
    SITE_USER_EXPIRED,
    SITE_USER_PRESENT,
    SPO_EXPIRY_POLICY,
    WORKED_BEFORE,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    read = seen.proven(SITE_USER_EXPIRED, True) & ~somebody_else(seen)
    policy, gone = seen.is_(SPO_EXPIRY_POLICY, True), seen.is_(SITE_USER_PRESENT, False)
    lost = denied(seen) & seen.is_(WORKED_BEFORE, True)
    return (
        Way(Certainty.CERTAIN, denied(seen) & read),
        Way(Certainty.LIKELY, seen.is_(SITE_USER_EXPIRED, True)),
        Way(Certainty.LIKELY, lost & policy & gone),
        Way(Certainty.POSSIBLE, lost & (policy | gone)),
    )


def out(seen: Seen) -> Truth:
    """A time read to run still, no such policy, or access that never worked."""
    expired = seen.shown(SITE_USER_EXPIRED, True)
    off = seen.proven(SPO_EXPIRY_POLICY, False).shown() | seen.shown(WORKED_BEFORE, False)
    return seen.proven(SITE_USER_EXPIRED, False).shown() | (off & ~expired)


CAUSE = Cause(
    id="spo-guest-access-expired",
    stages=frozenset({Stage.SHAREPOINT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(SHARE_AGAIN, Remedy("lengthen-guest-access", HOST_ADMIN)),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
