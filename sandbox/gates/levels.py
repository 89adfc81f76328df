"""SharePoint's sharing levels and domain lists, as several gates ask for them."""

from __future__ import annotations

from sandbox.accounts import domain
from sandbox.world import World

# Whom a level admits: 0 nobody from outside, 1 guests there are, 2 new guests, 3 anyone.
_LEVELS = {
    "disabled": 0,
    "existingExternalUserSharingOnly": 1,
    "externalUserSharingOnly": 2,
    "externalUserAndGuestSharing": 3,
}


def tenant_level(world: World) -> int:
    """The organisation's own level."""
    return _LEVELS[world.inviting.sharing]


def site_level(world: World) -> int:
    """The level of the site, or of the OneDrive, that was shared."""
    host = world.inviting
    if host.site_sharing != "inherit":
        return _LEVELS[host.site_sharing]
    return _LEVELS[host.onedrive_sharing] if on_onedrive(world) else tenant_level(world)


def level(world: World) -> int:
    """The strictest wins (S52)."""
    return min(tenant_level(world), site_level(world))


def place(world: World) -> str:
    """The setting that holds the strictest level."""
    if tenant_level(world) <= site_level(world):
        return "inviting.sharing"
    own = world.inviting.site_sharing != "inherit"
    return "inviting.site_sharing" if own else "inviting.onedrive_sharing"


def on_onedrive(world: World) -> bool:
    """Whether somebody's OneDrive is shared, not a site."""
    return world.inviting.site_path.startswith("/personal/")


def domain_allowed(mode: str, listed: tuple[str, ...], address: str) -> bool:
    """Whole domains only; a subdomain needs an entry of its own (S52)."""
    found = domain(address) in map(str.casefold, listed)
    return {"allowList": found, "blockList": not found}.get(mode, True)
