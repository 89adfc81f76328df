"""The invitation was accepted, but by another account than the invited one (C-04)."""

from __future__ import annotations

from causes.addresses import has_consumer_domain, kindred, same
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.on_the_page import (
    another_guest,
    as_invited,
    personal,
    refused_as_invited,
    work_account,
)
from causes.parties import HOST_ADMIN, parties
from causes.recipes import REMOVE_AND_INVITE, RESET_REDEMPTION
from evidence.facts import (
    ALSO_HAS_MSA,
    CHANGED_AT_HOME,
    ERROR_CLASS,
    GUEST_ISSUER,
    GUEST_REDEEMED_BY,
    GUEST_REDEEMED_BY_OTHER,
    GUEST_STATE,
    HOME_RECREATED,
    INVITED_ADDRESS,
    UPN,
    WORKED_BEFORE,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    accepted = seen.is_(GUEST_STATE, "Accepted")
    other = accepted & seen.is_(GUEST_REDEEMED_BY_OTHER, True)
    read = seen.trusted(GUEST_STATE) & seen.trusted(GUEST_REDEEMED_BY_OTHER)
    page = refused_as_invited(seen) & ~another_guest(seen)
    partner = seen.is_(ERROR_CLASS, "spo.partner-user-invalid")
    return (
        Way(Certainty.CERTAIN, other & read & page),
        Way(Certainty.LIKELY, other & ~_own_other_name(seen)),
        Way(Certainty.LIKELY, accepted & _odd_issuer(seen)),
        Way(Certainty.LIKELY, accepted & partner),
        Way(Certainty.LIKELY, accepted & _nobody_else(seen)),
        Way(Certainty.POSSIBLE, other),
    )


def _own_other_name(seen: Seen) -> Truth:
    """Whether the account that accepted may be the same person's, under the sign-in name."""
    alike = seen.compared(GUEST_REDEEMED_BY, INVITED_ADDRESS, kindred)
    named = ~seen.compared(GUEST_REDEEMED_BY, UPN, same)
    return alike.shown() & ~named.shown()


def _nobody_else(seen: Seen) -> Truth:
    """The right work account is refused, is no new one and never got in: another took its place."""
    refused = seen.code(50020, 90072) & as_invited(seen) & seen.is_(HOME_RECREATED, False)
    unchanged = ~seen.shown(CHANGED_AT_HOME, "recreated", "moved", "renamed")
    return refused & ~personal(seen) & unchanged & ~seen.shown(WORKED_BEFORE, True)


def _odd_issuer(seen: Seen) -> Truth:
    """R51: who accepted is of another kind than the account the address belongs to."""
    foreign = seen.is_(GUEST_ISSUER, "MicrosoftAccount", "mail", "google") & work_account(seen)
    work = seen.is_(GUEST_ISSUER, "ExternalAzureAD")
    return foreign | (work & seen.meets(INVITED_ADDRESS, has_consumer_domain))


def out(seen: Seen) -> Truth:
    """The invited name itself accepted, or its personal twin did (C-05)."""
    twin = seen.is_(ALSO_HAS_MSA, True) & seen.is_(GUEST_ISSUER, "MicrosoftAccount")
    other = seen.shown(GUEST_REDEEMED_BY_OTHER, True)
    return seen.is_(GUEST_REDEEMED_BY_OTHER, False) | (twin & ~other)


CAUSE = Cause(
    id="redeemed-by-other-account",
    stages=frozenset({Stage.IDENTITY, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(RESET_REDEMPTION, REMOVE_AND_INVITE),
    rule=rule,
    details=parties,
    out=out,
)
