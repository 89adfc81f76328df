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


@pytest.mark.parametrize(
    ("spoil", "value"),
    [("sharingCapability", "ExternalUserSharingOnly"), ("sharingDomainRestrictionMode", "off")],
)
def test_the_round_trip_notices_a_wrong_word(spoil: str, value: str) -> None:
    body = {**_body(World(), "/admin/sharepoint/settings", {}), spoil: value}
    assert _plain(_round_trip(body, "sharepoint_settings.SharepointSettings")) != _plain(body)


def _body(world: World, path: str, query: Mapping[str, str]) -> dict[str, object]:
    base = "https://graph.microsoft.com/v1.0"
    return answer(Call(world, world.inviting, NOW, base, path, query, {}, ALL_PERMISSIONS)).body


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
