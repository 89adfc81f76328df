"""H7 and H8: how guests without an Entra account sign in to the inviting tenant."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.conditions import quoted
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import inners, known, text
from evidence.facts import EMAIL_OTP, FEDERATION, Reason, Unknown, Value
from evidence.facts.addresses import domain_of
from evidence.graph import Get, Json, TenantReader
from evidence.refusals import Refused

_METHODS = "/policies/authenticationMethodsPolicy"
_EMAIL = f"{_METHODS}/authenticationMethodConfigurations/email"
_FEDERATIONS = "/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation"
_PROTOCOLS = {"saml": "saml", "wsfed": "wsfed"}
# Google as a provider serves these only; Workspace domains federate by SAML (Entra, "Add Google
# as an identity provider").
_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_STRANGE = Unknown(Reason.NOT_UNDERSTOOD)


async def _passcode(reader: TenantReader, subject: Subject) -> Found:
    """The method itself, else the policy around it: each opens with a permission of its own."""
    own, around = await reader.batch([Get(_EMAIL), Get(_METHODS)])
    if not isinstance(own, Refused):
        return passcode(own)
    if isinstance(around, Refused):
        raise own
    methods = inners(around, "authenticationMethodConfigurations")
    email = [method for method in methods if (text(method, "id") or "").lower() == "email"]
    return passcode(email[0] if email else {})


def passcode(method: Json) -> Found:
    """Its `state` is of the tenant's own people; guests have a switch of their own."""
    state = text(method, "allowExternalIdToUseEmailOtp")
    strange = state is not None and state not in EMAIL_OTP.words
    return {EMAIL_OTP: _STRANGE if strange else known(state)}


async def _federation(reader: TenantReader, subject: Subject) -> Found:
    domain = domain_of(subject.invited_address)
    if not domain:
        raise Refused(Reason.NOT_LOOKED_UP)
    of_domain = {"$filter": f"domains/any(x:x/id eq {quoted(domain)})"}
    federated = protocol(await reader.values(_FEDERATIONS, of_domain))
    if federated == "none" and domain in _GMAIL:
        return {FEDERATION: await _google(reader)}
    return {FEDERATION: federated}


def protocol(federations: Sequence[Json]) -> Value | Unknown:
    """By which protocol the domain is federated directly; "none" where it is not."""
    written = {text(one, "preferredAuthenticationProtocol") for one in federations}
    if not written:
        return "none"
    if len(written) > 1:
        return Unknown(Reason.AMBIGUOUS)
    return _PROTOCOLS.get(str(written.pop()).lower(), _STRANGE)


async def _google(reader: TenantReader) -> Value | Unknown:
    try:
        providers = await reader.values("/identity/identityProviders")
    except Refused as refused:
        return Unknown(refused.reason, "IdentityProvider.Read.All")
    kinds = {(text(one, "identityProviderType") or "").lower() for one in providers}
    return "google" if "google" in kinds else "none"


H7 = Probe("H7", INVITING, "Policy.Read.AuthenticationMethod", (EMAIL_OTP,), False, _passcode)
H8 = Probe("H8", INVITING, "Domain.Read.All", (FEDERATION,), False, _federation)
