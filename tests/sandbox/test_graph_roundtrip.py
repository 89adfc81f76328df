"""Bodies of the sandbox survive Microsoft's own models: read, written again, compared.

An unknown property, a wrong enum value or a wrong type does not come back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module

import pytest
from kiota_abstractions.serialization import Parsable
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer_factory import (
    JsonSerializationWriterFactory,
)

from sandbox.graph.answers import Call
from sandbox.graph.endpoints import answer
from sandbox.world import ALL_PERMISSIONS, World
from tests.evidence.microsoft import NOW

GUEST = "9e570000-0000-4000-8000-000000000003"
CONTOSO = "c0470500-0000-4000-8000-000000000002"
EVERYTHING = (
    "id,mail,otherMails,proxyAddresses,userPrincipalName,identities,userType,creationType,"
    "accountEnabled,externalUserState,externalUserStateChangeDateTime,createdDateTime,displayName"
)
XTAP = "cross_tenant_access_policy_configuration"
Json = Mapping[str, object]
BODIES = [
    ("/admin/sharepoint/settings", "sharepoint_settings.SharepointSettings"),
    ("/users", "user_collection_response.UserCollectionResponse"),
    (f"/users/{GUEST}", "user.User"),
    (
        f"/users/{GUEST}/sponsors",
        "directory_object_collection_response.DirectoryObjectCollectionResponse",
    ),
    (
        "/policies/crossTenantAccessPolicy/default",
        f"{XTAP}_default.CrossTenantAccessPolicyConfigurationDefault",
    ),
    (
        f"/policies/crossTenantAccessPolicy/partners/{CONTOSO}",
        f"{XTAP}_partner.CrossTenantAccessPolicyConfigurationPartner",
    ),
    ("/domains", "domain_collection_response.DomainCollectionResponse"),
    ("/domains/fabrikam.com", "domain.Domain"),
    ("/organization", "organization_collection_response.OrganizationCollectionResponse"),
    (
        "/tenantRelationships/findTenantInformationByDomainName(domainName='contoso.com')",
        "tenant_information.TenantInformation",
    ),
    (
        "/auditLogs/directoryAudits",
        "directory_audit_collection_response.DirectoryAuditCollectionResponse",
    ),
]


@pytest.mark.parametrize("guest", ["pending", "accepted", "disabled"])
@pytest.mark.parametrize(("path", "model"), BODIES)
def test_a_body_survives_microsofts_models(path: str, model: str, guest: str) -> None:
    world = World()
    world.share.guest = guest
    world.inviting.inbound = "blocked"
    world.inviting.domain_mode, world.inviting.domain_list = "allowList", ("litware.com",)
    users = path == "/users"
    body = _body(world, path, {"$select": EVERYTHING} if users else {})
    assert _plain(_round_trip(body, model)) == _plain(body)


def test_a_deleted_guest_survives_too() -> None:
    world = World()
    world.share.guest = "deleted"
    body = _body(world, "/directory/deletedItems/microsoft.graph.user", {})
    model = "user_collection_response.UserCollectionResponse"
    assert _plain(_round_trip(body, model)) == _plain(body)


_STS = "home_realm_discovery_policy_collection_response.HomeRealmDiscoveryPolicyCollectionResponse"
_METHOD = "email_authentication_method_configuration.EmailAuthenticationMethodConfiguration"
_METHODS = "/policies/authenticationMethodsPolicy"
_FEDERATION = "saml_or_ws_fed_external_domain_federation.SamlOrWsFedExternalDomainFederation"
_PROVIDERS = "identity_provider_base_collection_response.IdentityProviderBaseCollectionResponse"
_PRINCIPALS = "service_principal_collection_response.ServicePrincipalCollectionResponse"
SETTINGS = [
    ("inviting", "/policies/authorizationPolicy", "authorization_policy.AuthorizationPolicy"),
    ("inviting", _METHODS, "authentication_methods_policy.AuthenticationMethodsPolicy"),
    ("inviting", f"{_METHODS}/authenticationMethodConfigurations/email", _METHOD),
    ("invited", "/policies/homeRealmDiscoveryPolicies", _STS),
    ("inviting", "/identity/identityProviders", _PROVIDERS),
    ("inviting", "/servicePrincipals", _PRINCIPALS),
    (
        "inviting",
        "/servicePrincipals(appId='00000003-0000-0ff1-ce00-000000000000')",
        "service_principal.ServicePrincipal",
    ),
    ("invited", "/servicePrincipals", _PRINCIPALS),
    ("invited", "/groups", "group_collection_response.GroupCollectionResponse"),
    ("inviting", "/contacts", "org_contact_collection_response.OrgContactCollectionResponse"),
    (
        "inviting",
        "/admin/serviceAnnouncement/issues",
        "service_health_issue_collection_response.ServiceHealthIssueCollectionResponse",
    ),
    (
        "inviting",
        "/subscribedSkus",
        "subscribed_sku_collection_response.SubscribedSkuCollectionResponse",
    ),
    ("invited", "/domains/contoso.com", "domain.Domain"),
    (
        "inviting",
        "/policies/crossTenantAccessPolicy/default",
        f"{XTAP}_default.CrossTenantAccessPolicyConfigurationDefault",
    ),
]


def _everything_set() -> World:
    """Every setting that adds something to a body, or changes a word of it."""
    world = World()
    host, home = world.inviting, world.invited
    host.invites_from, host.email_otp = "adminsAndGuestInviters", "disabled"
    host.federation, host.incident, host.licensed = "google", True, False
    host.trust_mfa = host.trust_devices = True
    host.personal_accounts_redeem = False
    world.share.address_collision = "contact"
    home.alternate_login, home.account_kind, home.domain_auth = True, "group", "federated"
    return world


@pytest.mark.parametrize(("side", "path", "model"), SETTINGS)
def test_a_body_of_settings_survives_too(side: str, path: str, model: str) -> None:
    shipped, changed = (_body(world, path, {}, side) for world in (World(), _everything_set()))
    assert changed.get("value", changed), "an empty list proves nothing"
    assert changed != shipped or path == "/servicePrincipals" or "appId" in path
    for body in (shipped, changed):
        assert _plain(_round_trip(body, model)) == _plain(body)


@pytest.mark.parametrize("protocol", ["saml", "wsfed"])
def test_a_federation_survives_too(protocol: str) -> None:
    world = World()
    world.inviting.federation = protocol
    path = "/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation"
    rows = _body(world, path, {"$filter": "domains/any(x:x/id eq 'contoso.com')"})["value"]
    assert isinstance(rows, list)
    [row] = rows
    assert _plain(_round_trip(row, _FEDERATION)) == _plain(row)


def test_the_list_of_domains_has_the_form_of_its_sister_policies() -> None:
    """No SDK knows the beta's type; it inherits everything from the same base."""
    world = World()
    world.inviting.entra_domain_mode, world.inviting.entra_domain_list = "allowList", ("a.com",)
    body = _body(world, "/policies/b2bManagementPolicies", {}, version="beta")
    assert body["value"]
    assert _plain(_round_trip(body, _STS)) == _plain(body)


