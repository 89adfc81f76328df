"""Which check packs help with a cause, by the side that runs them."""

from __future__ import annotations

from cases.model import Side
from evidence.facts.packs import INVITED_PACKS, INVITING_PACKS

_NAME_AND_ACCOUNT = ("account", "sign-in-name")
_INVITED: dict[str, tuple[str, ...]] = {
    "legacy-account-match": _NAME_AND_ACCOUNT,
    "legacy-invitation-retired": _NAME_AND_ACCOUNT,
    "upn-differs-from-invited-address": _NAME_AND_ACCOUNT,
    "upn-on-onmicrosoft-domain": ("sign-in-name", "account"),
    "invited-alias": _NAME_AND_ACCOUNT,
    "user-renamed": _NAME_AND_ACCOUNT,
    "wrong-account-signed-in": ("account",),
    "redeemed-by-other-account": ("account",),
    "msa-and-work-account-same-address": ("account",),
    "invited-address-is-group-or-shared": ("account",),
    "no-account-for-address": ("account",),
    "home-account-recreated": ("account",),
    "home-account-cannot-sign-in": ("account", "sign-in-name"),
    "home-user-not-in-entra": ("account", "sign-in-name"),
    "guest-pending-acceptance": _NAME_AND_ACCOUNT,
    "guest-missing": _NAME_AND_ACCOUNT,
    "federation-misconfigured": ("sign-in-name",),
    "xtap-inbound-blocked": ("outbound",),
    "xtap-outbound-blocked": ("outbound",),
    "tenant-restrictions": ("outbound",),
    "cross-cloud-not-enabled": ("outbound",),
}
_INVITING: dict[str, tuple[str, ...]] = {
    "legacy-account-match": ("sharing", "guest"),
    "legacy-invitation-retired": ("sharing", "guest"),
    "spo-otp-retired": ("sharing", "guest"),
    "invitation-withdrawn-or-share-removed": ("sharing",),
    "invitation-expired": ("guest",),
    "spo-tenant-sharing-disabled": ("sharing",),
    "spo-existing-guests-only": ("sharing", "guest"),
    "site-or-onedrive-sharing-lower": ("sharing",),
    "spo-domain-restriction": ("sharing",),
    "sharer-not-permitted": ("sharing",),
    "spo-guest-access-expired": ("sharing",),
    "spo-network-device-or-site-restriction": ("sharing",),
    "no-permission-on-item": ("sharing",),
    "site-user-id-mismatch": ("guest",),
    "entra-domain-allow-block-list": ("admission", "sharing"),
    "guest-invite-settings": ("admission",),
    "xtap-inbound-blocked": ("admission",),
    "xtap-outbound-blocked": ("admission",),
    "cross-cloud-not-enabled": ("admission",),
    "email-otp-disabled": ("admission",),
    "redemption-order-restricted": ("admission",),
    "federation-misconfigured": ("admission",),
    "guest-address-conflict": ("guest",),
    "guest-soft-deleted": ("guest",),
    "guest-disabled": ("guest",),
    "guest-missing": ("guest",),
    "guest-pending-acceptance": ("guest",),
    "replication-delay": ("guest",),
    "home-account-recreated": ("guest",),
    "redeemed-by-other-account": ("guest",),
    "msa-and-work-account-same-address": ("guest",),
    "wrong-account-signed-in": ("guest",),
    "user-renamed": ("guest",),
    "invited-alias": ("guest",),
    "upn-on-onmicrosoft-domain": ("guest",),
    "upn-differs-from-invited-address": ("guest", "sharing"),
    "conditional-access-blocked": ("access", "admission"),
    "spo-app-disabled-or-assignment-required": ("access",),
    "consent-or-terms-declined": ("access",),
}


def families_for(cause_id: str | None, side: Side) -> tuple[str, ...]:
    """The packs to offer to an administrator of that side, the most telling first: all of them
    while nobody can tell the cause, none where no pack helps."""
    invited = side is Side.INVITED
    if cause_id is None:
        return tuple(INVITED_PACKS if invited else INVITING_PACKS)
    return (_INVITED if invited else _INVITING).get(cause_id, ())
