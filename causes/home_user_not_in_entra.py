"""The invited domain has a tenant, but the person is no user there under that address (C-42)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, INVITER, parties
from evidence.facts import (
    ACCOUNT_FOUND,
    ACCOUNT_KIND,
    ERROR_CLASS,
    GUEST_ISSUER,
    GUEST_STATE,
    INVITED_IN_PROXIES,
    TENANT_FOUND,
    UPN_EQUALS_INVITED,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    page = seen.is_(ERROR_CLASS, "aadb2b.0001", "home.self-service-disallowed")
    missing = seen.is_(ACCOUNT_FOUND, False)
    # A work domain that Microsoft refuses to make a personal account for has a directory.
    owned = seen.is_(TENANT_FOUND, True) | seen.is_(ERROR_CLASS, "msa.signup-blocked")
    return (
        Way(Certainty.CERTAIN, page & seen.proven(ACCOUNT_FOUND, False)),
        Way(Certainty.LIKELY, page),
        Way(Certainty.LIKELY, missing & owned),
        Way(Certainty.POSSIBLE, seen.is_(ERROR_CLASS, "msa.signup-blocked")),
    )


def out(seen: Seen) -> Truth:
    """The account is there: under that address, or under another name (C-02); or it is no
    person's; or the guest signs in by other means."""
    same = seen.shown(ACCOUNT_FOUND, True) & seen.shown(UPN_EQUALS_INVITED, True)
    named = seen.shown(UPN_EQUALS_INVITED, False) & seen.shown(ACCOUNT_FOUND, True)
    nobody = seen.shown(ACCOUNT_KIND, "sharedMailbox", "room", "group", "contact")
    other = seen.shown(GUEST_ISSUER, "mail", "MicrosoftAccount", "google", "otherUri")
    redeemed = seen.shown(GUEST_STATE, "Accepted") & other
    proxies = seen.shown(INVITED_IN_PROXIES, True)
    return same | named | nobody | redeemed | proxies | seen.shown(TENANT_FOUND, False)


CAUSE = Cause(
    id="home-user-not-in-entra",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(HOME_ADMIN, INVITER),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("create-home-account", HOME_ADMIN),
        Remedy("invite-the-sign-in-name", INVITER, discloses_sign_in_name=True),
    ),
    rule=rule,
    details=parties,
    out=out,
)
