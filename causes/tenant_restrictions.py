"""The network or device the person uses lets sign-ins out to named tenants only (C-39)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, home_domain
from causes.tenants import tenant_for_command
from evidence.facts import (
    ERROR_CLASS,
    HOST_DOMAIN,
    HOST_TENANT,
    OTHER_NETWORK,
    TENANT_RESTRICTED,
)

LISTED_IN_A_HEADER = (50002, 500021, 500022)
BY_POLICY = 5000211
CODES = (*LISTED_IN_A_HEADER, BY_POLICY)


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None
    host_tenant: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    elsewhere = seen.is_(OTHER_NETWORK, False)
    return (
        Way(Certainty.CERTAIN, seen.code(*CODES)),
        Way(Certainty.LIKELY, elsewhere & seen.is_(TENANT_RESTRICTED, "v1", "v2")),
        Way(Certainty.POSSIBLE, elsewhere),
    )


def out(seen: Seen) -> Truth:
    """It fails on another network too; or SharePoint itself refused the network (C-49)."""
    site = seen.shown(ERROR_CLASS, "spo.network-location", "spo.access-denied")
    return (seen.shown(OTHER_NETWORK, True) & ~seen.shown_code(*CODES)) | site


def _by_header(seen: Seen) -> Truth:
    return ~seen.shown_code(BY_POLICY) & ~seen.shown(TENANT_RESTRICTED, "v2")


def _by_policy(seen: Seen) -> Truth:
    return ~seen.shown_code(*LISTED_IN_A_HEADER) & ~seen.shown(TENANT_RESTRICTED, "v1")


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        host_tenant=tenant_for_command(seen, HOST_TENANT),
    )


CAUSE = Cause(
    id="tenant-restrictions",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(HOME_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("list-partner-in-header", HOME_ADMIN, when=_by_header),
        Remedy("allow-partner-in-restrictions", HOME_ADMIN, when=_by_policy),
    ),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
