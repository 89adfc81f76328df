"""SharePoint may be shared only with people who are guests already (C-26)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Way
from causes.on_the_page import NO_GUEST_MATCHES, no_guest_read
from causes.parties import HOST_ADMIN, parties
from causes.recipes import INVITE_GUEST
from evidence.facts import ERROR_CLASS, GUEST_EXISTS, SPO_SHARING


def rule(seen: Seen) -> tuple[Way, ...]:
    only, missing = seen.is_(SPO_SHARING, "existingOnly"), seen.is_(GUEST_EXISTS, False)
    read = seen.proven(SPO_SHARING, "existingOnly") & no_guest_read(seen)
    refused = seen.is_(ERROR_CLASS, "inviter.policy") & ~seen.shown(GUEST_EXISTS, True)
    unseen = ~seen.shown(GUEST_EXISTS, True)
    return (
        Way(Certainty.CERTAIN, read),
        Way(Certainty.LIKELY, only & (missing | refused)),
        # Entra finds no guest, and sharing could not make one.
        Way(Certainty.POSSIBLE, only & seen.code(*NO_GUEST_MATCHES) & unseen),
    )


CAUSE = Cause(
    id="spo-existing-guests-only",
    # Whoever was no guest when the site was shared is refused there as well.
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(INVITE_GUEST, Remedy("allow-new-guests", HOST_ADMIN)),
    rule=rule,
    details=parties,
    deliberate=True,
)
