"""Which cause each setting of a world is, by the catalogue: the matrix's own reading of it.

The sandbox's gates name the setting that stopped the attempt, in the sandbox's words. This table
alone ties those words to the catalogue's ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from sandbox.accounts import bare, domain, same
from sandbox.world import World

Named = Callable[[World], str]


def cause_of(setting: str, world: World) -> str:
    """The catalogue's id for the setting that stopped the attempt. Raises KeyError."""
    return _CAUSES[setting](world)


def also_right(setting: str, world: World) -> frozenset[str]:
    """Other ids that say the same of this setting; a dead link, which comes before all (7.3)."""
    said = _ALSO.get(setting, frozenset())
    return said | {"legacy-invitation-retired"} if _dead_link(world) else said


def true_of(world: World, turned: Iterable[str]) -> frozenset[str]:
    """The causes of all the settings that were turned in this world."""
    return frozenset(cause_of(setting, world) for setting in turned)


def _dead_link(world: World) -> bool:
    old = world.share.link == "acceptInvite" and not world.inviting.legacy_honoured
    return old and world.share.guest in ("missing", "deleted")


# Who was taken off the item has no permission on it any more (C-21, C-52).
_ALSO = {"share.recipient_listed": frozenset({"invitation-withdrawn-or-share-removed"})}


def _is(cause: str) -> Named:
    return lambda _: cause


def _sharing(world: World) -> str:
    disabled = world.inviting.sharing == "disabled"
    return "spo-tenant-sharing-disabled" if disabled else "spo-existing-guests-only"


def _guest(world: World) -> str:
    return {
        "missing": "guest-missing",
        "deleted": "guest-soft-deleted",
        "disabled": "guest-disabled",
        "pending": "guest-pending-acceptance",
    }[world.share.guest]


def _name(world: World) -> str:
    onmicrosoft = domain(world.invited.upn).endswith(".onmicrosoft.com")
    return "upn-on-onmicrosoft-domain" if onmicrosoft else "upn-differs-from-invited-address"


def _address(world: World) -> str:
    """An address that is no sign-in name: of an account all the same, mistyped, or no address."""
    invited = world.share.invited_address
    if "+" in invited:
        return "unsupported-characters-in-address"
    own = [bare(proxy) for proxy in world.invited.proxy_addresses]
    known = any(same(invited, address) for address in own)
    return "invited-alias" if known else "no-account-for-address"


def _account(world: World) -> str:
    twin = world.browser.has_personal_twin and world.browser.signed_in_as == "personal"
    return "msa-and-work-account-same-address" if twin else "wrong-account-signed-in"


def _redeemed(world: World) -> str:
    if world.share.guest_redeemed_by == "personal-twin" or world.browser.has_personal_twin:
        return "msa-and-work-account-same-address"
    former = world.share.guest_redeemed_by == "former"
    return "home-account-recreated" if former else "redeemed-by-other-account"


def _opened(world: World) -> str:
    root = world.share.opened == "rootSite"
    return "site-or-onedrive-sharing-lower" if root else "no-permission-on-item"


def _no_account(world: World) -> str:
    return "home-user-not-in-entra" if world.invited.tenant_exists else "no-account-for-address"


_POLICY = _is("conditional-access-blocked")
_RESTRICTED = _is("spo-network-device-or-site-restriction")
_HOME_ACCOUNT = _is("home-account-cannot-sign-in")
_CAUSES: Mapping[str, Named] = MappingProxyType(
    {
        "browser.accepts_terms": _is("consent-or-terms-declined"),
        "browser.managed_device": _POLICY,
        "browser.other_sessions": _is("browser-session-or-cookies"),
        "browser.private_window": _POLICY,
        "browser.signed_in_as": _account,
        "invited.account_enabled": _HOME_ACCOUNT,
        "invited.account_exists": _no_account,
        "invited.account_kind": _is("invited-address-is-group-or-shared"),
        "invited.at_risk": _HOME_ACCOUNT,
        "invited.cloud": _is("cross-cloud-not-enabled"),
        "invited.former_address": _is("user-renamed"),
        "invited.identity_provider_works": _HOME_ACCOUNT,
        "invited.in_too_many_tenants": _is("directory-limits"),
        "invited.managed": _is("unmanaged-home-tenant"),
        "invited.outbound": _is("xtap-outbound-blocked"),
        "invited.password_works": _HOME_ACCOUNT,
        "invited.tenant_restrictions": _is("tenant-restrictions"),
        "invited.upn": _name,
        "invited.worker_app_enabled": _is("cross-cloud-not-enabled"),
        "inviting.access_expires": _is("spo-guest-access-expired"),
        "inviting.allowed_networks_only": _RESTRICTED,
        "inviting.domain_mode": _is("spo-domain-restriction"),
        "inviting.email_otp": _is("email-otp-disabled"),
        "inviting.entra_domain_mode": _is("entra-domain-allow-block-list"),
        "inviting.federation_works": _is("federation-misconfigured"),
        "inviting.guest_policy": _POLICY,
        "inviting.inbound": _is("xtap-inbound-blocked"),
        "inviting.incident": _is("service-incident"),
        "inviting.inviter_may_share": _is("sharer-not-permitted"),
        "inviting.invites_from": _is("guest-invite-settings"),
        "inviting.licensed": _is("spo-licence-or-trial-limits"),
        "inviting.onedrive_sharing": _is("site-or-onedrive-sharing-lower"),
        "inviting.passcode_phase": _is("spo-otp-retired"),
        "inviting.personal_accounts_redeem": _is("redemption-order-restricted"),
        "inviting.policy_changed_ago": _is("replication-delay"),
        "inviting.quota_exhausted": _is("directory-limits"),
        "inviting.require_match": _is("legacy-account-match"),
        "inviting.sharepoint_app": _is("spo-app-disabled-or-assignment-required"),
        "inviting.sharing": _sharing,
        "inviting.site_access": _RESTRICTED,
        "inviting.site_domain_mode": _is("spo-domain-restriction"),
        "inviting.site_sharing": _is("site-or-onedrive-sharing-lower"),
        "share.access_expired": _is("spo-guest-access-expired"),
        "share.address_collision": _is("guest-address-conflict"),
        "share.audience": _is("invitation-withdrawn-or-share-removed"),
        "share.guest": _guest,
        "share.guest_redeemed_by": _redeemed,
        "share.invited_address": _address,
        "share.item_exists": _is("invitation-withdrawn-or-share-removed"),
        "share.link": _is("legacy-invitation-retired"),
        "share.link_expired": _is("invitation-expired"),
        "share.mail": _is("invitation-mail-not-delivered"),
        "share.opened": _opened,
        "share.recipient_listed": _is("no-permission-on-item"),
        "share.sent_ago": _is("replication-delay"),
        "share.site_user_older": _is("site-user-id-mismatch"),
    }
)
