"""Signs of causes that have no rule of their own yet (catalogue, 7.4, in its order).

They answer nothing. They only keep a later neighbour from being called the cause, and tell
on whose side to look. A sign is silent as soon as its cause is one of CAUSES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from causes.addresses import is_consumer, same
from causes.catalogue import Sides, sides_of
from causes.model import Organisation, Seen, Stage, Truth
from causes.parties import clouds_differ
from evidence.facts import (
    AADSTS,
    ACCOUNT_ENABLED,
    ACCOUNT_FOUND,
    ACCOUNT_KIND,
    ADDRESS_COLLISION,
    ALLOW_INVITES_FROM,
    CA_GUEST_POLICY,
    EMAIL_OTP,
    ENTRA_DOMAIN_ALLOWS,
    ERROR_CLASS,
    ERROR_IDP,
    GUEST_ENABLED,
    GUEST_EXISTS,
    GUEST_ISSUER,
    GUEST_SOFT_DELETED,
    GUEST_STATE,
    HOME_RECREATED,
    INCIDENT,
    INVITED_ADDRESS,
    INVITER_MAY_INVITE,
    ITEM_PERMISSION_LISTED,
    LINK_EXPIRED,
    LINK_ITEM_EXISTS,
    LINK_RECIPIENT_LISTED,
    LINK_SENT_AT,
    NOW,
    ONEDRIVE_SHARING,
    SIGNED_IN_AS,
    SITE_DOMAIN_ALLOWS,
    SITE_SHARING,
    SITE_USER_EXPIRED,
    SITE_USER_MISMATCH,
    SITE_USER_OLDER,
    SITE_USER_PRESENT,
    SPO_DOMAIN_ALLOWS,
    SPO_IP_RESTRICTED,
    SPO_SHARING,
    TENANT_FOUND,
    TENANT_MANAGED,
    UPN,
)

# A new guest takes minutes to appear everywhere (C-24); R32 waits for a quarter of an hour.
SETTLING = timedelta(minutes=15)


@dataclass(frozen=True)
class Sign:
    """`cause` shows where `seen_in` is true; it would stop an attempt at `stages`.

    `side`: who must act by this sign, where the cause as such may lie on several sides.
    """

    cause: str
    stages: frozenset[Stage]
    seen_in: Callable[[Seen], Truth]
    side: Organisation | None = None

    @property
    def sides(self) -> Sides:
        return sides_of(self.cause) if self.side is None else (self.side,)


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


def _site_lower(seen: Seen) -> Truth:
    """A OneDrive's level, like "existing guests", matters only to who is no guest yet (R12)."""
    missing = seen.is_(GUEST_EXISTS, False)
    onedrive = seen.is_(ONEDRIVE_SHARING, "existingOnly", "disabled")
    lower = onedrive | seen.is_(SITE_SHARING, "existingOnly")
    return seen.is_(SITE_SHARING, "disabled") | (missing & lower)


def _settling(seen: Seen) -> Truth:
    return seen.is_(GUEST_EXISTS, False) & seen.within(SETTLING, LINK_SENT_AT, NOW)


def _recreated(seen: Seen) -> Truth:
    return seen.is_(GUEST_STATE, "Accepted") & seen.is_(HOME_RECREATED, True)


def _personal_guest(seen: Seen) -> Truth:
    redeemed = seen.is_(GUEST_STATE, "Accepted") & seen.is_(GUEST_ISSUER, "MicrosoftAccount")
    return redeemed & (seen.is_(ACCOUNT_FOUND, True) | seen.is_(ACCOUNT_KIND, "user"))


def _as_invited(seen: Seen) -> Truth:
    invited = seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)
    return invited | seen.compared(SIGNED_IN_AS, UPN, same)


def _known_but_refused(seen: Seen) -> Truth:
    """R35: the right person and a redeemed guest, which then points to another account."""
    refused = seen.is_(AADSTS, 50020, 90072) & ~_personal_issuer(seen).shown()
    accepted = seen.is_(GUEST_STATE, "Accepted")
    return refused & accepted & _as_invited(seen) & ~seen.shown(HOME_RECREATED, False)


