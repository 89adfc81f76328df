"""The person did not agree to the permissions or terms that come before the guest access (C-23)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, INVITED_USER, home_domain
from evidence.facts import (
    AADSTS,
    CA_GUEST_POLICY,
    ERROR_CLASS,
    ERROR_REPEATS,
    GUEST_STATE,
    HOST_DOMAIN,
)

DECLINED = 65004
UNDER_AGE = (50015, 54000)
PROMPTS = ("consent.prompt", "terms.prompt")


@dataclass(frozen=True)
class Details:
    """`under_age`: a guardian's consent is missing, not the person's own. `terms`: it is the
    inviting organisation's terms of use that were asked for."""

    host_domain: str | None
    home_domain: str | None
    under_age: bool
    terms: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    code = seen.code(DECLINED, *UNDER_AGE)
    # To be asked is no failure (7.8); to be asked again and again is.
    prompt = seen.is_(ERROR_CLASS, *PROMPTS)
    unaccepted = seen.is_(GUEST_STATE, "PendingAcceptance") & seen.is_(CA_GUEST_POLICY, "tou")
    return (
        Way(Certainty.CERTAIN, code & seen.trusted(AADSTS)),
        Way(Certainty.LIKELY, code),
        Way(Certainty.LIKELY, prompt & seen.is_(ERROR_REPEATS, True)),
        Way(Certainty.POSSIBLE, prompt),
        Way(Certainty.POSSIBLE, unaccepted),
    )


def out(seen: Seen) -> Truth:
    """All was accepted long ago, and no terms apply to guests."""
    accepted = seen.shown(GUEST_STATE, "Accepted") & seen.shown(CA_GUEST_POLICY, "none")
    return accepted & ~seen.shown_code(DECLINED, *UNDER_AGE)


def _under_age(seen: Seen) -> Truth:
    return seen.shown_code(*UNDER_AGE)


def _of_age(seen: Seen) -> Truth:
    return ~_under_age(seen)


def details(seen: Seen) -> Details:
    terms = seen.shown(ERROR_CLASS, "terms.prompt") | seen.shown(CA_GUEST_POLICY, "tou")
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        under_age=bool(_under_age(seen).state),
        terms=bool(terms.state),
    )


CAUSE = Cause(
    id="consent-or-terms-declined",
    stages=frozenset({Stage.HOST_ACCESS}),
    acts=(INVITED_USER, HOME_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("accept-when-asked", INVITED_USER, when=_of_age),
        Remedy("record-the-guardians-consent", HOME_ADMIN, when=_under_age),
    ),
    rule=rule,
    details=details,
    out=out,
)
