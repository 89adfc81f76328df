"""Entra's list of domains for invitations does not admit that of the invited address (C-31)."""

from __future__ import annotations

from causes.domain_lists import REFUSED, details
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import no_guest_read
from causes.parties import HOST_ADMIN
from evidence.facts import (
    ENTRA_DOMAIN_ALLOWS,
    ENTRA_DOMAIN_CHANGED,
    ERROR_CLASS,
    GUEST_EXISTS,
    GUEST_STATE,
    SPO_DOMAIN_ALLOWS,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    listed, refused = seen.is_(ENTRA_DOMAIN_ALLOWS, False), seen.is_(ERROR_CLASS, REFUSED)
    waits = seen.is_(GUEST_STATE, "PendingAcceptance")
    # The list is looked at when inviting and again when accepting (R14).
    not_in = no_guest_read(seen) | seen.proven(GUEST_STATE, "PendingAcceptance")
    unredeemed = seen.is_(GUEST_EXISTS, False) | ~seen.is_(GUEST_STATE, "Accepted")
    changed = waits & seen.is_(ENTRA_DOMAIN_CHANGED, True)
    return (
        Way(Certainty.CERTAIN, seen.proven(ENTRA_DOMAIN_ALLOWS, False) & (not_in | refused)),
        Way(Certainty.LIKELY, listed & (unredeemed | refused)),
        Way(Certainty.LIKELY, refused & seen.is_(SPO_DOMAIN_ALLOWS, True)),
        Way(Certainty.POSSIBLE, refused | changed),
    )


def out(seen: Seen) -> Truth:
    """The domain read to be admitted; a guest who accepted is not asked again (R15)."""
    accepted = seen.shown(GUEST_STATE, "Accepted") & ~seen.shown(ERROR_CLASS, REFUSED)
    return accepted | seen.proven(ENTRA_DOMAIN_ALLOWS, True).shown()


CAUSE = Cause(
    id="entra-domain-allow-block-list",
    # A site refuses whom the list kept from becoming a guest.
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("allow-domain-in-entra", HOST_ADMIN),),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
