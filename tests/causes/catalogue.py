"""The catalogue's own list: every cause, and on whose side its cure lies (section 6.0, "Acts")."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from causes.model import Organisation

_INVITING = frozenset({Organisation.INVITING})
_INVITED = frozenset({Organisation.INVITED})
_EITHER = _INVITING | _INVITED
_NEITHER = frozenset({Organisation.NEITHER})

SIDES: Mapping[str, frozenset[Organisation]] = MappingProxyType(
    {
        "legacy-account-match": _EITHER,
        "legacy-invitation-retired": _INVITING,
        "upn-differs-from-invited-address": _EITHER,
        "wrong-account-signed-in": _INVITED,
        "redeemed-by-other-account": _INVITING,
        "msa-and-work-account-same-address": _EITHER,
        "invited-alias": _EITHER,
        "upn-on-onmicrosoft-domain": _INVITED,
        "unsupported-characters-in-address": _INVITING,
        "user-renamed": _INVITING,
        "letter-case": _NEITHER,
        "invited-address-is-group-or-shared": _INVITING,
        "no-account-for-address": _EITHER,
        "guest-pending-acceptance": _EITHER,
        "guest-missing": _INVITING,
        "guest-soft-deleted": _INVITING,
        "guest-disabled": _INVITING,
        "home-account-recreated": _INVITING,
        "site-user-id-mismatch": _INVITING,
        "invitation-expired": _INVITING,
        "guest-address-conflict": _INVITING,
        "invitation-withdrawn-or-share-removed": _INVITING,
        "invitation-mail-not-delivered": _EITHER,
        "consent-or-terms-declined": _INVITED,
        "replication-delay": _NEITHER,
        "spo-tenant-sharing-disabled": _INVITING,
        "spo-existing-guests-only": _INVITING,
        "site-or-onedrive-sharing-lower": _EITHER,
        "spo-domain-restriction": _INVITING,
        "sharer-not-permitted": _INVITING,
        "spo-guest-access-expired": _INVITING,
        "entra-domain-allow-block-list": _INVITING,
        "xtap-inbound-blocked": _INVITING,
        "conditional-access-blocked": _EITHER,
        "email-otp-disabled": _INVITING,
        "federation-misconfigured": _EITHER,
        "redemption-order-restricted": _EITHER,
        "spo-app-disabled-or-assignment-required": _INVITING,
        "xtap-outbound-blocked": _INVITED,
        "tenant-restrictions": _INVITED,
        "unmanaged-home-tenant": _EITHER,
        "home-account-cannot-sign-in": _INVITED,
        "home-user-not-in-entra": _EITHER,
        "cross-cloud-not-enabled": _EITHER,
        "spo-otp-retired": _INVITING,
        "guest-invite-settings": _INVITING,
        "directory-limits": _EITHER | _NEITHER,
        "service-incident": _NEITHER,
        "browser-session-or-cookies": _INVITED,
        "spo-network-device-or-site-restriction": _INVITING,
        "spo-licence-or-trial-limits": _INVITING | _NEITHER,
        "no-permission-on-item": _INVITING,
    }
)
