"""One attempt to open the invitation, through both tenants' gates, one after the other.

Written from the model of how Microsoft checks an invitation (catalogue, sections 0 to 2), not
from the bot's rules: it imports nothing of causes/ or evidence/, so it can contradict them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.accounts import (
    account_in_browser,
    domain,
    holds,
    login_known_by_mail,
    redeemer,
    same,
)
from sandbox.pages import Page, show
from sandbox.world import World


@dataclass(frozen=True)
class Stop:
    """The gate that closed: its stage (L1 to L7) and the page it shows."""

    stage: str
    page: str


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `guest_after`: the guest's state from now on."""

    stage: str
    got_in: bool
    page: Page
    guest_after: str


Gate = Callable[[World], Stop | None]


def attempt(world: World, now: datetime) -> Outcome:
    """Plays one attempt; changes nothing of the world."""
    for gate in GATES:
        if stop := gate(world):
            return Outcome(stop.stage, False, show(stop.page, world, now), world.share.guest)
    return Outcome("in", True, show("in", world, now), "accepted")


def link_still_works(world: World) -> Stop | None:
    """Invitations of the old SharePoint manager are retired since the end of June 2024 (S4)."""
    if _legacy(world) and not world.inviting.legacy_honoured:
        return Stop("L1", "sharepoint-refused")
    return None


def sharing_allowed(world: World) -> Stop | None:
    """SharePoint's own switch; "existing guests only" admits nobody who is no guest yet."""
    sharing, unknown = world.inviting.sharing, world.share.guest in ("missing", "deleted")
    if sharing == "disabled":
        return Stop("L2", "sharepoint-refused")
    if sharing == "existingExternalUserSharingOnly" and unknown:
        return Stop("L2", "sharepoint-refused")
    return None


def domain_allowed_to_redeem(world: World) -> Stop | None:
    """Domain lists are checked again when somebody redeems, not for who already has (S16)."""
    if world.share.guest != "accepted" and not _domain_allowed(world):
        return Stop("L2", "sharepoint-refused")
    return None


def inbound_allowed(world: World) -> Stop | None:
    """The inviting tenant's cross-tenant settings towards the partner; not personal accounts."""
    if _from_partner(world) and world.inviting.inbound == "blocked":
        return Stop("L2", "inbound-blocked")
    return None


def guest_object_healthy(world: World) -> Stop | None:
    """Entra B2B needs a guest object that exists and is enabled; the old flow makes its own."""
    guest = world.share.guest
    if guest == "disabled":
        return Stop("L3", "guest-disabled")
    if _legacy(world) or guest not in ("missing", "deleted"):
        return None
    if guest == "missing" and world.share.old_passcode_recipient:
        return Stop("L3", "guest-settings-updated")
    return Stop("L3", "account-not-in-tenant")


def home_account_enabled(world: World) -> Stop | None:
    """A disabled account cannot sign in anywhere."""
    if account_in_browser(world).kind == "work" and not world.invited.account_enabled:
        return Stop("L4", "account-disabled")
    return None


def outbound_allowed(world: World) -> Stop | None:
    """The invited tenant's cross-tenant settings towards the partner."""
    if _from_partner(world) and world.invited.outbound == "blocked":
        return Stop("L4", "outbound-blocked")
    return None


def bound_account_signed_in(world: World) -> Stop | None:
    """A redeemed guest belongs to the account that redeemed it."""
    if world.share.guest != "accepted" or account_in_browser(world).kind == redeemer(world):
        return None
    return Stop("L5", "user-not-in-directory" if _legacy(world) else "account-not-in-tenant")


def legacy_account_matches(world: World) -> Stop | None:
    """The article's gate: under the match requirement the sign-in name must be an address too."""
    if not _legacy(world) or _redeemed(world) or not world.inviting.require_match:
        return None
    account, invited = account_in_browser(world), world.share.invited_address
    if holds(account, invited) and (same(account.login, invited) or login_known_by_mail(account)):
        return None
    return Stop("L5", "legacy-refused")


def direct_link_matches(world: World) -> Stop | None:
    """A direct link knows only the name signed in with: it must be the guest's address (S10)."""
    if world.share.link != "shortShare" or _redeemed(world):
        return None
    if same(account_in_browser(world).login, world.share.invited_address):
        return None
    return Stop("L5", "account-not-in-tenant")


def ticket_matches(world: World) -> Stop | None:
    """The invitation mail's ticket names the guest: any address of the account will do (S10)."""
    if world.share.link != "entraRedeem" or _redeemed(world):
        return None
    if holds(account_in_browser(world), world.share.invited_address):
        return None
    return Stop("L5", "account-not-in-tenant")


def site_admits(world: World) -> Stop | None:
    """SharePoint asks its own domain list again for guests that are in the directory."""
    if world.share.guest == "accepted" and not _domain_allowed(world):
        return Stop("L7", "access-denied")
    return None


GATES: tuple[Gate, ...] = (
    link_still_works,
    sharing_allowed,
    domain_allowed_to_redeem,
    inbound_allowed,
    guest_object_healthy,
    home_account_enabled,
    outbound_allowed,
    bound_account_signed_in,
    legacy_account_matches,
    direct_link_matches,
    ticket_matches,
    site_admits,
)


def _legacy(world: World) -> bool:
    return world.share.link == "acceptInvite"


def _redeemed(world: World) -> bool:
    return world.share.guest == "accepted"


def _from_partner(world: World) -> bool:
    return account_in_browser(world).kind != "personal"


def _domain_allowed(world: World) -> bool:
    listed = domain(world.share.invited_address) in map(str.casefold, world.inviting.domain_list)
    return {"allowList": listed, "blockList": not listed}.get(world.inviting.domain_mode, True)
