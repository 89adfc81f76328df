"""Logs, site and access policies of the sandbox's Graph: the forms and the refusals of Microsoft's.

The client's own code has no part here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from kiota_abstractions.serialization import Parsable
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer_factory import (
    JsonSerializationWriterFactory,
)

from sandbox.graph.answers import Call, Refusal
from sandbox.graph.endpoints import answer
from sandbox.world import ALL_PERMISSIONS, Invited, Inviting, World
from tests.evidence.attempts import CORRELATION, REQUEST, tried
from tests.evidence.microsoft import NOW

Json = dict[str, object]
SITE = "/sites/fabrikam.sharepoint.com:/sites/project-x:"
ITEM = "/drives/b!p1X0aB3dQ0uVx2n7Kq4cLw/root:/Plan:/permissions"
PEOPLE = f"{SITE}/lists/User Information List/items"
SEARCHES = "/security/auditLog/queries"
SEARCH: Json = {
    "displayName": "a search",
    "filterStartDateTime": "2026-10-21T09:00:00Z",
    "filterEndDateTime": "2026-11-20T09:00:00Z",
    "operationFilters": ["AddedToSecureLink"],
    "keywordFilter": "marcus.jones@contoso.com",
}
UNINDEXED = {"prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"}
# What the wire carries and the metadata does not list; open types hold whatever a list or log has.
EXTRA = {"Identity": {"email"}, "SharePointIdentity": {"email"}}
OPEN = {"FieldValueSet", "SharePointSharingOperationAuditRecord"}
# A set of flags, which the models read and do not write.
LOST = {"guestOrExternalUserTypes"}


def call(world: World, path: str, tenant: Inviting | Invited | None = None, **more: object) -> Call:
    base = "https://graph.microsoft.com/v1.0"
    plain = Call(world, tenant or world.inviting, NOW, base, path, {}, {}, ALL_PERMISSIONS)
    return replace(plain, **more)  # type: ignore[arg-type]


def body(world: World, path: str, **more: object) -> Json:
    return answer(call(world, path, **more)).body  # type: ignore[arg-type]


def rows(found: Json) -> list[Json]:
    value = found["value"]
    assert isinstance(value, list)
    return value


def played() -> World:
    """A world in which there is something to see everywhere."""
    world = World()
    tried(world, 53003, host=True, home=True)
    world.inviting.guest_policy, world.inviting.policy_changed_ago = "device", timedelta(hours=1)
    world.share.guest, world.share.site_user = "accepted", "ext"
    world.share.link, world.share.link_expired = "entraRedeem", True
    return world


def searched(world: World, kept: dict[tuple[str, str], Json]) -> str:
    made = body(world, SEARCHES, body=SEARCH, searches=kept)
    return f"{SEARCHES}/{made['id']}"


BODIES = [
    ("/auditLogs/signIns", "sign_in_collection_response.SignInCollectionResponse"),
    (f"/auditLogs/signIns/{REQUEST}", "sign_in.SignIn"),
    (
        "/auditLogs/directoryAudits",
        "directory_audit_collection_response.DirectoryAuditCollectionResponse",
    ),
    (
        "/identity/conditionalAccess/policies",
        "conditional_access_policy_collection_response.ConditionalAccessPolicyCollectionResponse",
    ),
    (
        "/policies/identitySecurityDefaultsEnforcementPolicy",
        "identity_security_defaults_enforcement_policy.IdentitySecurityDefaultsEnforcementPolicy",
    ),
    (f"{SITE}/drives", "drive_collection_response.DriveCollectionResponse"),
    (ITEM, "permission_collection_response.PermissionCollectionResponse"),
    (PEOPLE, "list_item_collection_response.ListItemCollectionResponse"),
]


@pytest.mark.parametrize(("path", "model"), BODIES)
@pytest.mark.parametrize("home", [False, True])
def test_a_body_survives_microsofts_models(path: str, model: str, home: bool) -> None:
    world = played()
    of_site = path.startswith(("/sites", "/drives"))
    found = body(world, path, tenant=world.invited if home and not of_site else world.inviting)
    assert plain(round_trip(found, model)) == plain(found)


@pytest.mark.parametrize(
    ("below", "model"),
    [
        ("", "security.audit_log_query.AuditLogQuery"),
        (
            "/records",
            "security.audit_log_record_collection_response.AuditLogRecordCollectionResponse",
        ),
    ],
)
def test_a_search_and_its_records_survive_too(below: str, model: str) -> None:
    world, kept = played(), dict[tuple[str, str], Json]()
    path = searched(world, kept)
    body(world, path, searches=kept)
    found = body(world, path + below, searches=kept)
    assert plain(round_trip(found, model)) == plain(found)


def test_the_round_trip_notices_a_wrong_word() -> None:
    model = "sign_in_collection_response.SignInCollectionResponse"
    found = body(played(), "/auditLogs/signIns")
    rows(found)[0]["conditionalAccessStatus"] = "Failure"
    assert plain(round_trip(found, model)) != plain(found)


@pytest.mark.parametrize(
    ("filter_", "count"),
    [
        ("", 2),
        (f"correlationId eq '{CORRELATION}'", 1),
        ("createdDateTime ge 2026-11-20T08:00:00Z", 1),
        ("createdDateTime ge 2026-11-20T08:00:00Z and createdDateTime le 2026-11-20T08:30:00Z", 0),
        ("userPrincipalName eq 'marcus.jones@contoso.com'", 2),
        ("status/errorCode eq 0", 1),
        ("(userId eq 'x' or status/errorCode eq 53003)", 1),
    ],
)
def test_the_sign_in_log_is_filtered(filter_: str, count: int) -> None:
    query = {"$filter": filter_} if filter_ else {}
    assert len(rows(body(played(), "/auditLogs/signIns", query=query))) == count


@pytest.mark.parametrize(
    ("code", "host", "home", "in_host", "in_home"),
    [
        (50020, False, True, [], [90072]),
        (53003, True, True, [53003], [53003]),
        (None, True, False, [0], []),
        (50034, False, False, [], []),
    ],
)
def test_each_tenant_keeps_its_own_log(
    code: int | None, host: bool, home: bool, in_host: list[int], in_home: list[int]
) -> None:
    world = World()
    tried(world, code, host=host, home=home)

    def codes(tenant: Inviting | Invited) -> list[object]:
        entries = rows(body(world, "/auditLogs/signIns", tenant=tenant))
        return [entry["status"]["errorCode"] for entry in entries]  # type: ignore[index]

    assert (codes(world.inviting), codes(world.invited)) == (in_host, in_home)


def test_an_old_attempt_has_left_the_log() -> None:
    world = World()
    tried(world, 53003, NOW - timedelta(days=31), host=True)
    assert rows(body(world, "/auditLogs/signIns")) == []


def unlicensed(world: World) -> Call:
    world.inviting.graph.premium = False
    return call(world, "/auditLogs/signIns")


ASKED = "fields/EMail eq 'marcus.jones@contoso.com'"
REFUSALS: list[tuple[Callable[[World], Call], int, str]] = [
    (unlicensed, 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"),
    (lambda w: call(w, "/auditLogs/signIns/nobody"), 404, "Request_ResourceNotFound"),
    (lambda w: call(w, ITEM.replace("Plan", "Gone")), 404, "itemNotFound"),
    (lambda w: call(w, ITEM.replace("b!", "c!")), 404, "itemNotFound"),
    (lambda w: call(w, f"{SITE}/drives".replace("project-x", "other")), 404, "itemNotFound"),
    (lambda w: call(w, f"{SITE}/drives", w.invited), 404, "itemNotFound"),
    (lambda w: call(w, PEOPLE, query={"$filter": ASKED}), 400, "invalidRequest"),
    (lambda w: call(w, f"{SEARCHES}/nothing"), 404, "NotFound"),
    (lambda w: call(w, SEARCHES, body={"displayName": "without times"}), 400, "BadRequest"),
    (lambda w: call(w, SEARCHES, body={**SEARCH, "operationFilter": []}), 400, "BadRequest"),
    (lambda w: call(w, "/users", body={}), 400, "BadRequest"),
]


@pytest.mark.parametrize(("asked", "status", "code"), REFUSALS)
def test_what_graph_refuses(asked: Callable[[World], Call], status: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        answer(asked(World()))
    assert (refused.value.status, refused.value.code) == (status, code)


def test_the_people_of_a_site_are_searched_by_address_with_the_header() -> None:
    found = body(played(), PEOPLE, query={"$filter": ASKED}, headers=UNINDEXED)
    [row] = rows(found)
    assert row["fields"]["Name"].endswith("#ext#@fabrikam.onmicrosoft.com")  # type: ignore[index]


def test_a_search_is_ready_only_once_it_was_asked_for_again() -> None:
    world, kept = World(), dict[tuple[str, str], Json]()
    path = searched(world, kept)
    with pytest.raises(Refusal):
        body(world, f"{path}/records", searches=kept)
    assert body(world, path, searches=kept)["status"] == "succeeded"
    [record] = rows(body(world, f"{path}/records", searches=kept))
    assert record["operation"] == "AddedToSecureLink"
    assert len(rows(body(world, SEARCHES, searches=kept))) == 1
    assert rows(body(world, SEARCHES, tenant=world.invited, searches=kept)) == []


def round_trip(found: Json, model: str) -> Json:
    module, name = model.rsplit(".", 1)
    kind = getattr(import_module(f"msgraph.generated.models.{module}"), name)
    text = json.dumps(found).encode()
    node = JsonParseNodeFactory().get_root_parse_node("application/json", text)
    read: Parsable | None = node.get_object_value(kind)
    assert read is not None
    nothing_unknown(read)
    writer = JsonSerializationWriterFactory().get_serialization_writer("application/json")
    read.serialize(writer)
    written: Json = json.loads(writer.get_serialized_content())
    return written


def nothing_unknown(read: object) -> None:
    kind = type(read).__name__
    extra = {key for key in getattr(read, "additional_data", {}) or {} if not key.startswith("@")}
    assert kind in OPEN or extra <= EXTRA.get(kind, set()), (kind, extra)
    for value in vars(read).values() if hasattr(read, "__dict__") else ():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Parsable):
                nothing_unknown(inner)


def plain(value: object) -> object:
    """Without @odata keys, nulls and the spelling of times, on which both sides are free."""
    if isinstance(value, Mapping):
        kept = {
            k: plain(v) for k, v in value.items() if not str(k).startswith("@") and k not in LOST
        }
        return {k: v for k, v in kept.items() if v is not None}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(item) for item in value]
    if not isinstance(value, str):
        return value
    return value.replace("+00:00", "Z").replace(".000000Z", "Z")
