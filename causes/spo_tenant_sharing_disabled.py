"""The inviting organisation has switched external sharing off for all its sites (C-25)."""

from __future__ import annotations

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Remedy,
    Seen,
    Stage,
    Way,
)
from causes.parties import HOST_ADMIN, parties
from evidence.facts import SPO_SHARING


def rule(seen: Seen) -> tuple[Way, ...]:
    # With sharing off nobody from outside gets in, whatever else is right (R10).
    return (
        Way(Certainty.CERTAIN, seen.proven(SPO_SHARING, "disabled")),
        Way(Certainty.LIKELY, seen.is_(SPO_SHARING, "disabled")),
    )


CAUSE = Cause(
    id="spo-tenant-sharing-disabled",
    # It keeps new people from being invited and those who had access from getting in.
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("allow-external-sharing", HOST_ADMIN),),
    rule=rule,
    details=parties,
    deliberate=True,
)
