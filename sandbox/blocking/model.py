"""A setting that stops an attempt: what is turned, and what it needs to bite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.world import Browser, Invited, Share

Turned = Mapping[str, object]
ANY_GUEST = ("pending", "accepted", "missing")
UNREDEEMED = ("pending", "missing")
THERE = ("pending", "accepted")
ON_SITE = ("accepted", "pending")


@dataclass(frozen=True)
class Blocking:
    """`setting`: what the gates name. `needs`: what must hold besides, for it to block.

    `guest`: the states of the guest in which it blocks or waits behind another; the first one
    is taken.
    """

    name: str
    setting: str
    turned: Turned
    needs: Turned = field(default_factory=dict)
    guest: tuple[str, ...] = ANY_GUEST


_PERSONAL = Browser().personal_account
LONG_AGO = timedelta(days=1500)
PROXIES = Invited().proxy_addresses
# Whoever reads a page of the link's had the mail.
READ: Turned = {"share.mail": "delivered"}
ANEW: Turned = {
    "share.link": "shortShare",
    "share.old_passcode_recipient": False,
    "share.sent_ago": Share().sent_ago,
}
MODERN: Turned = {"share.link": "shortShare"}
WORKS: Turned = {
    "invited.tenant_exists": True,
    "invited.account_exists": True,
    "invited.account_kind": "user",
    "browser.signed_in_as": "work",
}
TENANT: Turned = {"invited.tenant_exists": True}
HIS_NAME: Turned = {**TENANT, "browser.signed_in_as": "work"}
NAMED: Turned = {**WORKS, **MODERN, "invited.alternate_login": False}
HIS_OWN: Turned = {
    "share.invited_address": _PERSONAL,
    "browser.signed_in_as": "personal",
    "browser.has_personal_twin": False,
    "share.guest_issuer": "MicrosoftAccount",
    # Lists of work domains do not speak of it.
    "inviting.domain_list": (),
    "inviting.entra_domain_list": (),
}
ONEDRIVE: Turned = {
    "inviting.site_path": "/personal/denise_smith_fabrikam_com",
    "inviting.sharepoint_host": "fabrikam-my.sharepoint.com",
    "inviting.site_sharing": "inherit",
}
ALLOWS: Turned = {"inviting.domain_mode": "allowList", "inviting.domain_list": ("partner.com",)}
BLOCKS: Turned = {"inviting.domain_mode": "blockList", "inviting.domain_list": ("contoso.com",)}
SITE_ALLOWS: Turned = {
    "inviting.site_domain_mode": "allowList",
    "inviting.site_domain_list": ("partner.com",),
}
ENTRA_ALLOWS: Turned = {
    "inviting.entra_domain_mode": "allowList",
    "inviting.entra_domain_list": ("partner.com",),
}
ENTRA_BLOCKS: Turned = {
    "inviting.entra_domain_mode": "blockList",
    "inviting.entra_domain_list": ("contoso.com",),
}
# Signs in by a code that comes by mail, or by the host's own federation.
NO_TENANT: Turned = {"invited.tenant_exists": False, "share.guest_issuer": "mail"}


def alone(
    name: str,
    setting: str,
    value: object,
    needs: Turned | None = None,
    guest: tuple[str, ...] = ANY_GUEST,
) -> Blocking:
    """One setting with one value."""
    return Blocking(name, setting, {setting: value}, needs or {}, guest)


def at_share(name: str, setting: str, turned: Turned, needs: Turned | None = None) -> Blocking:
    """Refused while sharing: there is no guest yet, and the inviter reads the page."""
    needed = {**ANEW, **(needs or {})}
    return Blocking(f"{name}, at sharing", setting, turned, needed, ("missing",))
