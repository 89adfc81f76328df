"""The inviting organisation has switched external sharing off for all its sites (C-25)."""

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
from causes.parties import HOST_ADMIN, home_domain
from evidence.facts import HOST_DOMAIN, SPO_SHARING


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    # With sharing off nobody from outside gets in, whatever else is right (R10).
    return (
        Way(Certainty.CERTAIN, seen.proven(SPO_SHARING, "disabled")),
        Way(Certainty.LIKELY, seen.is_(SPO_SHARING, "disabled")),
    )


def details(seen: Seen) -> Details:
    return Details(host_domain=seen.text(HOST_DOMAIN), home_domain=home_domain(seen))


CAUSE = Cause(
    id="spo-tenant-sharing-disabled",
    # It keeps new people from being invited and those who had access from getting in.
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("allow-external-sharing", HOST_ADMIN),),
    rule=rule,
    details=details,
)
