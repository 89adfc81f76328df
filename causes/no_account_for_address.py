"""No directory knows the invited address: a code by mail is the way in, or it is a slip (C-12)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import mistyped, work_account
from causes.parties import (
    HOST_ADMIN,
    INVITED_USER,
    INVITER,
    clouds_differ,
    for_command,
    home_domain,
)
from causes.twins import PERSONAL_ACCOUNT
from evidence.facts import (
    ACCOUNT_FOUND,
    ACCOUNT_KIND,
    ALSO_HAS_MSA,
    EMAIL_OTP,
    ERROR_CLASS,
    FEDERATION,
    GUEST_STATE,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    INVITED_IN_PROXIES,
    TENANT_FOUND,
)

NO_SUCH_TENANT = 90002


@dataclass(frozen=True)
class Details:
    """`codes_off`: the inviting organisation sends no codes by mail. `slip`: the address is one
    letter off the account's name."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    codes_off: bool
    slip: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    homeless = seen.is_(TENANT_FOUND, False)
    nobody = seen.is_(ACCOUNT_FOUND, False) | seen.is_(ACCOUNT_KIND, "none")
    none_at_all = nobody & seen.is_(ALSO_HAS_MSA, False)
    page = seen.is_(ERROR_CLASS, "otp.prompt", "msa.signup-blocked", "mail.not-received")
    needs_one = seen.is_(ALSO_HAS_MSA, False) & _codes_off(seen)
    # Never certain: the domain may belong to a tenant in another cloud (R56).
    return (
        Way(Certainty.LIKELY, homeless),
        Way(Certainty.LIKELY, none_at_all),
        Way(Certainty.LIKELY, mistyped(seen) & nobody),
        # To be asked for a code is no failure (7.8), and a slip in the address looks the same.
        Way(Certainty.POSSIBLE, page | seen.code(NO_SUCH_TENANT)),
        Way(Certainty.POSSIBLE, mistyped(seen)),
        Way(Certainty.POSSIBLE, nobody),
        Way(Certainty.POSSIBLE, needs_one),
    )


def _codes_off(seen: Seen) -> Truth:
    return seen.is_(EMAIL_OTP, "disabled")


def out(seen: Seen) -> Truth:
    """Somebody's directory has the domain or the person, another cloud may have it, or the host
    sends such people elsewhere or shuts them out (C-34)."""
    slip = mistyped(seen).shown()
    home = work_account(seen).shown() | seen.is_(TENANT_FOUND, True)
    known = home & ~slip | seen.shown(INVITED_IN_PROXIES, True)
    accepted = seen.shown(GUEST_STATE, "Accepted") & ~seen.shown(ERROR_CLASS, "otp.prompt")
    partner = seen.shown(FEDERATION, "saml", "wsfed", "google")
    shut_out = seen.shown(TENANT_FOUND, False) & _codes_off(seen).shown()
    elsewhere = clouds_differ(seen).shown() | partner | shut_out
    return known | accepted | elsewhere


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        codes_off=bool(_codes_off(seen).shown().state),
        slip=bool(mistyped(seen).state),
    )


def _not_known_to_be_on(seen: Seen) -> Truth:
    return ~seen.shown(EMAIL_OTP, "default", "enabled") & _no_slip(seen)


def _no_slip(seen: Seen) -> Truth:
    """Who was meant has an account; only the address is wrong."""
    return ~mistyped(seen).shown()


CAUSE = Cause(
    id="no-account-for-address",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(INVITED_USER, INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("use-the-code", INVITED_USER, barred_by=((EMAIL_OTP, "disabled"),), when=_no_slip),
        Remedy(
            "microsoft-account-for-the-address",
            INVITED_USER,
            barred_by=(*PERSONAL_ACCOUNT.barred_by, (TENANT_FOUND, True)),
            when=_no_slip,
        ),
        Remedy("check-the-address", INVITER),
        Remedy("allow-codes-by-mail", HOST_ADMIN, when=_not_known_to_be_on),
    ),
    rule=rule,
    details=details,
    out=out,
)
