"""The guest needs an e-mailed code, and Entra's are switched off at the inviting side (C-34)."""

from __future__ import annotations

from causes.addresses import has_consumer_domain
from causes.attempt import nobody_signed_in
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, clouds_differ, parties
from causes.recipes import RESET_REDEMPTION
from evidence.facts import (
    ADDRESS_COLLISION,
    ALSO_HAS_MSA,
    EMAIL_OTP,
    ERROR_CLASS,
    FEDERATION,
    GUEST_ISSUER,
    GUEST_STATE,
    INVITED_ADDRESS,
    TENANT_FOUND,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    off, read = seen.is_(EMAIL_OTP, "disabled"), seen.proven(EMAIL_OTP, "disabled")
    by_code = seen.is_(GUEST_ISSUER, "mail")
    # Who accepted by a code has no other way in until codes are back or the guest is reset.
    bound = seen.proven(GUEST_ISSUER, "mail") & seen.proven(GUEST_STATE, "Accepted")
    single = ~seen.shown(ADDRESS_COLLISION, "otherGuest") & nobody_signed_in(seen)
    # That no tenant owns the domain is known of one cloud only (7.8, R56): never certain.
    homeless = seen.is_(TENANT_FOUND, False) | seen.is_(ERROR_CLASS, "msa.signup-blocked")
    return (
        Way(Certainty.CERTAIN, off & read & bound & single),
        Way(Certainty.LIKELY, off & by_code),
        Way(Certainty.LIKELY, off & homeless),
    )


def out(seen: Seen) -> Truth:
    """Federation, a Microsoft account, or a directory in another cloud: codes are not needed, but
    by whom was bound to them."""
    federated = seen.shown(FEDERATION, "saml", "wsfed", "google")
    personal = seen.shown(ALSO_HAS_MSA, True) | seen.meets(INVITED_ADDRESS, has_consumer_domain)
    other = seen.shown(GUEST_ISSUER, "ExternalAzureAD", "MicrosoftAccount", "google", "otherUri")
    redeemed = seen.shown(GUEST_STATE, "Accepted") & other
    another = federated | personal.shown() | redeemed | clouds_differ(seen).shown()
    return another & ~seen.shown(GUEST_ISSUER, "mail")


CAUSE = Cause(
    id="email-otp-disabled",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("allow-email-codes", HOST_ADMIN), RESET_REDEMPTION),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