@pytest.mark.parametrize("kind", ["user", "sharedMailbox", "room"])
def test_a_mailbox_says_what_it_is_for_in_microsofts_word(kind: str) -> None:
    world = World()
    world.invited.account_kind = kind
    path = f"/users/{world.invited.user_object_id}/mailboxSettings/userPurpose"
    word = _body(world, path, {}, "invited")["value"]
    body = {"userPurpose": word}
    assert _plain(_round_trip(body, "mailbox_settings.MailboxSettings")) == body


@pytest.mark.parametrize(
    ("spoil", "value"),
    [("sharingCapability", "ExternalUserSharingOnly"), ("sharingDomainRestrictionMode", "off")],
)
def test_the_round_trip_notices_a_wrong_word(spoil: str, value: str) -> None:
    body = {**_body(World(), "/admin/sharepoint/settings", {}), spoil: value}
    assert _plain(_round_trip(body, "sharepoint_settings.SharepointSettings")) != _plain(body)


def _body(
    world: World,
    path: str,
    query: Mapping[str, str],
    side: str = "inviting",
    version: str = "v1.0",
) -> dict[str, object]:
    base = f"https://graph.microsoft.com/{version}"
    tenant = world.inviting if side == "inviting" else world.invited
    call = Call(world, tenant, NOW, base, path, query, {}, ALL_PERMISSIONS, version=version)
    return answer(call).body


def _round_trip(body: Json, model: str) -> dict[str, object]:
    module, name = model.split(".")
    kind = getattr(import_module(f"msgraph.generated.models.{module}"), name)
    text = json.dumps(body).encode()
    node = JsonParseNodeFactory().get_root_parse_node("application/json", text)
    read: Parsable | None = node.get_object_value(kind)
    assert read is not None
    _nothing_unknown(read)
    writer = JsonSerializationWriterFactory().get_serialization_writer("application/json")
    read.serialize(writer)
    written: dict[str, object] = json.loads(writer.get_serialized_content())
    return written


def _nothing_unknown(read: object) -> None:
    """No property that the model does not know, at any depth."""
    extra = [key for key in getattr(read, "additional_data", {}) or {} if not key.startswith("@")]
    assert extra == [], type(read).__name__
    for value in vars(read).values() if hasattr(read, "__dict__") else ():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Parsable):
                _nothing_unknown(inner)


def _plain(value: object) -> object:
    """Without @odata keys, nulls and the spelling of times, on which both sides are free."""
    if isinstance(value, Mapping):
        kept = {k: _plain(v) for k, v in value.items() if not str(k).startswith("@")}
        return {k: v for k, v in kept.items() if v is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.replace("+00:00", "Z") if isinstance(value, str) else value