def _personal_issuer(seen: Seen) -> Truth:
    return seen.meets(ERROR_IDP, is_consumer)


def _personal_twin(seen: Seen) -> Truth:
    """R50: the personal account that has the invited address, instead of the one at work."""
    picked = _personal_issuer(seen) & seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)
    return picked & (seen.is_(ACCOUNT_FOUND, True) | seen.is_(ACCOUNT_KIND, "user"))


def _site_user(seen: Seen) -> Truth:
    """R71, R75: Entra knows the person, the site another account of that name."""
    accepted = seen.is_(GUEST_STATE, "Accepted")
    older = seen.is_(SITE_USER_PRESENT, True) & seen.is_(SITE_USER_OLDER, True)
    unknown = seen.is_(ERROR_CLASS, "spo.user-not-in-directory") & _as_invited(seen)
    found = accepted & ((_denied(seen) & older) | unknown)
    return seen.is_(SITE_USER_MISMATCH, True) | found


def _otp_off(seen: Seen) -> Truth:
    needed = seen.is_(TENANT_FOUND, False) | seen.is_(GUEST_ISSUER, "mail")
    return seen.is_(EMAIL_OTP, "disabled") & needed


def _denied(seen: Seen) -> Truth:
    return seen.is_(ERROR_CLASS, "spo.access-denied")


def _listed_but_denied(seen: Seen) -> Truth:
    """R74: who has the permission and is denied all the same, is denied by the site."""
    return _denied(seen) & seen.is_(ITEM_PERMISSION_LISTED, True)


def _off_network(seen: Seen) -> Truth:
    return _denied(seen) & seen.is_(SPO_IP_RESTRICTED, True)


def _not_permitted(seen: Seen) -> Truth:
    return _denied(seen) & seen.is_(ITEM_PERMISSION_LISTED, False)


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_WITHDRAWN = "invitation-withdrawn-or-share-removed"
_PERSONAL_TWIN = "msa-and-work-account-same-address"
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
    Sign("site-or-onedrive-sharing-lower", _HOST_OR_SITE, _site_lower),
    Sign("spo-domain-restriction", _HOST_OR_SITE, _spo_domain),
    Sign("entra-domain-allow-block-list", _HOST, _entra_domain),
    Sign("guest-invite-settings", _HOST, _invites),
    Sign("cross-cloud-not-enabled", _HOST | _HOME, clouds_differ),
    Sign("guest-address-conflict", _GUEST, lambda s: s.is_(ADDRESS_COLLISION, *_COLLIDING)),
    Sign("guest-soft-deleted", _GUEST, lambda s: s.is_(GUEST_SOFT_DELETED, True)),
    Sign("guest-disabled", _GUEST, lambda s: s.is_(GUEST_ENABLED, False)),
    Sign("replication-delay", _GUEST, _settling),
    Sign("home-account-recreated", _GUEST, _recreated),
    Sign("home-account-recreated", _GUEST, _known_but_refused),
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
    Sign(_PERSONAL_TWIN, _IDENTITY, _personal_guest),
    Sign(_PERSONAL_TWIN, _IDENTITY, _personal_twin, Organisation.INVITED),
    Sign(
        "conditional-access-blocked",
        _at(Stage.HOST_ACCESS),
        lambda s: s.is_(CA_GUEST_POLICY, "block"),
    ),
    Sign("site-user-id-mismatch", _SITE, _site_user),
    Sign("site-user-id-mismatch", _SITE, _listed_but_denied),
    Sign("spo-network-device-or-site-restriction", _SITE, _off_network),
    Sign("spo-guest-access-expired", _SITE, lambda s: s.is_(SITE_USER_EXPIRED, True)),
    Sign("no-permission-on-item", _SITE, _not_permitted),
)
