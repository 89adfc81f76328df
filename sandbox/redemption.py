"""Accepting an invitation: from then on the guest belongs to the account that did it."""

from __future__ import annotations

from sandbox.accounts import Account
from sandbox.world import World

_ISSUERS = {"live.com": "MicrosoftAccount", "mail": "mail"}


def redeem(world: World, account: Account) -> None:
    """A guest who has accepted stays as they are."""
    if world.share.guest == "accepted":
        return
    own = account.kind == "personal" and world.browser.has_personal_twin
    world.share.guest = "accepted"
    world.share.guest_redeemed_by = "personal" if own else "invited"
    world.share.guest_issuer = _ISSUERS.get(account.identity_provider, "ExternalAzureAD")
