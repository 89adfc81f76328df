"""The sandbox's Graph refuses as Microsoft's does. The client's own code has no part here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from sandbox.graph import graph_routes
from sandbox.login import login_routes
from sandbox.world import ALL_PERMISSIONS, World
from tests.evidence.microsoft import NOW

GUEST = "9e570000-0000-4000-8000-000000000003"
GUEST_NAME = "marcus.jones_contoso.com%23EXT%23@fabrikam.onmicrosoft.com"
DENISE = "d3715e00-0000-4000-8000-000000000001"
CONTOSO = "c0470500-0000-4000-8000-000000000002"
EVENTUAL = {"ConsistencyLevel": "eventual"}
Json = dict[str, object]


class Caller:
    """An application with a token of one tenant."""

    def __init__(self, world: World, base: str, session: aiohttp.ClientSession) -> None:
        self.world, self.base, self._session = world, base, session

    async def token(self, tenant: str = "", **form: str) -> tuple[int, Json]:
        given = {
            "grant_type": "client_credentials",
            "client_id": "reader",
            "client_secret": "secret",
            "scope": "https://graph.microsoft.com/.default",
            **form,
        }
        url = f"{self.base}/login/{tenant or self.world.inviting.tenant_id}/oauth2/v2.0/token"
        async with self._session.post(url, data=given) as answer:
            return answer.status, await answer.json()

    async def get(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        tenant: str = "",
        version: str = "v1.0",
    ) -> tuple[int, Json]:
        _, issued = await self.token(tenant)
        bearer = {"Authorization": f"Bearer {issued.get('access_token', '')}"}
        url = URL(f"{self.base}/graph/{version}{path}", encoded=True)
        async with self._session.get(url, headers={**bearer, **(headers or {})}) as answer:
            return answer.status, await answer.json(content_type=None)

    async def groups(self, person: str, *asked: object) -> tuple[int, Json]:
        _, issued = await self.token()
        bearer = {"Authorization": f"Bearer {issued['access_token']}"}
        url = f"{self.base}/graph/v1.0/users/{person}/checkMemberGroups"
        body = {"groupIds": list(asked)}
        async with self._session.post(url, json=body, headers=bearer) as answer:
            return answer.status, await answer.json(content_type=None)

    async def batch(self, requests: list[Json]) -> tuple[int, Json]:
        _, issued = await self.token()
        bearer = {"Authorization": f"Bearer {issued['access_token']}"}
        url = f"{self.base}/graph/v1.0/$batch"
        async with self._session.post(url, json={"requests": requests}, headers=bearer) as answer:
            return answer.status, await answer.json(content_type=None)


def code(body: Json) -> object:
    error = body["error"]
    assert isinstance(error, dict)
    assert error["innerError"]["date"]
    return error["code"]


def values(body: Json) -> list[Json]:
    found = body["value"]
    assert isinstance(found, list)
    return found


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    world, app = World(), web.Application()
    app.add_routes(graph_routes(world, lambda: NOW, slow_seconds=0.2))
    app.add_routes(login_routes(world, lambda: NOW))
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        yield Caller(world, f"http://127.0.0.1:{server.port}", session)


DIRECTORY = (403, "Authorization_RequestDenied")
SHAREPOINT = (401, "accessDenied")
REPORTS = (403, "Authentication_MSGraphPermissionMissing")
SCOPES = (403, "AccessDenied")
MAILBOX = (403, "ErrorAccessDenied")
HEALTH = (403, "UnknownError")
FILES = (403, "accessDenied")
SITE = "/sites/fabrikam.sharepoint.com:/sites/project-x:"
DRIVE = "b!p1X0aB3dQ0uVx2n7Kq4cLw"
PATHS = [
    ("/admin/sharepoint/settings", "SharePointTenantSettings.Read.All", SHAREPOINT),
    ("/users", "User.Read.All", DIRECTORY),
    (f"/users/{GUEST}", "User.Read.All", DIRECTORY),
    (f"/users/{GUEST}/sponsors", "User.Read.All", DIRECTORY),
    ("/directory/deletedItems/microsoft.graph.user", "User.Read.All", DIRECTORY),
    ("/policies/crossTenantAccessPolicy/default", "Policy.Read.All", DIRECTORY),
    (f"/policies/crossTenantAccessPolicy/partners/{CONTOSO}", "Policy.Read.All", DIRECTORY),
    ("/domains", "Domain.Read.All", DIRECTORY),
    ("/domains/fabrikam.com", "Domain.Read.All", DIRECTORY),
    ("/organization", "Organization.Read.All", DIRECTORY),
    (
        "/tenantRelationships/findTenantInformationByDomainName(domainName='contoso.com')",
        "CrossTenantInformation.ReadBasic.All",
        DIRECTORY,
    ),
    ("/policies/authorizationPolicy", "Policy.Read.All", DIRECTORY),
    ("/policies/homeRealmDiscoveryPolicies", "Policy.Read.All", DIRECTORY),
    ("/policies/authenticationMethodsPolicy", "Policy.Read.All", SCOPES),
    (
        "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/email",
        "Policy.Read.AuthenticationMethod",
        SCOPES,
    ),
    (
        "/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation",
        "Domain.Read.All",
        DIRECTORY,
    ),
    ("/identity/identityProviders", "IdentityProvider.Read.All", SCOPES),
    ("/servicePrincipals", "Application.Read.All", DIRECTORY),
    (
        "/servicePrincipals(appId='00000003-0000-0ff1-ce00-000000000000')",
        "Application.Read.All",
        DIRECTORY,
    ),
    ("/groups", "GroupMember.Read.All", DIRECTORY),
    ("/contacts", "OrgContact.Read.All", DIRECTORY),
    (f"/users/{DENISE}/mailboxSettings/userPurpose", "MailboxSettings.Read", MAILBOX),
    ("/admin/serviceAnnouncement/issues", "ServiceHealth.Read.All", HEALTH),
    ("/subscribedSkus", "LicenseAssignment.Read.All", DIRECTORY),
    ("/auditLogs/directoryAudits", "AuditLog.Read.All", REPORTS),
    ("/auditLogs/signIns", "AuditLog.Read.All", REPORTS),
    ("/identity/conditionalAccess/policies", "Policy.Read.All", SCOPES),
    ("/policies/identitySecurityDefaultsEnforcementPolicy", "Policy.Read.All", SCOPES),
    (f"{SITE}/drives", "Files.Read.All", FILES),
    (f"{SITE}/lists/User%20Information%20List/items", "Sites.Read.All", FILES),
    (f"/drives/{DRIVE}/root:/Plan:/permissions", "Files.Read.All", FILES),
    ("/security/auditLog/queries", "AuditLogsQuery-SharePoint.Read.All", (403, "Forbidden")),
]


@pytest.mark.parametrize(("path", "permission", "refusal"), PATHS)
async def test_a_path_opens_with_its_permission_and_with_no_other(
    caller: Caller, path: str, permission: str, refusal: tuple[int, str]
) -> None:
    caller.world.inviting.inbound = "blocked"
    caller.world.inviting.graph.permissions = frozenset({permission})
    assert (await caller.get(path))[0] == 200
    caller.world.inviting.graph.permissions = ALL_PERMISSIONS - {permission}
    status, body = await caller.get(path)
    assert (status, code(body)) == refusal


@pytest.mark.parametrize(
    ("filter_", "plain", "advanced"),
    [
        ("mail eq 'MARCUS.jones@contoso.com'", 1, 1),
        ("mail eq 'nobody@contoso.com'", 0, 0),
        ("mail in ('marcus.jones@contoso.com','x@y.z')", 1, 1),
        ("startsWith(mail,'marcus')", 1, 1),
        ("otherMails/any(o:o eq 'marcus.jones@contoso.com')", 1, 1),
        ("proxyAddresses/any(p:p eq 'marcus.jones@contoso.com')", 0, 0),
        ("proxyAddresses/any(p:p eq 'SMTP:marcus.jones@contoso.com' or p eq 'smtp:x')", 1, 1),
        ("startsWith(userPrincipalName,'marcus.jones_contoso.com%23EXT%23')", 1, 1),
        ("userType eq 'Guest' and accountEnabled eq true", 1, 1),
        ("createdDateTime ge 2026-01-01T00:00:00Z", 1, 1),
        ("externalUserState eq 'PendingAcceptance'", 1, 1),
        ("endsWith(mail,'@contoso.com')", "Request_UnsupportedQuery", 1),
        ("mail ne 'x@y.z'", "Request_UnsupportedQuery", 4),
        ("not(mail eq 'x@y.z')", "Request_UnsupportedQuery", 4),
        ("endsWith(displayName,'s')", "Request_UnsupportedQuery", "Request_UnsupportedQuery"),
        ("mail gt 'a'", "Request_UnsupportedQuery", "Request_UnsupportedQuery"),
        ("mail eq 'unclosed", "Request_BadRequest", "Request_BadRequest"),
        ("shoeSize eq 43", "Request_BadRequest", "Request_BadRequest"),
        ("mail eq 'a' mail eq 'b'", "Request_BadRequest", "Request_BadRequest"),
        # An unescaped # ends the query: what arrives is half a filter.
        ("startsWith(userPrincipalName,'marcus#EXT#')", "Request_BadRequest", "Request_BadRequest"),
    ],
)
async def test_filters(caller: Caller, filter_: str, plain: int | str, advanced: int | str) -> None:
    query = f"/users?$filter={filter_.replace(' ', '%20')}"
    assert await _found(caller, query, {}) == plain
    pair = query.replace("?", "?$count=true&", 1)
    assert await _found(caller, pair, EVENTUAL) == advanced


B2B = "/policies/b2bManagementPolicies"


@pytest.mark.parametrize(
    ("path", "permission"),
    [(B2B, "Policy.Read.B2BManagementPolicy"), ("/organization", "Organization.Read.All")],
)
async def test_a_path_of_the_beta_opens_there_with_its_permission(
    caller: Caller, path: str, permission: str
) -> None:
    caller.world.inviting.graph.permissions = frozenset({permission})
    status, body = await caller.get(path, version="beta")
    assert (status, str(body["@odata.context"]).startswith(f"{caller.base}/graph/beta/")) == (
        200,
        True,
    )
    caller.world.inviting.graph.permissions = ALL_PERMISSIONS - {permission}
    status, body = await caller.get(path, version="beta")
    assert (status, code(body)) == DIRECTORY


@pytest.mark.parametrize(
    ("path", "version"),
    [(B2B, "v1.0"), ("/users", "v2.0"), ("/users", "v1.0/beta")],
)
async def test_a_path_answers_in_its_own_version_only(
    caller: Caller, path: str, version: str
) -> None:
    status, body = await caller.get(path, version=version)
    assert (status, code(body)) == (400, "BadRequest")


async def test_how_full_the_directory_is_stands_in_the_beta_alone(caller: Caller) -> None:
    [beta] = values((await caller.get("/organization", version="beta"))[1])
    [one] = values((await caller.get("/organization"))[1])
    assert "directorySizeQuota" in beta
    assert "directorySizeQuota" not in one


async def test_an_application_that_is_missing_is_absent(caller: Caller) -> None:
    caller.world.inviting.sharepoint_app = "missing"
    path = "/servicePrincipals(appId='00000003-0000-0ff1-ce00-000000000000')"
    status, body = await caller.get(path)
    assert (status, code(body)) == (404, "Request_ResourceNotFound")


async def test_a_mailbox_elsewhere_is_none_online(caller: Caller) -> None:
    status, body = await caller.get(f"/users/{GUEST}/mailboxSettings/userPurpose")
    assert (status, code(body)) == (404, "MailboxNotEnabledForRESTAPI")


@pytest.mark.parametrize(
    ("domain", "count"), [("contoso.com", 1), ("sub.contoso.com", 0), ("other.example", 0)]
)
async def test_a_federation_is_found_by_its_domain(caller: Caller, domain: str, count: int) -> None:
    caller.world.inviting.federation = "saml"
    path = "/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation"
    filter_ = f"domains/any(x:x/id%20eq%20'{domain}')"
    assert len(values((await caller.get(f"{path}?$filter={filter_}"))[1])) == count


async def test_the_end_of_a_deleted_name_is_an_advanced_question(caller: Caller) -> None:
    caller.world.invited.predecessor_deleted = True
    path = "/directory/deletedItems/microsoft.graph.user?$count=true&$filter="
    filter_ = "endsWith(userPrincipalName,'mj4711@contoso.com')"
    tenant = caller.world.invited.tenant_id
    assert (await caller.get(path + filter_, tenant=tenant))[0] == 400
    [gone] = values((await caller.get(path + filter_, EVENTUAL, tenant))[1])
    assert gone["userPrincipalName"] != "mj4711@contoso.com"


async def test_who_else_has_the_invited_address(caller: Caller) -> None:
    share = caller.world.share
    path = "?$filter=proxyAddresses/any(p:p%20eq%20'smtp:marcus.jones@contoso.com')"
    for kind, users, contacts in (("none", 1, 0), ("member", 2, 0), ("contact", 0, 1)):
        share.address_collision = kind
        assert len(values((await caller.get(f"/users{path}"))[1])) == users, kind
        assert len(values((await caller.get(f"/contacts{path}"))[1])) == contacts, kind


async def test_a_tenant_of_another_cloud_is_not_read_from_this_one(caller: Caller) -> None:
    caller.world.invited.cloud = "gcchigh"
    status, refused = await caller.token(caller.world.invited.tenant_id)
    assert (status, refused["error_codes"]) == (400, [900382])
    path = "/tenantRelationships/findTenantInformationByDomainName(domainName='contoso.com')"
    assert (await caller.get(path))[0] == 404


async def test_nobody_owns_a_domain_without_a_tenant(caller: Caller) -> None:
    caller.world.invited.tenant_exists = False
    status, refused = await caller.token(caller.world.invited.tenant_id)
    assert (status, refused["error_codes"]) == (400, [90002])


async def _found(caller: Caller, path: str, headers: Mapping[str, str]) -> int | object:
    status, body = await caller.get(path, headers)
    if status == 400:
        return code(body)
    assert status == 200
    return len(values(body))


async def test_count_without_the_header_is_silently_ignored(caller: Caller) -> None:
    assert "@odata.count" not in (await caller.get("/users?$count=true"))[1]
    assert (await caller.get("/users?$count=true", EVENTUAL))[1]["@odata.count"] == 4


async def test_sorting_a_filtered_list_is_advanced(caller: Caller) -> None:
    path = "/users?$filter=userType%20eq%20'Guest'&$orderby=displayName"
    assert (await caller.get(path))[0] == 400
    assert (await caller.get(f"{path}&$count=true", EVENTUAL))[0] == 200


async def test_without_select_only_the_default_properties_come(caller: Caller) -> None:
    _, body = await caller.get(f"/users/{GUEST}")
    assert body["mail"] == "marcus.jones@contoso.com"
    assert "externalUserState" not in body
    _, chosen = await caller.get(f"/users/{GUEST}?$select=externalUserState,identities")
    assert chosen["externalUserState"] == "PendingAcceptance"
    assert str(chosen["@odata.context"]).endswith(
        "$metadata#users(externalUserState,identities)/$entity"
    )


async def test_a_property_nobody_has_cannot_be_selected(caller: Caller) -> None:
    assert (await caller.get("/users?$select=shoeSize"))[0] == 400


@pytest.mark.parametrize(
    ("key", "status"),
    [
        (GUEST, 200),
        (GUEST_NAME, 200),
        (GUEST_NAME.lower(), 200),
        (GUEST_NAME.replace("%23", "#"), 404),
        ("nobody@fabrikam.com", 404),
    ],
)
async def test_guests_by_key(caller: Caller, key: str, status: int) -> None:
    assert (await caller.get(f"/users/{key}"))[0] == status


@pytest.mark.parametrize(
    ("state", "deleted", "living"),
    [
        ("missing", 0, 3),
        ("pending", 0, 4),
        ("accepted", 0, 4),
        ("disabled", 0, 4),
        ("deleted", 1, 3),
    ],
)
async def test_states_of_the_guest(caller: Caller, state: str, deleted: int, living: int) -> None:
    caller.world.share.guest = state
    _, gone = await caller.get("/directory/deletedItems/microsoft.graph.user")
    _, alias = await caller.get("/directory/deletedItems/graph.user")
    assert len(values(gone)) == len(values(alias)) == deleted
    assert len(values((await caller.get("/users"))[1])) == living


async def test_a_deleted_guests_name_begins_with_the_object_id(caller: Caller) -> None:
    caller.world.share.guest = "deleted"
    by_mail = "$filter=mail%20eq%20'marcus.jones@contoso.com'"
    path = f"/directory/deletedItems/microsoft.graph.user?{by_mail}"
    [gone] = values((await caller.get(path))[1])
    assert str(gone["userPrincipalName"]).startswith(GUEST.replace("-", ""))


async def test_the_pages_of_a_list_name_this_server(caller: Caller) -> None:
    _, first = await caller.get("/users?$top=3")
    link = str(first["@odata.nextLink"])
    assert link.startswith(f"{caller.base}/graph/v1.0/users?")
    _, second = await caller.get(link.removeprefix(f"{caller.base}/graph/v1.0"))
    assert "@odata.nextLink" not in second
    assert values(first)[0]["id"] != values(second)[0]["id"]


async def test_the_groups_say_who_works_at_the_helpdesk(caller: Caller) -> None:
    host = caller.world.inviting
    both = (host.agents_group_id, host.leads_group_id)
    assert (await caller.groups(host.agent_object_id, *both))[1]["value"] == [both[0]]
    assert (await caller.groups(host.lead_object_id, *both))[1]["value"] == [both[1]]
    assert (await caller.groups(DENISE, *both))[1]["value"] == []
    host.agent_in_group = False
    assert (await caller.groups(host.agent_object_id, *both))[1]["value"] == []


@pytest.mark.parametrize(
    ("person", "asked", "status", "error"),
    [
        (DENISE, (), 400, "Request_BadRequest"),
        (DENISE, ("agents",), 400, "Request_BadRequest"),
        (DENISE, (GUEST,) * 21, 400, "Request_BadRequest"),
        (CONTOSO, (GUEST,), 404, "Request_ResourceNotFound"),
    ],
)
async def test_a_question_about_groups_that_makes_no_sense(
    caller: Caller, person: str, asked: tuple[str, ...], status: int, error: str
) -> None:
    said = await caller.groups(person, *asked)
    assert (said[0], code(said[1])) == (status, error)


@pytest.mark.parametrize("missing", ["User.Read.All", "GroupMember.Read.All"])
async def test_groups_need_both_permissions(caller: Caller, missing: str) -> None:
    caller.world.inviting.graph.permissions = ALL_PERMISSIONS - {missing}
    said = await caller.groups(DENISE, GUEST)
    assert (said[0], code(said[1])) == DIRECTORY


async def test_sponsors(caller: Caller) -> None:
    [sponsor] = values((await caller.get(f"/users/{GUEST}/sponsors"))[1])
    assert sponsor["id"] == DENISE
    caller.world.share.sponsored_by_inviter = False
    assert values((await caller.get(f"/users/{GUEST}/sponsors"))[1]) == []


async def test_settings_are_flat(caller: Caller) -> None:
    _, body = await caller.get("/admin/sharepoint/settings")
    assert body["isRequireAcceptingUserToMatchInvitedUserEnabled"] is True
    assert "value" not in body


async def test_a_partner_without_an_entry_is_absent(caller: Caller) -> None:
    path = f"/policies/crossTenantAccessPolicy/partners/{CONTOSO}"
    status, body = await caller.get(path)
    assert (status, code(body)) == (404, "Request_ResourceNotFound")
    caller.world.inviting.inbound = "blocked"
    _, partner = await caller.get(path)
    assert partner["b2bCollaborationOutbound"] is None
    assert "id" not in partner


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/auditLogs/signIns", 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"),
        (
            f"/users/{GUEST}?$select=signInActivity",
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
        ),
        (f"/users/{GUEST_NAME}?$select=signInActivity", 400, "Request_BadRequest"),
        ("/me", 400, "Request_BadRequest"),
        ("/invitations", 400, "BadRequest"),
        ("/users?$expand=manager", 400, "Request_UnsupportedQuery"),
    ],
)
async def test_refusals_beyond_permissions(
    caller: Caller, path: str, status: int, expected: str
) -> None:
    caller.world.inviting.graph.premium = False
    got, body = await caller.get(path)
    assert (got, code(body)) == (status, expected)


async def test_audits_need_no_licence_and_name_the_inviter(caller: Caller) -> None:
    caller.world.inviting.graph.premium = False
    filter_ = (
        "activityDisplayName%20eq%20'Invite%20external%20user'%20and%20"
        f"targetResources/any(t:t/id%20eq%20'{GUEST}')"
    )
    [entry] = values((await caller.get(f"/auditLogs/directoryAudits?$filter={filter_}"))[1])
    assert entry["initiatedBy"]["user"]["id"] == DENISE  # type: ignore[index]
    other = filter_.replace(GUEST, DENISE)
    assert values((await caller.get(f"/auditLogs/directoryAudits?$filter={other}"))[1]) == []


async def test_throttling_stays_while_the_knob_is_on(caller: Caller) -> None:
    caller.world.inviting.graph.pace = "throttled"
    for _ in range(3):
        status, body = await caller.get("/users")
        assert (status, code(body)) == (429, "TooManyRequests")
    caller.world.inviting.graph.pace = "normal"
    assert (await caller.get("/users"))[0] == 200


async def test_a_batch_is_200_outside_and_comes_in_any_order(caller: Caller) -> None:
    requests: list[Json] = [
        {"id": str(n), "method": "GET", "url": f"/users?$top={n or 5}"} for n in range(10)
    ]
    requests.append({"id": "me", "method": "GET", "url": "/me"})
    orders = set()
    for _ in range(6):
        status, body = await caller.batch(requests)
        assert status == 200
        found = {str(part["id"]): part["status"] for part in _responses(body)}
        assert found == {**{str(n): 200 for n in range(10)}, "me": 400}
        orders.add(tuple(str(part["id"]) for part in _responses(body)))
    assert len(orders) > 1


async def test_in_a_throttled_batch_each_part_carries_its_wait(caller: Caller) -> None:
    caller.world.inviting.graph.pace = "throttled"
    status, body = await caller.batch([{"id": "1", "method": "GET", "url": "/users"}])
    [part] = _responses(body)
    assert (status, part["status"]) == (200, 429)
    assert part["headers"]["Retry-After"] == "1.128"  # type: ignore[index]


@pytest.mark.parametrize("count", [0, 21])
async def test_a_batch_holds_one_to_twenty(caller: Caller, count: int) -> None:
    requests: list[Json] = [{"id": str(n), "method": "GET", "url": "/users"} for n in range(count)]
    assert (await caller.batch(requests))[0] == 400


def _responses(body: Json) -> list[Json]:
    found = body["responses"]
    assert isinstance(found, list)
    return found


async def test_without_consent_there_is_no_token_and_an_old_one_is_worth_nothing(
    caller: Caller,
) -> None:
    world = caller.world
    _, held = await caller.token()
    world.inviting.graph.consented = world.invited.graph.consented = False
    status, refused = await caller.token()
    assert (status, refused["error_codes"]) == (400, [700016])
    status, refused = await caller.token(world.invited.tenant_id)
    assert (status, refused["error_codes"]) == (401, [7000229])
    url = f"{caller.base}/graph/v1.0/users"
    bearer = {"Authorization": f"Bearer {held['access_token']}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=bearer) as answer:
        assert answer.status == 401
        assert code(await answer.json(content_type=None)) == "Authorization_IdentityNotFound"


async def test_a_token_of_one_tenant_reads_that_tenant(caller: Caller) -> None:
    own = values((await caller.get("/users"))[1])
    homes = values((await caller.get("/users", tenant=caller.world.invited.tenant_id))[1])
    assert {u["userPrincipalName"] for u in homes} == {
        "mj4711@contoso.com",
        "admin.marcus@contoso.com",
        "it@contoso.com",
    }
    assert DENISE in {u["id"] for u in own}


@pytest.mark.parametrize(
    ("form", "error", "number"),
    [
        ({"client_secret": ""}, "invalid_client", 7000215),
        ({"scope": "https://graph.microsoft.com/User.Read"}, "invalid_scope", 70011),
    ],
)
async def test_refusals_of_sign_in(
    caller: Caller, form: dict[str, str], error: str, number: int
) -> None:
    _, body = await caller.token(**form)
    assert (body["error"], body["error_codes"]) == (error, [number])


async def test_discovery_by_domain(caller: Caller) -> None:
    async def issuer(domain: str) -> tuple[int, Json]:
        url = f"{caller.base}/login/{domain}/v2.0/.well-known/openid-configuration"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.json()

    status, body = await issuer("Contoso.com")
    assert (status, body["issuer"]) == (200, f"https://login.microsoftonline.com/{CONTOSO}/v2.0")
    status, body = await issuer("nobody.example")
    assert (status, body["error_codes"]) == (400, [90002])


@pytest.mark.parametrize("bearer", ["", "Bearer x.y.z", "Basic abc"])
async def test_without_a_token_nothing_opens(caller: Caller, bearer: str) -> None:
    url = f"{caller.base}/graph/v1.0/users"
    headers = {"Authorization": bearer} if bearer else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        assert answer.status == 401
        assert code(await answer.json(content_type=None)) == "InvalidAuthenticationToken"
