"""SharePoint refuses this network or device, or this site is closed to most people (C-49)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.at_the_site import denied
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, home_domain
from evidence.facts import (
    ERROR_CLASS,
    HOST_DOMAIN,
    OTHER_NETWORK,
    SITE_LIMITED_ACCESS,
    SITE_LOCKED,
    SITE_RAC,
    SPO_IP_RESTRICTED,
)

_PAGE = "spo.network-location"


@dataclass(frozen=True)
class Details:
    """`what`: network, locked, groups or limited, where one of them is known; else empty."""

    host_domain: str | None
    home_domain: str | None
    what: str


def rule(seen: Seen) -> tuple[Way, ...]:
    page, locked = seen.is_(ERROR_CLASS, _PAGE), seen.is_(SITE_LOCKED, True)
    # Whether the guest is in one of the site's groups is not known (guard R18).
    some = seen.is_(SITE_RAC, True) | seen.is_(SITE_LIMITED_ACCESS, True)
    elsewhere = seen.is_(SPO_IP_RESTRICTED, True) | seen.is_(OTHER_NETWORK, False)
    return (
        Way(Certainty.CERTAIN, page),
        Way(Certainty.LIKELY, locked | (denied(seen) & (some | elsewhere))),
    )


def _locked(seen: Seen) -> Truth:
    return seen.shown(SITE_LOCKED, True)


def _groups(seen: Seen) -> Truth:
    return seen.shown(SITE_RAC, True)


def _limited(seen: Seen) -> Truth:
    return seen.shown(SITE_LIMITED_ACCESS, True)


def _by_place(seen: Seen) -> Truth:
    """Whether it depends on where the person sits: by a setting, or because it opens elsewhere."""
    return seen.shown(SPO_IP_RESTRICTED, True) | seen.shown(OTHER_NETWORK, False)


def _network(seen: Seen) -> Truth:
    """By the page or a setting; by default too, where no other of the four is known."""
    page = seen.shown(ERROR_CLASS, _PAGE)
    return page | _by_place(seen) | ~(_locked(seen) | _groups(seen) | _limited(seen))


def details(seen: Seen) -> Details:
    found = (
        ("network", seen.shown(ERROR_CLASS, _PAGE)),
        ("locked", _locked(seen)),
        ("groups", _groups(seen)),
        ("network", _by_place(seen)),
        ("limited", _limited(seen)),
    )
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        what=next((what for what, truth in found if truth.state), ""),
    )


CAUSE = Cause(
    id="spo-network-device-or-site-restriction",
    stages=frozenset({Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("unlock-the-site", HOST_ADMIN, when=_locked),
        Remedy("admit-to-the-site-groups", HOST_ADMIN, when=_groups),
        Remedy("lift-device-limits", HOST_ADMIN, when=_limited),
        Remedy("allow-the-network", HOST_ADMIN, when=_network),
    ),
    rule=rule,
    details=details,
    deliberate=True,
)
