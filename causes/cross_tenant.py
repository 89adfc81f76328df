"""What the two halves of a cross-tenant block share: inbound at the host, outbound at home."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Remedy, Seen
from causes.parties import HOME_ADMIN, HOST_ADMIN, home_domain
from causes.tenants import tenant_for_command
from evidence.facts import (
    ERROR_CLASS,
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_TENANT,
    INBOUND_ALLOWS,
    OUTBOUND_ALLOWS,
)

ALLOW_INBOUND = Remedy("allow-inbound", HOST_ADMIN)
ALLOW_OUTBOUND = Remedy("allow-outbound", HOME_ADMIN)

# The refusal that an inviter reads says the same whichever side blocks (R19).
REFUSED = "inviter.xtap"


@dataclass(frozen=True)
class Details:
    """`both_sides`: both block, or the inviter was refused with words that name no side."""

    host_domain: str | None
    home_domain: str | None
    host_tenant: str | None
    home_tenant: str | None
    both_sides: bool


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        host_tenant=tenant_for_command(seen, HOST_TENANT),
        home_tenant=tenant_for_command(seen, HOME_TENANT),
        both_sides=_both_sides(seen),
    )


def _both_sides(seen: Seen) -> bool:
    blocked = seen.shown(INBOUND_ALLOWS, False) & seen.shown(OUTBOUND_ALLOWS, False)
    allowed = seen.proven(INBOUND_ALLOWS, True) | seen.proven(OUTBOUND_ALLOWS, True)
    refused = bool(seen.shown(ERROR_CLASS, REFUSED).state)
    return bool(blocked.state) or (refused and not allowed.state)
