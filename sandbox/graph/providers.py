"""Where guests without an Entra account sign in: direct federation, Google, Microsoft's own."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, Json
from sandbox.graph.collections import Shape, collection
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

FEDERATIONS = Shape("directory/federationConfigurations", Grammar(frozenset({"domains"})))
PROVIDERS = Shape("identity/identityProviders", Grammar(frozenset()))
_PROTOCOLS = {"saml": "saml", "wsfed": "wsFed"}


def federations(call: Call) -> Answer:
    """The one with the invited domain, found by a filter on its domains."""
    host = call.world.inviting
    direct = call.tenant is host and host.federation in _PROTOCOLS
    found = collection(call, FEDERATIONS, [_federation(call)] if direct else [])
    return Answer(200, found)


def _federation(call: Call) -> Json:
    domain = call.world.share.invited_address.rpartition("@")[2].lower()
    return {
        "@odata.type": "#microsoft.graph.samlOrWsFedExternalDomainFederation",
        "id": "96db02e2-0000-4000-8000-000000000004",
        "displayName": call.world.invited.name,
        "issuerUri": f"https://sts.{domain}/adfs/services/trust",
        "metadataExchangeUri": None,
        "passiveSignInUri": f"https://sts.{domain}/adfs/ls",
        "preferredAuthenticationProtocol": _PROTOCOLS[call.world.inviting.federation],
        "signingCertificate": "MIIC",
        "domains": [{"id": domain}],
    }


def identity_providers(call: Call) -> Answer:
    rows = [
        _built_in("MSASignup-OAUTH", "MicrosoftAccount", "Microsoft Account"),
        _built_in("EmailOtpSignup-OAUTH", "EmailOTP", "Email One Time Passcode"),
    ]
    if isinstance(call.tenant, Inviting) and call.tenant.federation == "google":
        rows.append(_google())
    return Answer(200, collection(call, PROVIDERS, rows))


def _built_in(key: str, kind: str, name: str) -> Json:
    return {
        "@odata.type": "#microsoft.graph.builtInIdentityProvider",
        "id": key,
        "displayName": name,
        "identityProviderType": kind,
    }


def _google() -> Json:
    """The secret never comes back."""
    return {
        "@odata.type": "#microsoft.graph.socialIdentityProvider",
        "id": "Google-OAUTH",
        "displayName": "Google",
        "identityProviderType": "Google",
        "clientId": "12345.apps.googleusercontent.com",
        "clientSecret": "******",
    }
