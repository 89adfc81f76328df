"""Signs of causes that have no rule of their own yet (catalogue, 7.4, in its order).

They answer nothing. They only keep a later neighbour from being called the cause, and tell
on whose side to look. A sign is silent as soon as its cause is one of CAUSES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from causes.model import Seen, Stage, Truth
from evidence.facts import (
    ACCOUNT_ENABLED,
    ACCOUNT_FOUND,
    ACCOUNT_KIND,
    ADDRESS_COLLISION,
    ALLOW_INVITES_FROM,
    CA_GUEST_POLICY,
    EMAIL_OTP,
    ENTRA_DOMAIN_ALLOWS,
    ERROR_CLASS,
    GUEST_ENABLED,
    GUEST_EXISTS,
    GUEST_ISSUER,
    GUEST_SOFT_DELETED,
    GUEST_STATE,
    HOME_CLOUD,
    HOME_RECREATED,
    HOST_CLOUD,
    INCIDENT,
    INVITER_MAY_INVITE,
    ITEM_PERMISSION_LISTED,
    LINK_EXPIRED,
    LINK_ITEM_EXISTS,
    LINK_RECIPIENT_LISTED,
    LINK_SENT_AT,
    NOW,
    SITE_DOMAIN_ALLOWS,
    SITE_SHARING,
    SITE_USER_EXPIRED,
    SITE_USER_MISMATCH,
    SPO_DOMAIN_ALLOWS,
    SPO_SHARING,
    TENANT_FOUND,
    TENANT_MANAGED,
)

# A new guest takes minutes to appear everywhere (C-24); R32 waits for a quarter of an hour.
SETTLING = timedelta(minutes=15)


@dataclass(frozen=True)
class Sign:
    """`cause` shows where `seen_in` is true; it would stop an attempt at `stages`."""

    cause: str
    stages: frozenset[Stage]
    seen_in: Callable[[Seen], Truth]


def _off(seen: Seen) -> Truth:
    return (
        seen.is_(LINK_ITEM_EXISTS, False)
        | seen.is_(LINK_RECIPIENT_LISTED, False)
        | seen.is_(LINK_EXPIRED, True)
    )


def _existing_only(seen: Seen) -> Truth:
    return seen.is_(SPO_SHARING, "existingOnly") & seen.is_(GUEST_EXISTS, False)


def _spo_domain(seen: Seen) -> Truth:
    return seen.is_(SPO_DOMAIN_ALLOWS, False) | seen.is_(SITE_DOMAIN_ALLOWS, False)


def _entra_domain(seen: Seen) -> Truth:
    unredeemed = seen.is_(GUEST_EXISTS, False) | ~seen.is_(GUEST_STATE, "Accepted")
    return seen.is_(ENTRA_DOMAIN_ALLOWS, False) & unredeemed


def _invites(seen: Seen) -> Truth:
    few = seen.is_(ALLOW_INVITES_FROM, "adminsAndGuestInviters")
    nobody = seen.is_(ALLOW_INVITES_FROM, "none")
    missing = seen.is_(GUEST_EXISTS, False)
    return missing & (nobody | few & seen.is_(INVITER_MAY_INVITE, False))


def _clouds(seen: Seen) -> Truth:
    return seen.compared(HOST_CLOUD, HOME_CLOUD, _in_different_clouds)


def _in_different_clouds(one: str, other: str) -> bool:
    # GCC (not GCC High) lives in the global cloud.
    return one.replace("gcc", "global") != other.replace("gcc", "global")


def _settling(seen: Seen) -> Truth:
    return seen.is_(GUEST_EXISTS, False) & seen.within(SETTLING, LINK_SENT_AT, NOW)


def _recreated(seen: Seen) -> Truth:
    return seen.is_(GUEST_STATE, "Accepted") & seen.is_(HOME_RECREATED, True)


def _personal_guest(seen: Seen) -> Truth:
    redeemed = seen.is_(GUEST_STATE, "Accepted") & seen.is_(GUEST_ISSUER, "MicrosoftAccount")
    return redeemed & (seen.is_(ACCOUNT_FOUND, True) | seen.is_(ACCOUNT_KIND, "user"))


def _otp_off(seen: Seen) -> Truth:
    needed = seen.is_(TENANT_FOUND, False) | seen.is_(GUEST_ISSUER, "mail")
    return seen.is_(EMAIL_OTP, "disabled") & needed


def _denied(seen: Seen) -> Truth:
    return seen.is_(ERROR_CLASS, "spo.access-denied")


def _not_permitted(seen: Seen) -> Truth:
    return _denied(seen) & seen.is_(ITEM_PERMISSION_LISTED, False)


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_WITHDRAWN = "invitation-withdrawn-or-share-removed"
_COLLIDING = ("contact", "member")
_NO_PERSON = ("group", "sharedMailbox", "room", "contact")
_HOST = _at(Stage.HOST_ADMITS)
_HOST_OR_SITE = _at(Stage.HOST_ADMITS, Stage.SHAREPOINT)
_GUEST = _at(Stage.GUEST_OBJECT)
_HOME = _at(Stage.HOME_LETS_OUT)
_IDENTITY = _at(Stage.IDENTITY)
_SITE = _at(Stage.SHAREPOINT)

SIGNS: tuple[Sign, ...] = (
    Sign("service-incident", _at(Stage.PLATFORM), lambda s: s.is_(INCIDENT, True)),
    Sign(_WITHDRAWN, _at(Stage.LINK, Stage.SHAREPOINT), _off),
    Sign("spo-existing-guests-only", _HOST, _existing_only),
    Sign(
        "site-or-onedrive-sharing-lower",
        _HOST_OR_SITE,
        lambda s: s.is_(SITE_SHARING, "disabled"),
    ),
    Sign("spo-domain-restriction", _HOST_OR_SITE, _spo_domain),
    Sign("entra-domain-allow-block-list", _HOST, _entra_domain),
    Sign("guest-invite-settings", _HOST, _invites),
    Sign("cross-cloud-not-enabled", _HOME, _clouds),
    Sign("guest-address-conflict", _GUEST, lambda s: s.is_(ADDRESS_COLLISION, *_COLLIDING)),
    Sign("guest-soft-deleted", _GUEST, lambda s: s.is_(GUEST_SOFT_DELETED, True)),
    Sign("guest-disabled", _GUEST, lambda s: s.is_(GUEST_ENABLED, False)),
    Sign("replication-delay", _GUEST, _settling),
    Sign("home-account-recreated", _GUEST, _recreated),
    Sign(
        "invited-address-is-group-or-shared",
        _GUEST,
        lambda s: s.is_(ACCOUNT_KIND, *_NO_PERSON),
    ),
    Sign("no-account-for-address", _HOME, lambda s: s.is_(TENANT_FOUND, False)),
    Sign("unmanaged-home-tenant", _HOME, lambda s: s.is_(TENANT_MANAGED, False)),
    Sign("home-user-not-in-entra", _HOME, lambda s: s.is_(ACCOUNT_FOUND, False)),
    Sign("home-account-cannot-sign-in", _HOME, lambda s: s.is_(ACCOUNT_ENABLED, False)),
    Sign("email-otp-disabled", _HOME, _otp_off),
    Sign("redeemed-by-other-account", _IDENTITY, _personal_guest),
    Sign("msa-and-work-account-same-address", _IDENTITY, _personal_guest),
    Sign(
        "conditional-access-blocked",
        _at(Stage.HOST_ACCESS),
        lambda s: s.is_(CA_GUEST_POLICY, "block"),
    ),
    Sign("site-user-id-mismatch", _SITE, lambda s: s.is_(SITE_USER_MISMATCH, True)),
    Sign("spo-guest-access-expired", _SITE, lambda s: s.is_(SITE_USER_EXPIRED, True)),
    Sign("no-permission-on-item", _SITE, _not_permitted),
)
