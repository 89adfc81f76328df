"""The browser is signed in with an account that is not the invited person's (C-03)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import issuer_kind, same
from causes.model import (
    Cause,
    Certainty,
    Mode,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.parties import INVITED_USER, home_domain
from causes.recipes import INVITED_ACCOUNT
from evidence.facts import (
    ERROR_CLASS,
    ERROR_IDP,
    GUEST_EXISTS,
    GUEST_ISSUER,
    GUEST_STATE,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    SIGNED_IN_AS,
    UPN,
    USED_OTHER_ACCOUNT,
)

REFUSED_BY_ENTRA = (16000, 16003, 50020, 51004, 90072)


@dataclass(frozen=True)
class Details:
    """`used_account`: the account on the page, None where the reader may not see it."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    used_account: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    other = seen.is_(USED_OTHER_ACCOUNT, True)
    refused = seen.code(*REFUSED_BY_ENTRA) | seen.is_(ERROR_CLASS, "picker.not-in-tenant")
    invited = ~seen.shown(GUEST_EXISTS, False)
    # What the names, the issuer and the tenant prove is in the trust of the derived fact.
    sure = seen.proven(USED_OTHER_ACCOUNT, True) & ~_own_name(seen)
    return (
        Way(Certainty.CERTAIN, other & refused & sure & invited),
        Way(Certainty.LIKELY, other),
    )


def out(seen: Seen) -> Truth:
    """A guest redeemed by the page's kind of account may be that very account's (C-04)."""
    redeemed = seen.shown(GUEST_STATE, "Accepted")
    elsewhere = seen.shown(GUEST_ISSUER, "MicrosoftAccount", "google", "otherUri")
    alike = seen.compared(ERROR_IDP, GUEST_ISSUER, lambda page, of: issuer_kind(page) == of)
    return redeemed & elsewhere & alike


def _own_name(seen: Seen) -> Truth:
    """Whether the page names the person after all, whatever else was given."""
    invited = seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)
    return (invited | seen.compared(SIGNED_IN_AS, UPN, same)).shown()


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=seen.text(INVITED_ADDRESS),
        used_account=seen.text(SIGNED_IN_AS),
    )


CAUSE = Cause(
    id="wrong-account-signed-in",
    stages=frozenset({Stage.IDENTITY, Stage.SHAREPOINT}),
    acts=(INVITED_USER,),
    mode=Mode.ONE_OF,
    remedies=(INVITED_ACCOUNT,),
    rule=rule,
    details=details,
    out=out,
)
