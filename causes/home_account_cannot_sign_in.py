"""The invited person's own account cannot sign in, whatever it is opened for (C-41)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.attempt import SECOND_FACTOR, SIGNED_IN
from causes.federation_misconfigured import provider_trouble
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, INVITED_USER, for_command, home_domain
from evidence.facts import (
    ACCOUNT_ENABLED,
    ACCOUNT_KIND,
    ERROR_CLASS,
    ERROR_REPEATS,
    FEDERATION,
    GUEST_ENABLED,
    GUEST_ISSUER,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    RISK_SIDE,
    SIGNS_IN_AT_HOME,
    UPN,
)

PASSWORD = (50053, 50055, 50056, 50144)
SESSION = (50132, 50133, 50173)
# Mistyped once it is no failure (guard R44).
WRONG_PASSWORD = 50126
# Said of the account that signed in: the home account, or the guest (2.6).
DISABLED = 50057
RISK_AT_HOME = 53011
# It names no side by itself (7.8).
RISK = 530032


@dataclass(frozen=True)
class Details:
    """`sign_in_name`: None where unknown or where the reader may not see it. `by_user`: the
    person may cure it without their administrator."""

    host_domain: str | None
    home_domain: str | None
    sign_in_name: str | None
    risk: bool
    by_user: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    fails_at_home = seen.is_(SIGNS_IN_AT_HOME, False)
    again = seen.code(WRONG_PASSWORD) & seen.is_(ERROR_REPEATS, True)
    at_home = seen.code(RISK) & seen.is_(RISK_SIDE, "home")
    return (
        Way(Certainty.CERTAIN, seen.code(*PASSWORD, RISK_AT_HOME) | again),
        Way(Certainty.CERTAIN, at_home & seen.trusted(RISK_SIDE)),
        Way(Certainty.CERTAIN, seen.proven(ACCOUNT_ENABLED, False) & ~_accepted_otherwise(seen)),
        Way(Certainty.LIKELY, seen.code(*SESSION)),
        Way(Certainty.LIKELY, at_home),
        Way(Certainty.LIKELY, seen.is_(ACCOUNT_ENABLED, False)),
        Way(Certainty.LIKELY, fails_at_home),
        # Of the two that the page may mean, the other one is not it.
        Way(Certainty.LIKELY, seen.code(DISABLED) & seen.is_(GUEST_ENABLED, True)),
        Way(Certainty.LIKELY, provider_trouble(seen) & seen.is_(FEDERATION, "none")),
        Way(Certainty.POSSIBLE, seen.code(WRONG_PASSWORD)),
    )


def _accepted_otherwise(seen: Seen) -> Truth:
    """The guest is another identity than the account that was read."""
    return seen.shown(GUEST_ISSUER, "mail", "MicrosoftAccount", "google", "otherUri")


def out(seen: Seen) -> Truth:
    """The account signs in: at home, or on the very page; or it is nobody's account (C-11)."""
    picker = seen.shown(ERROR_CLASS, "picker.not-in-tenant")
    page = seen.shown_code(*PASSWORD, *SESSION, RISK_AT_HOME, RISK)
    # A shared mailbox's account is disabled as a rule, and nobody's to enable.
    password = page | seen.shown_code(WRONG_PASSWORD)
    nobody = seen.is_(ACCOUNT_KIND, "sharedMailbox", "room", "group", "contact") & ~password
    read = seen.proven(ACCOUNT_ENABLED, False).shown()
    works = seen.shown(SIGNS_IN_AT_HOME, True) & ~(page | read)
    passing = seen.shown_code(WRONG_PASSWORD) & seen.shown(ERROR_REPEATS, False)
    return seen.shown_code(*SIGNED_IN) | picker | nobody | works | passing


def _password(seen: Seen) -> Truth:
    wrong = seen.shown_code(*PASSWORD, *SESSION, WRONG_PASSWORD)
    return (wrong | _untold(seen)) & ~seen.shown(ACCOUNT_ENABLED, False)


def _untold(seen: Seen) -> Truth:
    """Nothing says why the account fails."""
    code = seen.shows_code().shown() | provider_trouble(seen).shown()
    return ~(code | seen.shown(ACCOUNT_ENABLED, False))


def _disabled(seen: Seen) -> Truth:
    return seen.shown(ACCOUNT_ENABLED, False) | seen.shown_code(DISABLED) | _untold(seen)


def _risk(seen: Seen) -> Truth:
    return seen.shown_code(RISK_AT_HOME, RISK)


def _factor(seen: Seen) -> Truth:
    return seen.shown_code(*SECOND_FACTOR)


def _provider(seen: Seen) -> Truth:
    return provider_trouble(seen).shown()


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        sign_in_name=for_command(seen, UPN) or for_command(seen, INVITED_ADDRESS),
        risk=bool(_risk(seen).state),
        by_user=bool(_password(seen).state),
    )


CAUSE = Cause(
    id="home-account-cannot-sign-in",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(INVITED_USER, HOME_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("reset-own-password", INVITED_USER, when=_password),
        Remedy("reset-home-password", HOME_ADMIN, when=_password),
        Remedy("reset-home-second-factor", HOME_ADMIN, when=_factor),
        Remedy("enable-home-account", HOME_ADMIN, when=_disabled),
        Remedy("clear-risk-at-home", HOME_ADMIN, when=_risk),
        Remedy("repair-identity-provider", HOME_ADMIN, when=_provider),
    ),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
