"""L7: SharePoint itself, after the sign-in went through."""

from __future__ import annotations

from sandbox.gates.levels import domain_allowed, level, place
from sandbox.gates.model import Opening, Stop

_DENIED = "sharepoint/access-denied"
_UNTRUSTED = "sharepoint/untrusted-device"


def shared_place_opened(opening: Opening) -> Stop | None:
    """What was opened is what was shared: not the root site, not a neighbour."""
    opened = opening.world.share.opened
    if opened == "rootSite":
        return Stop("L7", "sharepoint/sharing-off-here", "share.opened", "invited")
    return Stop("L7", _DENIED, "share.opened") if opened == "otherSite" else None


def place_admits_guests(opening: Opening) -> Stop | None:
    """The site's or OneDrive's own level, where it is stricter than the organisation's."""
    admitted = level(opening.world)
    if admitted < 1 or (admitted < 2 and not opening.known):
        return Stop("L7", _DENIED, place(opening.world))
    return None


def domain_admitted(opening: Opening) -> Stop | None:
    """SharePoint asks its lists again, also for guests that are in the directory (S52)."""
    host, address = opening.world.inviting, opening.world.share.invited_address
    if not domain_allowed(host.domain_mode, host.domain_list, address):
        return Stop("L7", _DENIED, "inviting.domain_mode")
    if not domain_allowed(host.site_domain_mode, host.site_domain_list, address):
        return Stop("L7", _DENIED, "inviting.site_domain_mode")
    return None


def site_open(opening: Opening) -> Stop | None:
    """Locked, held to named groups, or to managed devices."""
    access, managed = opening.world.inviting.site_access, opening.world.browser.managed_device
    if access in ("locked", "named-groups"):
        return Stop("L7", _DENIED, "inviting.site_access")
    return Stop("L7", _UNTRUSTED, "inviting.site_access") if _limited(access, managed) else None


def network_allowed(opening: Opening) -> Stop | None:
    """No guest sits in the inviting organisation's networks."""
    if opening.world.inviting.allowed_networks_only:
        return Stop("L7", "sharepoint/network-location", "inviting.allowed_networks_only")
    return None


def access_in_time(opening: Opening) -> Stop | None:
    """Guests are taken off the site after some days (C-30)."""
    if opening.redeemed and opening.world.share.access_expired:
        return Stop("L7", _DENIED, "share.access_expired")
    return None


def site_user_is_this_guest(opening: Opening) -> Stop | None:
    """The site's list keeps the id of an earlier guest of that name (C-18)."""
    share = opening.world.share
    if opening.redeemed and share.site_user != "none" and share.site_user_older:
        return Stop("L7", _DENIED, "share.site_user_older")
    return None


def recipient_on_permission(opening: Opening) -> Stop | None:
    """Taken off the permission, or never on it."""
    if not opening.world.share.recipient_listed:
        return Stop("L7", _DENIED, "share.recipient_listed")
    return None


def browser_clean(opening: Opening) -> Stop | None:
    """Cookies of other sessions send the browser round in circles (C-48)."""
    browser = opening.world.browser
    if browser.other_sessions and not browser.private_window:
        return Stop("L7", "entra/sign-in-loop", "browser.other_sessions", "invited")
    return None


def _limited(access: str, managed: bool) -> bool:
    return access == "limited" and not managed


GATES = (
    shared_place_opened,
    place_admits_guests,
    domain_admitted,
    site_open,
    network_allowed,
    access_in_time,
    site_user_is_this_guest,
    recipient_on_permission,
    browser_clean,
)
