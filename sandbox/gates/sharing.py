"""L2, on the inviter's screen: the share that must make a guest is refused (catalogue, 2.3)."""

from __future__ import annotations

from sandbox.accounts import same
from sandbox.gates.levels import domain_allowed, level, place
from sandbox.gates.model import Gate, Opening, Stop

# Refused in the local part by Graph's invitations (C-08).
_FORBIDDEN = frozenset('~!#$%^&*()+={}[]\\|;:"<>?,/ ')


def _refusing(gate: Gate) -> Gate:
    """Only a share that has to make a guest meets these."""

    def asked(opening: Opening) -> Stop | None:
        return gate(opening) if opening.anew else None

    asked.__name__ = gate.__name__
    return asked


def _refused(page: str, setting: str, owner: str = "inviting") -> Stop:
    return Stop("L2", f"sharing/{page}", setting, owner, seen_by="inviting")


@_refusing
def new_guests_allowed(opening: Opening) -> Stop | None:
    """The stricter of the organisation's level and the site's or OneDrive's (S52)."""
    if level(opening.world) < 2:
        return _refused("policy", place(opening.world))
    return None


@_refusing
def sharer_permitted(opening: Opening) -> Stop | None:
    """Sharing may be held to some groups; sharers leave."""
    if not opening.world.inviting.inviter_may_share:
        return _refused("policy", "inviting.inviter_may_share")
    return None


@_refusing
def sharepoint_domain_allowed(opening: Opening) -> Stop | None:
    """SharePoint's list of domains, the organisation's or the site's."""
    host, address = opening.world.inviting, opening.world.share.invited_address
    if not domain_allowed(host.domain_mode, host.domain_list, address):
        return _refused("policy", "inviting.domain_mode")
    if not domain_allowed(host.site_domain_mode, host.site_domain_list, address):
        return _refused("policy", "inviting.site_domain_mode")
    return None


@_refusing
def address_invitable(opening: Opening) -> Stop | None:
    """Graph refuses some characters; an address of the host's own people needs no guest."""
    if _FORBIDDEN & set(opening.world.share.invited_address.rpartition("@")[0]):
        return _refused("bad-address", "share.invited_address")
    if opening.world.share.address_collision == "member":
        return _refused("address-of-member", "share.address_collision")
    return None


@_refusing
def inviter_may_invite(opening: Opening) -> Stop | None:
    """Entra's allowInvitesFrom; it wins over SharePoint's level (S17)."""
    host = opening.world.inviting
    few = host.invites_from == "adminsAndGuestInviters" and not host.inviter_is_guest_inviter
    if host.invites_from == "none" or few:
        return _refused("invites-disabled", "inviting.invites_from")
    return None


@_refusing
def entra_domain_allowed(opening: Opening) -> Stop | None:
    """Entra's own list of domains (S16)."""
    host, address = opening.world.inviting, opening.world.share.invited_address
    if not domain_allowed(host.entra_domain_mode, host.entra_domain_list, address):
        return _refused("blocked-domain", "inviting.entra_domain_mode")
    return None


@_refusing
def tenants_collaborate(opening: Opening) -> Stop | None:
    """Cross-tenant access and clouds; the text is the same whichever side blocks (S12)."""
    host, home = opening.world.inviting, opening.world.invited
    if not _invites_partner(opening):
        return None
    if host.cloud != home.cloud:
        return _refused("cross-tenant", "invited.cloud", "both")
    if host.inbound == "blocked":
        return _refused("cross-tenant", "inviting.inbound")
    if home.outbound == "blocked":
        return _refused("cross-tenant", "invited.outbound", "invited")
    return None


@_refusing
def worker_app_enabled(opening: Opening) -> Stop | None:
    """Microsoft's worker application in the invited tenant may have been disabled (S12)."""
    if _invites_partner(opening) and not opening.world.invited.worker_app_enabled:
        return _refused("worker-disabled", "invited.worker_app_enabled", "invited")
    return None


@_refusing
def room_in_directory(opening: Opening) -> Stop | None:
    """The directory's quota of objects."""
    if opening.world.inviting.quota_exhausted:
        return _refused("quota", "inviting.quota_exhausted")
    return None


def _invites_partner(opening: Opening) -> bool:
    consumer = same(opening.world.browser.personal_account, opening.world.share.invited_address)
    return opening.world.invited.tenant_exists and not consumer


GATES = (
    new_guests_allowed,
    sharer_permitted,
    sharepoint_domain_allowed,
    address_invitable,
    inviter_may_invite,
    entra_domain_allowed,
    tenants_collaborate,
    worker_app_enabled,
    room_in_directory,
)
