"""The guest exists but has never accepted the invitation (C-13): often only a symptom."""

from __future__ import annotations

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Seen,
    Stage,
    Way,
)
from causes.parties import HOST_ADMIN, INVITED_USER, parties
from causes.recipes import ACCEPT_INVITATION, RESEND_INVITATION
from evidence.facts import GUEST_STATE


def rule(seen: Seen) -> tuple[Way, ...]:
    # Never certain: whatever keeps people from accepting leaves the guest in this state.
    return (Way(Certainty.LIKELY, seen.is_(GUEST_STATE, "PendingAcceptance")),)


CAUSE = Cause(
    id="guest-pending-acceptance",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(INVITED_USER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(ACCEPT_INVITATION, RESEND_INVITATION),
    rule=rule,
    details=parties,
    symptom=True,
)
