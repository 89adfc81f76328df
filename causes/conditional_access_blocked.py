"""Access rules of the inviting organisation refuse the guest's sign-in (C-33)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from causes.attempt import INTERRUPTS, SECOND_FACTOR
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, INVITED_USER, home_domain
from causes.tenants import tenant_for_command
from evidence.facts import (
    CA_GUEST_POLICY,
    DIRECT_LINK_WORKS,
    ERROR_CLASS,
    ERROR_REPEATS,
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_SIGN_IN_CA,
    HOST_SIGN_IN_CODE,
    RISK_SIDE,
    TRUST_COMPLIANT,
    TRUST_HYBRID,
    TRUST_MFA,
)

BLOCKED = (50131, 53003, 53004, 53010)
# The device itself was looked at and found wanting; or no device of a guest would do.
DEVICE_STATE = (50097, 50155, 53000, 53001, 530003)
DEVICE = (*DEVICE_STATE, 53002, 530004)
RISK = 530032


@dataclass(frozen=True)
class Details:
    """`kind`: what is asked for: device, second factor, risk, or a plain block.
    `user_first`: the invited user may still do what is asked."""

    host_domain: str | None
    home_domain: str | None
    home_tenant: str | None
    kind: str
    user_first: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    loop = seen.code(*SECOND_FACTOR) & seen.is_(ERROR_REPEATS, True)
    log = seen.is_(HOST_SIGN_IN_CA, "failure") & ~seen.is_(HOST_SIGN_IN_CODE, *INTERRUPTS)
    # It names no side by itself (7.8).
    risk = seen.code(RISK) & seen.is_(RISK_SIDE, "host")
    return (
        *_certain(seen, loop, risk),
        Way(Certainty.LIKELY, _page(seen) | loop),
        Way(Certainty.LIKELY, log),
        Way(Certainty.LIKELY, risk),
        Way(Certainty.LIKELY, seen.is_(CA_GUEST_POLICY, "block")),
        Way(Certainty.LIKELY, _asked_at_the_site(seen)),
        # A rule that a guest may be unable to meet.
        Way(Certainty.POSSIBLE, seen.is_(CA_GUEST_POLICY, "mfa", "device")),
    )


def _certain(seen: Seen, loop: Truth, risk: Truth) -> Iterable[Way]:
    let_in = seen.shown(HOST_SIGN_IN_CA, "success", "notApplied") | _no_rule(seen)
    failed = seen.proven(HOST_SIGN_IN_CA, "failure")
    yield Way(Certainty.CERTAIN, _page(seen) & ~let_in)
    yield Way(Certainty.CERTAIN, failed & seen.proven(HOST_SIGN_IN_CODE, *BLOCKED, *DEVICE))
    yield Way(Certainty.CERTAIN, loop & (failed | seen.proven(CA_GUEST_POLICY, "mfa")))
    yield Way(Certainty.CERTAIN, risk & seen.proven(RISK_SIDE, "host"))


def _page(seen: Seen) -> Truth:
    return seen.code(*BLOCKED, *DEVICE) | seen.is_(ERROR_CLASS, "ca.blocked-page")


def _no_rule(seen: Seen) -> Truth:
    """The policies were read and none applies: then the page may be another tenant's."""
    return seen.proven(CA_GUEST_POLICY, "none").shown()


def _asked_at_the_site(seen: Seen) -> Truth:
    """Accepting failed, but the shared address asks for the factor and then opens (R62)."""
    failed = seen.is_(ERROR_CLASS, "entra.failed-to-accept")
    return failed & seen.is_(DIRECT_LINK_WORKS, True)


def _devices_trusted(seen: Seen) -> Truth:
    return seen.shown(TRUST_COMPLIANT, True) | seen.shown(TRUST_HYBRID, True)


def out(seen: Seen) -> Truth:
    """The log of this attempt, or the policies themselves, let the guest through; or home meets
    what they ask for; or it was asked for once, which is no failure (R60)."""
    page = seen.shown(ERROR_CLASS, "ca.blocked-page")
    shown = page | seen.shown_code(*BLOCKED, *DEVICE, *SECOND_FACTOR, RISK)
    let_in = seen.proven(HOST_SIGN_IN_CA, "success", "notApplied").shown()
    none = seen.proven(CA_GUEST_POLICY, "none").shown() & ~seen.shown(HOST_SIGN_IN_CA, "failure")
    once = seen.shown_code(*SECOND_FACTOR) & seen.shown(ERROR_REPEATS, False)
    return once | (let_in | none | _met_at_home(seen)) & ~shown


def _met_at_home(seen: Seen) -> Truth:
    factor = seen.shown(CA_GUEST_POLICY, "mfa") & seen.shown(TRUST_MFA, True)
    return factor | (seen.shown(CA_GUEST_POLICY, "device") & _devices_trusted(seen))


def kind(seen: Seen) -> str:
    """What the rule asks for: by the code on the page, else by the policy that was read."""
    if seen.shown_code(*BLOCKED).state or seen.shown(ERROR_CLASS, "ca.blocked-page").state:
        return "block"
    for found, codes, policy in _KINDS:
        if seen.shown_code(*codes).state:
            return found
        if not seen.shows_code().state and seen.shown(CA_GUEST_POLICY, policy).state:
            return found
    broken = seen.shown(ERROR_CLASS, "entra.failed-to-accept").state
    return "second factor" if broken else "block"


_KINDS = (
    ("device", DEVICE, "device"),
    ("second factor", SECOND_FACTOR, "mfa"),
    ("risk", (RISK,), "risk"),
)


def _own_device(seen: Seen) -> Truth:
    """Another device or window helps only where devices of the home organisation count."""
    untrusted = seen.shown(TRUST_COMPLIANT, False) & ~seen.shown(TRUST_HYBRID, True)
    looked_at = seen.shown_code(*DEVICE_STATE) & ~untrusted
    return Truth(kind(seen) == "device") & (looked_at | _devices_trusted(seen))


def _untrusted_device(seen: Seen) -> Truth:
    return Truth(kind(seen) == "device") & ~_devices_trusted(seen)


def _factor(seen: Seen) -> Truth:
    return Truth(kind(seen) == "second factor")


def _first_factor(seen: Seen) -> Truth:
    """Whoever ended at being asked for it has tried already."""
    return _factor(seen) & ~seen.shown_code(*SECOND_FACTOR)


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        home_tenant=tenant_for_command(seen, HOME_TENANT),
        kind=kind(seen),
        user_first=bool((_own_device(seen) | _first_factor(seen)).state),
    )


CAUSE = Cause(
    id="conditional-access-blocked",
    stages=frozenset({Stage.HOST_ACCESS}),
    # The user only where a remedy of theirs is offered: then it is the cheapest.
    acts=(INVITED_USER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("set-up-second-factor", INVITED_USER, when=_first_factor),
        Remedy("use-the-managed-device", INVITED_USER, when=_own_device),
        Remedy("reset-second-factor", HOST_ADMIN, when=_factor),
        Remedy("trust-second-factor", HOST_ADMIN, barred_by=((TRUST_MFA, True),), when=_factor),
        Remedy("trust-managed-devices", HOST_ADMIN, when=_untrusted_device),
        Remedy("adjust-access-policy", HOST_ADMIN),
    ),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
