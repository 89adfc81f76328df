"""The two organisations' sign-in systems do not fit together (C-35)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, HOST_ADMIN, for_command, home_domain
from evidence.facts import (
    ERROR_CLASS,
    FEDERATION,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    SIGNS_IN_AT_HOME,
)

# Only a federation entry can be wrong in this way (R47).
FEDERATED = (50107, 5000819)
# Trouble with an identity provider, the one between the organisations or the own one (2.6).
PROVIDER = (20001, 20012, 50008, *range(40008, 40016))


@dataclass(frozen=True)
class Details:
    """`host_federates`: the inviting side may have an entry for the invited domain."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    host_federates: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    code = seen.code(*FEDERATED)
    trouble = provider_trouble(seen)
    between = seen.is_(FEDERATION, "saml", "wsfed", "google")
    works_at_home = seen.is_(SIGNS_IN_AT_HOME, True)
    return (
        Way(Certainty.CERTAIN, code),
        Way(Certainty.LIKELY, trouble & between),
        Way(Certainty.LIKELY, trouble & works_at_home),
    )


def provider_trouble(seen: Seen) -> Truth:
    """Whether the page speaks of an identity provider, whichever it is."""
    return seen.code(*PROVIDER) | seen.is_(ERROR_CLASS, "idp.error")


def out(seen: Seen) -> Truth:
    """Without an entry for that domain there is nothing between the two to be wrong."""
    none = seen.shown(FEDERATION, "none")
    fails_at_home = seen.shown(SIGNS_IN_AT_HOME, False)
    return (none | fails_at_home) & ~seen.shown_code(*FEDERATED)


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        host_federates=not seen.shown(FEDERATION, "none").state,
    )


CAUSE = Cause(
    id="federation-misconfigured",
    stages=frozenset({Stage.HOME_LETS_OUT, Stage.IDENTITY}),
    acts=(HOST_ADMIN, HOME_ADMIN),
    mode=Mode.IN_ORDER,
    remedies=(
        Remedy("compare-federation", HOST_ADMIN, barred_by=((FEDERATION, "none"),)),
        Remedy("correct-identity-provider", HOME_ADMIN),
    ),
    rule=rule,
    details=details,
    out=out,
)
