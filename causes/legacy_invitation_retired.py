"""The invitation is one of SharePoint's own, which stopped working in June 2024 (C-01)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.derived import LEGACY_RETIRED
from causes.model import (
    Act,
    Actor,
    Cause,
    Certainty,
    Mode,
    Organisation,
    Remedy,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.parties import for_command, home_domain
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, LEGACY_HONOURED, LINK_KIND, LINK_SENT_AT

INVITER = Act(Organisation.INVITING, Actor.INVITER)


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None
    invited_address: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    retired = seen.is_(LEGACY_HONOURED, False)
    old_mail = seen.before(LINK_SENT_AT, LEGACY_RETIRED)
    return (
        Way(Certainty.CERTAIN, retired & seen.is_(LINK_KIND, "acceptInvite")),
        Way(Certainty.LIKELY, retired & old_mail & seen.is_(LINK_KIND, "guestAccess")),
    )


def out(seen: Seen) -> Truth:
    """A mail younger than the flow cannot be of it; undated, the link's address decides alone."""
    dated = seen.before(LINK_SENT_AT, LEGACY_RETIRED)
    return Truth(dated.state is False, because=dated.because)


def details(seen: Seen) -> Details:
    return Details(seen.text(HOST_DOMAIN), home_domain(seen), for_command(seen, INVITED_ADDRESS))


CAUSE = Cause(
    id="legacy-invitation-retired",
    stages=frozenset({Stage.LINK}),
    acts=(INVITER,),
    mode=Mode.IN_ORDER,
    remedies=(Remedy("share-again", INVITER),),
    rule=rule,
    details=details,
    out=out,
    retires=True,
)
