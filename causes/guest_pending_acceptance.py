"""The guest exists but has never accepted the invitation (C-13): often only a symptom."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Remedy,
    Seen,
    Stage,
    Way,
)
from causes.parties import HOST_ADMIN, INVITED_USER, for_command, home_domain
from evidence.facts import GUEST_STATE, HOST_DOMAIN, INVITED_ADDRESS


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None
    invited_address: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    # Never certain: whatever keeps people from accepting leaves the guest in this state.
    return (Way(Certainty.LIKELY, seen.is_(GUEST_STATE, "PendingAcceptance")),)


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
    )


CAUSE = Cause(
    id="guest-pending-acceptance",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(INVITED_USER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("accept-the-invitation", INVITED_USER),
        Remedy("resend-invitation", HOST_ADMIN),
    ),
    rule=rule,
    details=details,
    symptom=True,
)
