"""What each setting of the two tenants becomes: over real HTTP, and in Microsoft's odder forms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from evidence.collectors.address_book import G6, H18
from evidence.collectors.alternate_login import G4, by_mail
from evidence.collectors.applications import G9, H17, worker
from evidence.collectors.capacity import H19, SKU, exhausted, licensed
from evidence.collectors.cross_tenant import H6
from evidence.collectors.domains import G2
from evidence.collectors.guest_sign_in import H7, H8, protocol
from evidence.collectors.guests import Search
from evidence.collectors.health import H16, H16_HOME, incident
from evidence.collectors.invitation_settings import H4, H5, admits, inviters
from evidence.collectors.mailbox import G7, purpose
from evidence.collectors.predecessors import G8, deleted
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.facts import ALLOW_INVITES_FROM, Reason, Unknown
from evidence.probes import GENERAL, PROBES, RELEASED
from evidence.refusals import MisreadError, Refused
from sandbox.world import World
from tests.evidence.microsoft import Microsoft, reasons, values

Json = dict[str, object]
Turn = Callable[[World], None]


def sets(name: str, value: object, *more: object) -> Turn:
    """Turns settings of the world: `sets("inviting.licensed", False)`."""

    def turn(world: World) -> None:
        for path, to in zip((name, *more[::2]), (value, *more[1::2]), strict=True):
            part, _, field = str(path).partition(".")
            assert hasattr(getattr(world, part), field)
            setattr(getattr(world, part), field, to)

    return turn


def plain(found: object) -> object:
    return found.reason if isinstance(found, Unknown) else found


async def read(microsoft: Microsoft, probe: Probe) -> Found:
    world = microsoft.world
    host, home = world.inviting.tenant_id, world.invited.tenant_id
    subject = Subject(world.share.invited_address, host_tenant=host, home_tenant=home)
    until = asyncio.get_running_loop().time() + 8
    reader = microsoft.reader(host if probe.organisation == INVITING else home, until)
    return await probe.read(reader, subject)


NOTHING: Turn = sets("share.guest", "pending")
GMAIL = ("share.invited_address", "marcus@gmail.com")
SETTINGS = [
    (NOTHING, H4, "host.entra.allowInvitesFrom", "everyone"),
    (sets("inviting.invites_from", "none"), H4, "host.entra.allowInvitesFrom", "none"),
    (
        sets("inviting.invites_from", "adminsAndGuestInviters"),
        H4,
        "host.entra.allowInvitesFrom",
        "adminsAndGuestInviters",
    ),
    (NOTHING, H5, "host.entra.domainAllowsInvitee", True),
    (
        sets(
            "inviting.entra_domain_mode", "allowList", "inviting.entra_domain_list", ("x.example",)
        ),
        H5,
        "host.entra.domainAllowsInvitee",
        False,
    ),
    (
        sets(
            "inviting.entra_domain_mode", "blockList", "inviting.entra_domain_list", ("x.example",)
        ),
        H5,
        "host.entra.domainAllowsInvitee",
        True,
    ),
    (
        sets(
            "inviting.entra_domain_mode",
            "blockList",
            "inviting.entra_domain_list",
            ("CONTOSO.com",),
        ),
        H5,
        "host.entra.domainAllowsInvitee",
        False,
    ),
    (NOTHING, H6, "host.xtap.trustMfa", False),
    (sets("inviting.trust_mfa", True), H6, "host.xtap.trustMfa", True),
    (sets("inviting.trust_devices", True), H6, "host.xtap.trustCompliant", True),
    (sets("inviting.trust_devices", True), H6, "host.xtap.trustHybrid", True),
    (NOTHING, H6, "host.redemptionOrderCustom", False),
    (sets("inviting.personal_accounts_redeem", False), H6, "host.redemptionOrderCustom", True),
    (NOTHING, H7, "host.entra.emailOtp", "default"),
    (sets("inviting.email_otp", "disabled"), H7, "host.entra.emailOtp", "disabled"),
    (NOTHING, H8, "host.federation.forInvitedDomain", "none"),
    (sets("inviting.federation", "saml"), H8, "host.federation.forInvitedDomain", "saml"),
    (sets("inviting.federation", "wsfed"), H8, "host.federation.forInvitedDomain", "wsfed"),
    (
        sets("inviting.federation", "google", *GMAIL),
        H8,
        "host.federation.forInvitedDomain",
        "google",
    ),
    (sets(*GMAIL), H8, "host.federation.forInvitedDomain", "none"),
    # Google serves its own mail domains only.
    (sets("inviting.federation", "google"), H8, "host.federation.forInvitedDomain", "none"),
    (NOTHING, H16, "health.incident", False),
    (sets("inviting.incident", True), H16, "health.incident", True),
    (sets("inviting.incident", True), H16_HOME, "health.incident", Reason.NOT_GIVEN),
    (NOTHING, H17, "host.spo.app", "enabled"),
    (sets("inviting.sharepoint_app", "disabled"), H17, "host.spo.app", "disabled"),
    (sets("inviting.sharepoint_app", "missing"), H17, "host.spo.app", "missing"),
    (
        sets("inviting.sharepoint_app", "assignmentRequired"),
        H17,
        "host.spo.app",
        "assignmentRequired",
    ),
    (NOTHING, H18, "host.addressCollision", "none"),
    (sets("share.address_collision", "contact"), H18, "host.addressCollision", "contact"),
    (sets("share.address_collision", "member"), H18, "host.addressCollision", "member"),
    (sets("share.address_collision", "otherGuest"), H18, "host.addressCollision", "otherGuest"),
    (NOTHING, H19, "host.quotaExhausted", False),
    (sets("inviting.quota_exhausted", True), H19, "host.quotaExhausted", True),
    (NOTHING, SKU, "host.spo.licensed", True),
    (sets("inviting.licensed", False), SKU, "host.spo.licensed", False),
    (NOTHING, G2, "invitee.domainAuth", "managed"),
    (sets("invited.domain_auth", "federated"), G2, "invitee.domainAuth", "federated"),
    (NOTHING, G2, "invitee.tenantManaged", True),
    # Roll-outs to groups cannot be read: what is not set for everybody is no "no".
    (NOTHING, G4, "invitee.alternateLoginId", Reason.NOT_GIVEN),
    (sets("invited.alternate_login", True), G4, "invitee.alternateLoginId", True),
    (NOTHING, G6, "invitee.accountKind", Reason.NOT_GIVEN),
    (sets("invited.account_kind", "group"), G6, "invitee.accountKind", "group"),
    (sets("invited.account_kind", "contact"), G6, "invitee.accountKind", "contact"),
    (sets("invited.account_exists", False), G6, "invitee.accountKind", "none"),
    (NOTHING, G7, "invitee.accountKind", "user"),
    (sets("invited.account_kind", "sharedMailbox"), G7, "invitee.accountKind", "sharedMailbox"),
    (sets("invited.account_kind", "room"), G7, "invitee.accountKind", "room"),
    (sets("invited.account_exists", False), G7, "invitee.accountKind", None),
    # The bin keeps 30 days: an earlier account may have gone before.
    (NOTHING, G8, "invitee.predecessorDeleted", Reason.NOT_GIVEN),
    (sets("invited.predecessor_deleted", True), G8, "invitee.predecessorDeleted", True),
    (
        # Found by the end of its sign-in name: nothing else of it is the invited address.
        sets(
            "invited.predecessor_deleted",
            True,
            "invited.mail",
            "",
            "invited.proxy_addresses",
            (),
            "invited.upn",
            "marcus.jones@contoso.com",
        ),
        G8,
        "invitee.predecessorDeleted",
        True,
    ),
    (NOTHING, G9, "home.crossCloudWorkerEnabled", True),
    (sets("invited.worker_app_enabled", False), G9, "home.crossCloudWorkerEnabled", False),
]


@pytest.mark.parametrize(("turn", "probe", "name", "expected"), SETTINGS)
async def test_a_setting_becomes_a_fact(
    microsoft: Microsoft, turn: Turn, probe: Probe, name: str, expected: object
) -> None:
    turn(microsoft.world)
    found = {fact.name: plain(value) for fact, value in (await read(microsoft, probe)).items()}
    assert found.get(name) == expected


def test_every_probe_of_settings_is_in_the_table() -> None:
    shown = {probe.id for _, probe, _, _ in SETTINGS}
    of_settings = {"H4", "H5", "H6", "H7", "H8", "H16", "H17", "H18", "H19", "SKU"}
    assert shown == of_settings | {"G2", "G4", "G6", "G7", "G8", "G9"}
    assert shown <= {probe.id for probe in PROBES}


REFUSED = [
    (H4, {"Policy.Read.All"}),
    (H5, {"Policy.Read.B2BManagementPolicy"}),
    (H7, {"Policy.Read.AuthenticationMethod", "Policy.Read.All"}),
    (H8, {"Domain.Read.All"}),
    (H16, {"ServiceHealth.Read.All"}),
    (H17, {"Application.Read.All"}),
    (H18, {"User.Read.All", "GroupMember.Read.All", "OrgContact.Read.All"}),
    (H19, {"Organization.Read.All"}),
    (SKU, {"LicenseAssignment.Read.All"}),
    (G4, {"Policy.Read.All"}),
    (G6, {"User.Read.All", "GroupMember.Read.All", "OrgContact.Read.All"}),
    (G7, {"User.Read.All"}),
    (G8, {"User.Read.All"}),
    (G9, {"Application.Read.All"}),
]


@pytest.mark.parametrize(("probe", "missing"), REFUSED)
async def test_a_missing_permission_is_the_reason(
    microsoft: Microsoft, probe: Probe, missing: set[str]
) -> None:
    world = microsoft.world
    tenant = world.inviting if probe.organisation == INVITING else world.invited
    tenant.graph.permissions -= missing
    with pytest.raises(Refused) as refused:
        await read(microsoft, probe)
    assert refused.value.reason is Reason.NO_PERMISSION
    assert probe is G7 or probe.permission in missing


PARTLY = [
    (H7, "Policy.Read.AuthenticationMethod", NOTHING, "default"),
    (H7, "Policy.Read.All", NOTHING, "default"),
    (H8, "IdentityProvider.Read.All", NOTHING, "none"),
    (H8, "IdentityProvider.Read.All", sets(*GMAIL), "IdentityProvider.Read.All"),
    (H18, "OrgContact.Read.All", NOTHING, "OrgContact.Read.All"),
    (H18, "OrgContact.Read.All", sets("share.address_collision", "member"), "member"),
    (H18, "User.Read.All", sets("share.address_collision", "contact"), "contact"),
    (H18, "User.Read.All", NOTHING, "User.Read.All"),
    (G6, "GroupMember.Read.All", sets("invited.account_exists", False), "GroupMember.Read.All"),
    (G6, "GroupMember.Read.All", sets("invited.account_kind", "contact"), "contact"),
    (G7, "MailboxSettings.Read", NOTHING, "MailboxSettings.Read"),
]


@pytest.mark.parametrize(("probe", "missing", "turn", "expected"), PARTLY)
async def test_half_the_permissions_tell_what_they_can(
    microsoft: Microsoft, probe: Probe, missing: str, turn: Turn, expected: str
) -> None:
    """What is left unknown names the permission that would tell it."""
    turn(microsoft.world)
    world = microsoft.world
    tenant = world.inviting if probe.organisation == INVITING else world.invited
    tenant.graph.permissions -= {missing}
    [value] = (await read(microsoft, probe)).values()
    assert (value.detail if isinstance(value, Unknown) else value) == expected


async def test_an_account_without_a_mailbox_online_leaves_its_kind_open(
    microsoft: Microsoft,
) -> None:
    microsoft.world.invited.mail = ""
    [value] = (await read(microsoft, G7)).values()
    assert plain(value) is Reason.NOT_GIVEN


@pytest.mark.parametrize("probe", [H5, H8, H18, G6, G7, G8])
async def test_without_an_address_nothing_is_looked_up(microsoft: Microsoft, probe: Probe) -> None:
    microsoft.world.share.invited_address = ""
    with pytest.raises(Refused) as refused:
        await read(microsoft, probe)
    assert refused.value.reason is Reason.NOT_LOOKED_UP
    assert not any("/graph/" in request for request in microsoft.requests)


def policy(lists: str, default: object = True) -> Json:
    rules = f'{{"B2BManagementPolicy":{{"InvitationsAllowedAndBlockedDomainsPolicy":{lists}}}}}'
    return {"definition": [rules], "isOrganizationDefault": default}


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], True),
        ([policy('{"AllowedDomains":["litware.com"]}')], True),
        ([policy('{"AllowedDomains":["LITWARE.com "],"BlockedDomains":[]}')], True),
        ([policy('{"AllowedDomains":["other.com"]}')], False),
        ([policy('{"AllowedDomains":[],"BlockedDomains":["litware.com"]}')], False),
        ([policy('{"BlockedDomains":["sub.litware.com"]}')], True),
        ([policy('{"BlockedDomains":[]}')], True),
        ([policy("{}")], True),
        # Microsoft's sample: single quotes, and a truth written as text.
        ([policy("{'BlockedDomains':['litware.com']}", "true")], False),
        ([policy('{"blockedDomains":["litware.com"]}')], False),
        ([policy('{"BlockedDomains":["litware.com"]}', False)], True),
        ([policy('{"AllowedDomains":[]}')], Reason.AMBIGUOUS),
        ([policy('{"BlockedDomains":["*.com"]}')], Reason.AMBIGUOUS),
        (
            [policy('{"AllowedDomains":["litware.com"],"BlockedDomains":["litware.com"]}')],
            Reason.AMBIGUOUS,
        ),
        ([{"definition": [], "isOrganizationDefault": True}], True),
        ([{"definition": ['{"B2BManagementPolicy":{"Version":1}}'], "id": "x"}], True),
    ],
)
def test_entras_own_list_of_domains(policies: list[Json], expected: object) -> None:
    assert plain(admits(policies, "litware.com")) == expected


def test_two_policies_in_force_are_not_judged() -> None:
    with pytest.raises(Refused):
        admits([policy('{"AllowedDomains":["a.com"]}'), policy('{"BlockedDomains":[]}')], "a.com")


def test_rules_that_are_no_json_are_not_guessed() -> None:
    with pytest.raises(MisreadError):
        admits([{"definition": ["B2BManagementPolicy"], "isOrganizationDefault": True}], "a.com")


def realm(rules: str, default: bool = True) -> Json:
    text = f'{{"HomeRealmDiscoveryPolicy":{rules}}}'
    return {"definition": [text], "isOrganizationDefault": default}


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([realm('{"AlternateIdLogin":{"Enabled":true}}')], True),
        ([realm('{"AlternateIdLogin":{"Enabled": true}}', default=False)], Reason.NOT_GIVEN),
        ([realm('{"AlternateIdLogin":{"Enabled":false}}')], Reason.NOT_GIVEN),
        ([realm('{"AccelerateToFederatedDomain":true}')], Reason.NOT_GIVEN),
    ],
)
def test_signing_in_by_mail_is_told_only_where_it_is_set_for_everybody(
    policies: list[Json], expected: object
) -> None:
    assert plain(by_mail(policies)) == expected


def issue(service: str, classification: str = "incident", resolved: bool = False) -> Json:
    return {"service": service, "classification": classification, "isResolved": resolved}


@pytest.mark.parametrize(
    ("issues", "expected"),
    [
        ([], False),
        ([issue("SharePoint Online")], True),
        ([issue("sharepoint online", "advisory")], False),
        ([issue("SharePoint Online", resolved=True)], False),
        ([issue("Microsoft Teams")], False),
    ],
)
def test_incidents_of_the_services_concerned(issues: list[Json], expected: bool) -> None:
    assert incident(issues, frozenset({"sharepoint online"})) is expected


OWNER = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"


@pytest.mark.parametrize(
    ("principals", "expected"),
    [
        ([], Reason.NOT_GIVEN),
        ([{"accountEnabled": False, "appOwnerOrganizationId": OWNER}], False),
        ([{"accountEnabled": False, "appOwnerOrganizationId": "somebody-elses"}], Reason.NOT_GIVEN),
        (
            [
                {"accountEnabled": True, "appOwnerOrganizationId": OWNER},
                {"accountEnabled": False, "appOwnerOrganizationId": "somebody-elses"},
            ],
            True,
        ),
        ([{"accountEnabled": True}, {"accountEnabled": False}], Reason.AMBIGUOUS),
    ],
)
def test_only_microsofts_own_worker_counts(principals: list[Json], expected: object) -> None:
    assert plain(worker(principals)) == expected


def sku(status: str, plan: str) -> Json:
    return {"capabilityStatus": status, "servicePlans": [{"servicePlanName": plan}]}


@pytest.mark.parametrize(
    ("subscriptions", "expected"),
    [
        ([], False),
        ([sku("Enabled", "SHAREPOINTSTANDARD_EDU")], True),
        ([sku("Warning", "SHAREPOINTENTERPRISE")], True),
        ([sku("Suspended", "SHAREPOINTENTERPRISE")], False),
        ([sku("Enabled", "SHAREPOINTWAC")], False),
        ([sku("Suspended", "SHAREPOINTENTERPRISE"), sku("Enabled", "ONEDRIVESTANDARD")], True),
    ],
)
def test_licences_that_contain_sharepoint(subscriptions: list[Json], expected: bool) -> None:
    assert licensed(subscriptions) is expected


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ({"used": 9, "total": 10}, False),
        ({"used": 10, "total": 10}, True),
        ({"used": 10, "total": 0}, Reason.NOT_GIVEN),
        ({"used": 10}, Reason.NOT_GIVEN),
        (None, Reason.NOT_GIVEN),
    ],
)
def test_the_room_left_in_the_directory(quota: Json | None, expected: object) -> None:
    assert plain(exhausted([{"directorySizeQuota": quota}])) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (protocol([{"preferredAuthenticationProtocol": "wsFed"}]), "wsfed"),
        (protocol([{"preferredAuthenticationProtocol": "oidc"}]), Reason.NOT_UNDERSTOOD),
        (purpose({"value": "equipment"}), "room"),
        (purpose({"value": "linked"}), "user"),
        (purpose({"value": "others"}), Reason.NOT_UNDERSTOOD),
        (inviters({"allowInvitesFrom": "nobody"})[ALLOW_INVITES_FROM], Reason.NOT_UNDERSTOOD),
        (inviters({})[ALLOW_INVITES_FROM], Reason.NOT_GIVEN),
    ],
)
def test_words_of_microsofts_in_the_catalogues(found: object, expected: object) -> None:
    assert plain(found) == expected


HEX = "77777777000040008000000000000001"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{HEX}ana@litware.com", True),
        (f"{HEX}Ana@Litware.com", True),
        (f"{HEX}joana@litware.com", Reason.NOT_GIVEN),
        (f"{HEX}ana@litware.com#EXT#@fabrikam.com", Reason.NOT_GIVEN),
    ],
)
def test_a_predecessor_is_known_by_its_name_as_it_was(name: str, expected: object) -> None:
    found = deleted(Search(({"userPrincipalName": name},)), ("ana@litware.com",))
    assert plain(found) == expected


def fed_by(probes: tuple[Probe, ...]) -> set[str]:
    return {fact.name for probe in probes for fact in probe.feeds}


async def test_settings_of_the_inviting_tenant_are_for_whoever_may_ask_it(
    microsoft: Microsoft,
) -> None:
    """A colleague of the inviter gets them; what depends on the invited address stays closed."""
    facts = await microsoft.check(microsoft.colleague)
    known = {name for name, value in values(facts).items() if not isinstance(value, Unknown)}
    assert fed_by(GENERAL) - {"host.spo.domainAllowsInvitee"} <= known
    closed = fed_by(RELEASED) - fed_by(GENERAL)
    assert {reasons(facts)[name] for name in closed} == {Reason.NOT_RELEASED}


async def test_a_stranger_gets_none_of_them(microsoft: Microsoft) -> None:
    facts = await microsoft.check(microsoft.stranger)
    assert {reasons(facts)[name] for name in fed_by((*GENERAL, *RELEASED))} == {Reason.NOT_RELEASED}
    assert not any("/beta/" in request for request in microsoft.requests)


async def test_an_agent_gets_all_of_them(microsoft: Microsoft) -> None:
    microsoft.world.invited.account_kind = "sharedMailbox"
    found = values(await microsoft.check(replace(microsoft.colleague, agent=True)))
    assert found["host.addressCollision"] == "none"
    assert found["host.entra.domainAllowsInvitee"] is True
    assert found["invitee.accountKind"] == "sharedMailbox"
    assert found["health.incident"] is False


async def test_an_unmanaged_tenant_lets_nobody_in(microsoft: Microsoft) -> None:
    """It has no administrator who could: what Graph then says of it is nothing."""
    microsoft.world.invited.managed = False
    why = reasons(await microsoft.check(replace(microsoft.colleague, agent=True)))
    assert why["invitee.tenantManaged"] is Reason.NO_CONSENT


@pytest.mark.parametrize(
    ("turn", "found", "cloud"),
    [
        (NOTHING, True, "global"),
        (sets("invited.cloud", "gcchigh"), True, "gcchigh"),
        (sets("invited.cloud", "china"), True, "china"),
        (sets("invited.tenant_exists", False), False, Reason.NOT_GIVEN),
    ],
)
async def test_tenants_in_other_clouds_and_domains_without_one(
    microsoft: Microsoft, turn: Turn, found: bool, cloud: object
) -> None:
    turn(microsoft.world)
    facts = values(await microsoft.check(microsoft.denise))
    assert facts["invitee.tenantFound"] is found
    assert plain(facts["case.cloud.home"]) == cloud
