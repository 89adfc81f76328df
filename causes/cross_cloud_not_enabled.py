"""The two organisations live in Microsoft clouds that are not open to each other (C-43)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, HOST_ADMIN, clouds_differ, home_domain
from causes.tenants import tenant_for_command
from evidence.facts import (
    ERROR_CLASS,
    GUEST_STATE,
    HOME_CLOUD,
    HOME_TENANT,
    HOST_CLOUD,
    HOST_DOMAIN,
    HOST_TENANT,
    WORKER_APP_ENABLED,
)

CODES = (900439, 1000104)
ANOTHER_CLOUD = 90038
WORKER = "inviter.worker-disabled"
_ENDPOINTS = {"gcchigh": "microsoftonline.us", "dod": "microsoftonline.us"} | {
    "china": "partner.microsoftonline.cn"
}


@dataclass(frozen=True)
class Details:
    """`host_endpoint`, `home_endpoint`: each side's cloud, as the other side's command names it.
    `worker`: only the worker application at home is in the way."""

    host_domain: str | None
    home_domain: str | None
    host_tenant: str | None
    home_tenant: str | None
    host_endpoint: str | None
    home_endpoint: str | None
    worker: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    differ = clouds_differ(seen)
    worker = seen.is_(ERROR_CLASS, WORKER)
    enabled = seen.shown(WORKER_APP_ENABLED, True)
    return (
        Way(Certainty.CERTAIN, seen.code(*CODES) | (worker & ~enabled)),
        Way(Certainty.LIKELY, worker | seen.code(ANOTHER_CLOUD)),
        Way(Certainty.LIKELY, differ),
    )


def out(seen: Seen) -> Truth:
    """It has worked. That both sides' settings admit everybody means nothing across clouds."""
    page = seen.shown_code(*CODES, ANOTHER_CLOUD) | seen.shown(ERROR_CLASS, WORKER)
    return seen.shown(GUEST_STATE, "Accepted") & ~page


def only_worker(seen: Seen) -> Truth:
    """The refusal speaks of nothing but the worker application in the invited tenant."""
    return seen.shown(ERROR_CLASS, WORKER)


def _clouds(seen: Seen) -> Truth:
    return ~only_worker(seen)


def _worker(seen: Seen) -> Truth:
    return only_worker(seen) | seen.shown(WORKER_APP_ENABLED, False)


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        host_tenant=tenant_for_command(seen, HOST_TENANT),
        home_tenant=tenant_for_command(seen, HOME_TENANT),
        host_endpoint=_endpoint(seen.text(HOST_CLOUD)),
        home_endpoint=_endpoint(seen.text(HOME_CLOUD)),
        worker=bool(only_worker(seen).state),
    )


def _endpoint(cloud: str | None) -> str | None:
    return _ENDPOINTS.get(cloud, "microsoftonline.com") if cloud else None


CAUSE = Cause(
    id="cross-cloud-not-enabled",
    stages=frozenset({Stage.HOST_ADMITS, Stage.HOME_LETS_OUT}),
    acts=(HOST_ADMIN, HOME_ADMIN),
    mode=Mode.ALL_OF,
    remedies=(
        Remedy("open-the-invited-cloud", HOST_ADMIN, when=_clouds),
        Remedy("open-the-inviting-cloud", HOME_ADMIN, when=_clouds),
        Remedy("enable-cross-cloud-worker", HOME_ADMIN, when=_worker),
    ),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
