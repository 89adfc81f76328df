"""Nobody administers the invited person's tenant, so its accounts cannot accept (C-40)."""

from __future__ import annotations

from causes.attempt import nobody_signed_in
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, HOST_ADMIN, parties
from causes.recipes import RESET_REDEMPTION
from evidence.facts import GUEST_ISSUER, GUEST_STATE, TENANT_FOUND, TENANT_MANAGED

# The code has other meanings; "unmanaged state" in its text is this one (R48).
CODE = 65005


def rule(seen: Seen) -> tuple[Way, ...]:
    unmanaged = seen.is_(TENANT_MANAGED, False)
    # R42: certain only by userrealm or the page's own words, and only if that tenant is the home.
    read = seen.proven(TENANT_MANAGED, False) & ~seen.shown(TENANT_FOUND, False)
    # An account that was signed in and not known there may be another tenant's.
    own = seen.proven(TENANT_FOUND, True) & nobody_signed_in(seen)
    return (
        Way(Certainty.CERTAIN, seen.code(CODE) & read),
        Way(Certainty.CERTAIN, read & own),
        Way(Certainty.LIKELY, seen.code(CODE)),
        Way(Certainty.LIKELY, unmanaged),
    )


def out(seen: Seen) -> Truth:
    """Somebody administers it, or the guest was accepted by another identity."""
    other = seen.shown(GUEST_ISSUER, "mail", "MicrosoftAccount", "google", "otherUri")
    redeemed = seen.shown(GUEST_STATE, "Accepted") & other
    managed = seen.shown(TENANT_MANAGED, True)
    return (managed | redeemed) & ~seen.shown_code(CODE)


CAUSE = Cause(
    id="unmanaged-home-tenant",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(HOME_ADMIN, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(Remedy("take-over-tenant", HOME_ADMIN), RESET_REDEMPTION),
    rule=rule,
    details=parties,
    out=out,
)
