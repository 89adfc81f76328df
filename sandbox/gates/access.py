"""L6: what the inviting tenant asks of a sign-in it has matched to a guest."""

from __future__ import annotations

from sandbox.gates.model import Opening, Stop

_APP_PAGES = {
    "missing": "entra/app-missing",
    "disabled": "entra/app-disabled",
    "assignmentRequired": "entra/app-assignment",
}
_POLICY = "inviting.guest_policy"


def sharepoint_app_open(opening: Opening) -> Stop | None:
    """SharePoint's own application in the inviting tenant."""
    page = _APP_PAGES.get(opening.world.inviting.sharepoint_app)
    return Stop("L6", page, "inviting.sharepoint_app") if page else None


def sharepoint_licensed(opening: Opening) -> Stop | None:
    """Without any plan there is no SharePoint to sign in to."""
    if not opening.world.inviting.licensed:
        return Stop("L6", "entra/not-subscribed", "inviting.licensed")
    return None


def no_policy_blocks(opening: Opening) -> Stop | None:
    """Conditional access that blocks guests, or what it holds to be a risk."""
    page = {"block": "entra/blocked-by-policy", "risk": "entra/security-policy"}
    policy = opening.world.inviting.guest_policy
    return Stop("L6", page[policy], _POLICY) if policy in page else None


def second_factor_given(opening: Opening) -> Stop | None:
    """Registered with the host, unless it trusts the home tenant's (S20)."""
    host, browser = opening.world.inviting, opening.world.browser
    asked = host.guest_policy == "mfa" and not host.trust_mfa
    if asked and not browser.second_factor_works:
        return Stop("L6", "entra/second-factor", _POLICY)
    return None


def device_accepted(opening: Opening) -> Stop | None:
    """A device counts only with inbound trust, and never from a private window (S31)."""
    host, browser = opening.world.inviting, opening.world.browser
    if host.guest_policy != "device":
        return None
    if not host.trust_devices:
        return Stop("L6", "entra/device-not-trusted", _POLICY)
    if not browser.managed_device:
        return Stop("L6", "entra/device-state", "browser.managed_device", "both")
    if browser.private_window:
        return Stop("L6", "entra/device-state", "browser.private_window", "invited")
    return None


def terms_accepted(opening: Opening) -> Stop | None:
    """The host's terms of use, or the permissions page of a first redemption."""
    if opening.world.browser.accepts_terms:
        return None
    if opening.world.inviting.guest_policy == "terms":
        return Stop("L6", "entra/terms", "browser.accepts_terms", "invited")
    if opening.waiting and not opening.legacy:
        return Stop("L6", "entra/declined", "browser.accepts_terms", "invited")
    return None


GATES = (
    sharepoint_app_open,
    sharepoint_licensed,
    no_policy_blocks,
    second_factor_given,
    device_accepted,
    terms_accepted,
)
