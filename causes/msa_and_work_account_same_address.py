"""One address, two accounts: one of them, personal or at work, is the guest (C-05)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import has_consumer_domain, issuer_kind
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import (
    NO_GUEST_MATCHES,
    another_guest,
    personal,
    personal_twin,
    redeemed_but_refused,
    refused_as_invited,
    work_account,
)
from causes.parties import HOST_ADMIN, INVITED_USER, for_command, home_domain
from causes.recipes import RESET_REDEMPTION
from causes.twins import PERSONAL_ACCOUNT
from evidence.facts import (
    ALSO_HAS_MSA,
    ERROR_CLASS,
    ERROR_IDP,
    GUEST_ISSUER,
    GUEST_REDEEMED_BY_OTHER,
    GUEST_STATE,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    TENANT_FOUND,
)

NOT_FOR_THIS_TENANT = 500208


@dataclass(frozen=True)
class Details:
    """`accepted_by`: the kind of account that is the guest: `personal`, `work` or empty."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    accepted_by: str


def rule(seen: Seen) -> tuple[Way, ...]:
    twin, also = personal_twin(seen), seen.is_(ALSO_HAS_MSA, True)
    at_work, elsewhere = _accepted_by(seen, "ExternalAzureAD"), _another_kind(seen)
    read = refused_as_invited(seen) & seen.trusted(ERROR_IDP) & ~another_guest(seen)
    sure = read & seen.trusted(GUEST_ISSUER) & seen.trusted(GUEST_STATE)
    wanted = seen.code(NOT_FOR_THIS_TENANT)
    refused = seen.code(*NO_GUEST_MATCHES)
    picker = seen.is_(ERROR_CLASS, "picker.ambiguous")
    return (
        Way(Certainty.CERTAIN, twin & at_work & sure & ~_by_another(seen)),
        Way(Certainty.LIKELY, twin & (at_work | work_account(seen))),
        Way(Certainty.LIKELY, _personal_accepted(seen) & work_account(seen)),
        Way(Certainty.LIKELY, also & elsewhere),
        Way(Certainty.LIKELY, wanted & (also | personal(seen))),
        Way(Certainty.POSSIBLE, picker | wanted | twin & refused),
        Way(Certainty.POSSIBLE, also & (redeemed_but_refused(seen) | work_account(seen) & refused)),
    )


def _accepted_by(seen: Seen, issuer: str) -> Truth:
    return seen.is_(GUEST_STATE, "Accepted") & seen.is_(GUEST_ISSUER, issuer)


def _by_another(seen: Seen) -> Truth:
    return seen.shown(GUEST_REDEEMED_BY_OTHER, True)


def _personal_accepted(seen: Seen) -> Truth:
    """Whether the personal account of that very address accepted (R51, as far as it is known)."""
    same_name = seen.is_(ALSO_HAS_MSA, True) | seen.is_(GUEST_REDEEMED_BY_OTHER, False)
    return _accepted_by(seen, "MicrosoftAccount") & same_name & ~_by_another(seen)


def _another_kind(seen: Seen) -> Truth:
    """Whether the page's account is of another kind than the one that accepted."""
    accepted = seen.is_(GUEST_STATE, "Accepted")
    known = seen.is_(GUEST_ISSUER, "ExternalAzureAD", "MicrosoftAccount", "google")
    differs = ~seen.compared(ERROR_IDP, GUEST_ISSUER, lambda page, of: issuer_kind(page) == of)
    return accepted & known & differs


def out(seen: Seen) -> Truth:
    """No two accounts: a personal address, a domain without directory, or nobody has another."""
    consumer = seen.meets(INVITED_ADDRESS, has_consumer_domain)
    directory = seen.shown(GUEST_ISSUER, "ExternalAzureAD") | work_account(seen).shown()
    lonely = seen.is_(TENANT_FOUND, False) & ~directory
    single = seen.shown(ALSO_HAS_MSA, False) & ~personal_twin(seen).shown()
    return consumer | lonely | single


def details(seen: Seen) -> Details:
    issuer = seen.text(GUEST_ISSUER) or ""
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        accepted_by={"MicrosoftAccount": "personal", "ExternalAzureAD": "work"}.get(issuer, ""),
    )


CAUSE = Cause(
    id="msa-and-work-account-same-address",
    stages=frozenset({Stage.IDENTITY}),
    acts=(INVITED_USER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        # The personal account must not be a way round what the invited organisation blocks.
        Remedy(
            "choose-the-account-that-accepted",
            INVITED_USER,
            barred_by=PERSONAL_ACCOUNT.barred_by,
        ),
        RESET_REDEMPTION,
        Remedy("rename-the-personal-account", INVITED_USER),
    ),
    rule=rule,
    details=details,
    out=out,
)
