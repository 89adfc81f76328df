"""The invited address holds a character that Entra's invitation refuses (C-08)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import plain
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import INVITER, home_domain
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
)

# https://learn.microsoft.com/graph/api/resources/invitation, invitedUserEmailAddress. An
# apostrophe is not named there, so it counts as allowed.
_REFUSED = frozenset('@~!#$%^&*()+=[]{}\\/|;:"<>?,')
# Allowed inside the name, not at its ends.
_NOT_AT_THE_ENDS = (".", "-")


@dataclass(frozen=True)
class Details:
    """`tagged`: the name carries a +tag. `plain_address`: the address without it."""

    host_domain: str | None
    home_domain: str | None
    tagged: bool
    plain_address: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    written = seen.meets(INVITED_ADDRESS, has_refused_character)
    page = seen.is_(ERROR_CLASS, "inviter.bad-address")
    # Whoever sees a page of Entra's has a link, so the share at least was not refused.
    kept_out = seen.is_(GUEST_EXISTS, False) | seen.is_(ERROR_CLASS, "mail.not-received")
    return (
        Way(Certainty.CERTAIN, page & seen.trusted(ERROR_CLASS) & written),
        Way(Certainty.LIKELY, page),
        Way(Certainty.LIKELY, written & kept_out),
        Way(Certainty.POSSIBLE, written),
    )


def out(seen: Seen) -> Truth:
    """A guest was made for the address, so it was not refused."""
    return seen.is_(GUEST_EXISTS, True) & ~seen.shown(ERROR_CLASS, "inviter.bad-address")


def has_refused_character(address: str) -> bool:
    """Whether the name before the @ could not be invited as it is written."""
    name, _, _ = plain(address).rpartition("@")
    ends = name.startswith(_NOT_AT_THE_ENDS) or name.endswith(_NOT_AT_THE_ENDS)
    return bool(name) and (ends or any(letter in _REFUSED for letter in name))


def without_tag(address: str) -> str | None:
    """The address without a +tag; None where it has none, or would still be refused."""
    name, _, domain = plain(address).rpartition("@")
    untagged = f"{name.partition('+')[0]}@{domain}"
    changed = "+" in name and not name.startswith("+")
    return untagged if changed and not has_refused_character(untagged) else None


def details(seen: Seen) -> Details:
    address = seen.text(INVITED_ADDRESS)
    without = without_tag(address) if address else None
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        tagged=without is not None,
        plain_address=without,
    )


CAUSE = Cause(
    id="unsupported-characters-in-address",
    stages=frozenset({Stage.HOST_ADMITS}),
    acts=(INVITER,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("share-with-a-plain-address", INVITER),),
    rule=rule,
    details=details,
    out=out,
)
