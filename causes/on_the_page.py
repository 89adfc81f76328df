"""Whose account the page shows, and what that says of the guest it met. Pure."""

from __future__ import annotations

from causes.addresses import is_consumer, same, slipped, tenant_of
from causes.model import Seen, Truth
from evidence.facts import (
    AADSTS,
    ACCOUNT_FOUND,
    ACCOUNT_KIND,
    ADDRESS_COLLISION,
    ERROR_IDP,
    GUEST_EXISTS,
    GUEST_SOFT_DELETED,
    GUEST_STATE,
    HOME_RECREATED,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    SIGNED_IN_AS,
    UPN,
)

# The home sign-in worked, but the identity matches no redeemed guest (catalogue, 2.6).
NO_GUEST_MATCHES = (16000, 16003, 50014, 50020, 50034, 51004, 90072)


def as_invited(seen: Seen) -> Truth:
    """Whether the account on the page carries the invited address or the sign-in name."""
    return _as_address(seen) | seen.compared(SIGNED_IN_AS, UPN, same)


def personal(seen: Seen) -> Truth:
    """Whether the page's account is a personal Microsoft account."""
    return seen.meets(ERROR_IDP, is_consumer)


def personal_twin(seen: Seen) -> Truth:
    """Whether it is a personal account that has the invited address."""
    return personal(seen) & _as_address(seen)


def work_account(seen: Seen) -> Truth:
    """Whether the invited person has an account in a directory: found there, or on the page."""
    shown = seen.meets(ERROR_IDP, lambda issuer: tenant_of(issuer) is not None) & as_invited(seen)
    found = seen.is_(ACCOUNT_FOUND, True) | seen.is_(ACCOUNT_KIND, "user")
    return found | shown.shown()


def refused_as_invited(seen: Seen) -> Truth:
    """Whether a page that was seen itself, not told, refuses the invited person by name."""
    seen_itself = seen.trusted(AADSTS) & seen.trusted(SIGNED_IN_AS)
    return seen.code(*NO_GUEST_MATCHES) & as_invited(seen) & seen_itself


def redeemed_but_refused(seen: Seen) -> Truth:
    """R35: the right name and a redeemed guest, which then belongs to another account."""
    refused = seen.code(50020, 90072) & ~personal(seen).shown()
    accepted = seen.is_(GUEST_STATE, "Accepted")
    return refused & accepted & as_invited(seen) & ~seen.shown(HOME_RECREATED, False)


def mistyped(seen: Seen) -> Truth:
    """Whether the invited address looks like a slip of the pen: one letter off, and nobody's."""
    near = seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, slipped)
    near |= seen.compared(UPN, INVITED_ADDRESS, slipped)
    theirs = seen.shown(ACCOUNT_FOUND, True) | seen.shown(INVITED_IN_PROXIES, True)
    return near & ~theirs


def another_guest(seen: Seen) -> Truth:
    """Whether the guest that was read need not be the one the attempt met (7.8)."""
    return seen.shown(ADDRESS_COLLISION, "otherGuest") | seen.shown(GUEST_EXISTS, False)


def _as_address(seen: Seen) -> Truth:
    return seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)


def no_guest_read(seen: Seen) -> Truth:
    """Whether the directory and its bin were both read and hold no guest (7.8): one that can be
    restored, or was not looked for, makes no policy the certain cause."""
    return seen.proven(GUEST_EXISTS, False) & seen.proven(GUEST_SOFT_DELETED, False)
