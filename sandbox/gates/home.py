"""L4: there is an account to sign in with, and the invited organisation lets it out."""

from __future__ import annotations

from sandbox.gates.model import Gate, Opening, Stop


def _stop(page: str, setting: str, owner: str = "invited") -> Stop:
    return Stop("L4", page, setting, owner)


def network_lets_through(opening: Opening) -> Stop | None:
    """Tenant restrictions: v1 for everybody on that network, v2 for foreign accounts (S19)."""
    kind = opening.world.invited.tenant_restrictions
    inside = opening.world.browser.network == "office"
    if inside and kind == "v1":
        return _stop("entra/restricted-v1", "invited.tenant_restrictions")
    if inside and kind == "v2" and not opening.from_partner:
        return _stop("entra/restricted-v2", "invited.tenant_restrictions")
    return None


def _of_home_account(gate: Gate) -> Gate:
    """Only the person's own account at home meets these."""

    def asked(opening: Opening) -> Stop | None:
        own = opening.account.kind == "work" and opening.world.invited.tenant_exists
        return gate(opening) if own else None

    asked.__name__ = gate.__name__
    return asked


def account_there(opening: Opening) -> Stop | None:
    """Some tenant owns the domain, but nobody there has an account of that address."""
    home = opening.world.invited
    if opening.account.kind != "work" or not home.tenant_exists:
        return None
    if home.account_kind in ("group", "contact"):
        return Stop("L4", "entra/no-such-account", "invited.account_kind")
    if home.account_exists:
        return None
    federated = home.domain_auth == "federated"
    page = "entra/redemption-failed" if federated else "entra/no-such-account"
    return Stop("L4", page, "invited.account_exists", "both")


def federation_works(opening: Opening) -> Stop | None:
    """The host federates with the invited domain itself; issuer, claims or certificate differ."""
    host = opening.world.inviting
    if opening.world.invited.tenant_exists or host.federation == "none" or host.federation_works:
        return None
    page = "entra/social-provider" if host.federation == "google" else "entra/federation-realm"
    return Stop("L4", page, "inviting.federation_works", "both")


def code_by_mail(opening: Opening) -> Stop | None:
    """Without an account, a provider or a personal account only a code by mail is left."""
    host, person = opening.world.inviting, opening.account
    if opening.world.invited.tenant_exists or person.kind != "work" or host.federation != "none":
        return None
    if host.email_otp == "disabled":
        return Stop("L4", "entra/no-such-account", "inviting.email_otp")
    return None


@_of_home_account
def somebody_may_sign_in(opening: Opening) -> Stop | None:
    """The account behind a shared or room mailbox is disabled (C-11)."""
    if opening.world.invited.account_kind in ("sharedMailbox", "room"):
        return _stop("entra/account-disabled", "invited.account_kind", "inviting")
    return None


@_of_home_account
def home_account_enabled(opening: Opening) -> Stop | None:
    """A disabled account cannot sign in anywhere."""
    if not opening.world.invited.account_enabled:
        return _stop("entra/account-disabled", "invited.account_enabled")
    return None


@_of_home_account
def identity_provider_up(opening: Opening) -> Stop | None:
    """A federated organisation signs its people in itself."""
    home = opening.world.invited
    if home.domain_auth == "federated" and not home.identity_provider_works:
        return _stop("home/identity-provider", "invited.identity_provider_works")
    return None


@_of_home_account
def password_accepted(opening: Opening) -> Stop | None:
    """Only home can cure a password (S11)."""
    if not opening.world.invited.password_works:
        return _stop("entra/wrong-password", "invited.password_works")
    return None


@_of_home_account
def home_sees_no_risk(opening: Opening) -> Stop | None:
    """A user at risk is blocked by the home tenant, whatever the host thinks of it."""
    if opening.world.invited.at_risk:
        return _stop("entra/home-risk", "invited.at_risk")
    return None


def home_tenant_managed(opening: Opening) -> Stop | None:
    """Accounts of unmanaged tenants redeem nothing since August 2022 (S57)."""
    if opening.from_partner and opening.waiting and not opening.world.invited.managed:
        return _stop("entra/unmanaged-tenant", "invited.managed")
    return None


def same_cloud(opening: Opening) -> Stop | None:
    """Clouds are apart until both sides link them."""
    if opening.from_partner and opening.world.inviting.cloud != opening.world.invited.cloud:
        return _stop("entra/other-cloud", "invited.cloud", "both")
    return None


def outbound_allowed(opening: Opening) -> Stop | None:
    """The invited tenant's cross-tenant settings towards the partner."""
    if opening.from_partner and opening.world.invited.outbound == "blocked":
        return _stop("entra/outbound-blocked", "invited.outbound")
    return None


GATES = (
    network_lets_through,
    account_there,
    federation_works,
    code_by_mail,
    somebody_may_sign_in,
    home_account_enabled,
    identity_provider_up,
    password_accepted,
    home_sees_no_risk,
    home_tenant_managed,
    same_cloud,
    outbound_allowed,
)
