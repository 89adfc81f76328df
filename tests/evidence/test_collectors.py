"""The pure halves of the collectors, as tables."""

from __future__ import annotations

import pytest

from evidence.addresses import among, domain_of, normal
from evidence.collectors.cross_tenant import inbound, outbound
from evidence.collectors.domains import sign_in
from evidence.collectors.guests import Search, facts_of, filters, issuer, pick
from evidence.collectors.invitee import account
from evidence.collectors.sharepoint import settings
from evidence.collectors.tenants import discovered, entra_domain
from evidence.facts import (
    ADDRESS_COLLISION,
    DOMAIN_AUTH,
    GUEST_EXISTS,
    GUEST_STATE,
    INBOUND_ALLOWS,
    INVITED_IN_PROXIES,
    MAIL_EQUALS_INVITED,
    OUTBOUND_ALLOWS,
    PROXY_ADDRESSES,
    REDEMPTION_ORDER_CUSTOM,
    REQUIRE_MATCH,
    SPO_DOMAIN_ALLOWS,
    SPO_SHARING,
    TENANT_MANAGED,
    TENANT_RESTRICTED,
    TRUST_MFA,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    UPN_ON_ONMICROSOFT,
    Reason,
    Unknown,
)
from evidence.refusals import MisreadError, Refused

ADDRESS = "ana.silva@litware.com"
SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
Json = dict[str, object]


def reason(value: object) -> Reason | None:
    return value.reason if isinstance(value, Unknown) else None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SMTP:Ana@Litware.com", "ana@litware.com", True),
        (" smtp: ana@litware.com ", "ana@litware.com", True),
        ("ana@bücher.example", "ana@xn--bcher-kva.example", True),
        ("ana@litware.com", "ana@litware.com.evil.example", False),
        ("ana@litware.com", "bob@litware.com", False),
    ],
)
def test_addresses_are_compared_whole_without_case_or_prefix(
    one: str, other: str, same: bool
) -> None:
    assert among(one, (other,)) is same


def test_what_is_no_address_has_no_domain() -> None:
    assert domain_of("litware.com") == ""
    assert normal("SIP:ana@litware.com") == "sip:ana@litware.com"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("fabrikam.sharepoint.com", "fabrikam.onmicrosoft.com"),
        ("Fabrikam-my.SharePoint.com", "fabrikam.onmicrosoft.com"),
        ("fabrikam-admin.sharepoint.com", "fabrikam.onmicrosoft.com"),
        ("fabrikam.sharepoint.us", "fabrikam.onmicrosoft.us"),
        ("portal.fabrikam.com", "portal.fabrikam.com"),
        ("fabrikam.com/../common", ""),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("", ""),
    ],
)
def test_a_sharepoint_host_names_its_tenants_domain(host: str, domain: str) -> None:
    assert entra_domain(host) == domain


@pytest.mark.parametrize(
    ("instance", "scope", "cloud"),
    [
        ("microsoftonline.com", None, "global"),
        ("microsoftonline.com", "GCC", "gcc"),
        ("microsoftonline.us", "DODCON", "gcchigh"),
        ("microsoftonline.us", "DOD", "dod"),
        ("partner.microsoftonline.cn", None, "china"),
    ],
)
def test_discovery_tells_tenant_and_cloud(instance: str, scope: str | None, cloud: str) -> None:
    tenant = "F4B41CA3-0000-4000-8000-000000000001"
    body = {
        "issuer": f"https://login.{instance}/{tenant}/v2.0",
        "cloud_instance_name": instance,
        "tenant_region_sub_scope": scope,
    }
    assert discovered(body) == (tenant.lower(), cloud)


def test_discovery_without_a_tenant_id_is_not_understood() -> None:
    with pytest.raises(MisreadError):
        discovered({"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"})


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize(
    ("capability", "word"),
    [
        ("disabled", "disabled"),
        ("existingExternalUserSharingOnly", "existingOnly"),
        ("externalUserSharingOnly", "newAndExisting"),
        ("externalUserAndGuestSharing", "anyone"),
    ],
)
def test_sharepoint_settings_flat_or_wrapped(capability: str, word: str, wrapped: bool) -> None:
    flat = {
        "sharingCapability": capability,
        "isRequireAcceptingUserToMatchInvitedUserEnabled": True,
    }
    found = settings({"value": flat} if wrapped else flat, ADDRESS)
    assert (found[SPO_SHARING], found[REQUIRE_MATCH]) == (word, True)


def test_a_missing_match_setting_is_unknown_not_false() -> None:
    assert reason(settings({"sharingCapability": "new"}, ADDRESS)[REQUIRE_MATCH]) is (
        Reason.NOT_GIVEN
    )
    assert reason(settings({"sharingCapability": "new"}, ADDRESS)[SPO_SHARING]) is (
        Reason.NOT_UNDERSTOOD
    )


@pytest.mark.parametrize(
    ("mode", "allowed", "blocked", "expected"),
    [
        ("none", ["other.com"], ["litware.com"], True),
        ("allowList", ["Litware.com"], [], True),
        ("allowList", ["other.com"], [], False),
        ("blockList", ["litware.com"], ["other.com"], True),
        ("blockList", [], ["LITWARE.com"], False),
    ],
)
def test_only_the_list_of_the_mode_is_in_force(
    mode: str, allowed: list[str], blocked: list[str], expected: bool
) -> None:
    body: Json = {
        "sharingDomainRestrictionMode": mode,
        "sharingAllowedDomainList": allowed,
        "sharingBlockedDomainList": blocked,
    }
    assert settings(body, ADDRESS)[SPO_DOMAIN_ALLOWS] is expected


def access(people: str, apps: str, who: str = "AllUsers", what: str = "AllApplications") -> Json:
    return {
        "usersAndGroups": {
            "accessType": people,
            "targets": [{"target": who, "targetType": "user"}],
        },
        "applications": {
            "accessType": apps,
            "targets": [{"target": what, "targetType": "application"}],
        },
    }


OPEN = access("allowed", "allowed")
SHUT = access("blocked", "blocked")
ONE_GROUP = access("allowed", "allowed", who="9f3c0000-0000-4000-8000-000000000001")
OTHER_APP = access("allowed", "blocked", what="797f4846-ba00-4fd7-ba43-dac1f8f63013")


@pytest.mark.parametrize(
    ("default", "partner", "expected"),
    [
        (OPEN, {}, True),
        (OPEN, {"b2bCollaborationInbound": None}, True),
        (SHUT, {}, False),
        (OPEN, {"b2bCollaborationInbound": SHUT}, False),
        (SHUT, {"b2bCollaborationInbound": OPEN}, True),
        (OPEN, {"b2bCollaborationInbound": access("allowed", "blocked", what=SHAREPOINT)}, False),
        (OPEN, {"b2bCollaborationInbound": access("allowed", "allowed", what="Office365")}, True),
        (OPEN, {"b2bCollaborationInbound": {"usersAndGroups": None, "applications": None}}, True),
        (OPEN, {"b2bCollaborationInbound": ONE_GROUP}, Reason.AMBIGUOUS),
        (OPEN, {"b2bCollaborationInbound": OTHER_APP}, Reason.AMBIGUOUS),
        (
            OPEN,
            {"b2bCollaborationInbound": access("blocked", "blocked", who="a")},
            Reason.AMBIGUOUS,
        ),
        (OPEN, {"b2bCollaborationInbound": access("odd", "allowed")}, Reason.NOT_UNDERSTOOD),
        (OPEN, None, Reason.NOT_KNOWN),
    ],
)
def test_partner_settings_win_and_null_inherits(
    default: Json, partner: Json | None, expected: bool | Reason
) -> None:
    found = inbound({"b2bCollaborationInbound": default}, partner)[INBOUND_ALLOWS]
    assert (reason(found) or found) == expected


def test_outbound_is_read_from_the_other_half() -> None:
    partner: Json = {"b2bCollaborationOutbound": SHUT, "b2bCollaborationInbound": OPEN}
    assert outbound({"b2bCollaborationOutbound": OPEN}, partner)[OUTBOUND_ALLOWS] is False


def test_trust_inherits_value_by_value() -> None:
    default: Json = {"inboundTrust": {"isMfaAccepted": True}}
    assert inbound(default, {"inboundTrust": None})[TRUST_MFA] is True
    assert inbound(default, {"inboundTrust": {"isMfaAccepted": False}})[TRUST_MFA] is False


def test_tenant_restrictions_are_known_only_where_this_partner_is_blocked() -> None:
    assert reason(outbound({"tenantRestrictions": SHUT}, {})[TENANT_RESTRICTED]) is Reason.NOT_GIVEN
    assert outbound({}, {"tenantRestrictions": SHUT})[TENANT_RESTRICTED] == "v2"
    assert reason(outbound({}, {"tenantRestrictions": OPEN})[TENANT_RESTRICTED]) is Reason.NOT_GIVEN


@pytest.mark.parametrize(
    ("order", "fallback", "custom"),
    [
        (["azureActiveDirectory", "externalFederation", "socialIdentityProviders"], "x", True),
        (
            ["azureActiveDirectory", "externalFederation", "socialIdentityProviders"],
            "defaultConfiguredIdp",
            False,
        ),
        (["externalFederation", "azureActiveDirectory"], "defaultConfiguredIdp", True),
    ],
)
def test_redemption_order(order: list[str], fallback: str, custom: bool) -> None:
    configured: Json = {
        "primaryIdentityProviderPrecedenceOrder": order,
        "fallbackIdentityProvider": fallback,
    }
    default: Json = {"invitationRedemptionIdentityProviderConfiguration": configured}
    assert inbound(default, {})[REDEMPTION_ORDER_CUSTOM] is custom


def guest(name: str, **more: object) -> Json:
    upn = f"{name}_litware.com#EXT#@fabrikam.onmicrosoft.com"
    return {"id": name, "userPrincipalName": upn, "externalUserState": None, **more}


def test_the_guest_with_the_address_wins_then_accepted_then_the_newest() -> None:
    old = guest("old", mail=ADDRESS, createdDateTime="2024-01-01T00:00:00Z")
    new = guest("new", mail=ADDRESS, createdDateTime="2025-01-01T00:00:00Z")
    accepted = guest("accepted", mail=ADDRESS, externalUserState="Accepted")
    other = guest("other", mail="x@y.z", externalUserState="Accepted")
    assert pick([other, old], ADDRESS) is old
    assert pick([old, new], ADDRESS) is new
    assert pick([new, accepted, other], ADDRESS) is accepted


@pytest.mark.parametrize(
    ("user", "is_one"),
    [
        (guest("a", userType="Member"), True),
        ({"id": "b", "userPrincipalName": "b@fabrikam.com", "userType": "Guest"}, False),
        ({"id": "c", "userPrincipalName": "c@fabrikam.com", "creationType": "Invitation"}, True),
        ({"id": "d", "userPrincipalName": "d#ext#@fabrikam.com"}, True),
    ],
)
def test_a_guest_is_known_by_origin_not_by_user_type(user: Json, is_one: bool) -> None:
    assert (pick([user], ADDRESS) is user) is is_one


@pytest.mark.parametrize(
    ("identities", "word"),
    [
        ([("federated", "ExternalAzureAD")], "ExternalAzureAD"),
        ([("federated", "MicrosoftAccount")], "MicrosoftAccount"),
        ([("federated", "mail")], "mail"),
        ([("federated", "google.com")], "google"),
        ([("federated", "https://idp.litware.com/saml")], "otherUri"),
        ([("federated", "fabrikam.onmicrosoft.com")], "hostDomain"),
        ([], "hostDomain"),
    ],
)
def test_issuers_in_the_catalogues_words(identities: list[tuple[str, str]], word: str) -> None:
    own = ("userPrincipalName", "fabrikam.onmicrosoft.com")
    listed = [{"signInType": kind, "issuer": who} for kind, who in [*identities, own]]
    assert issuer({"identities": listed}) == word


def test_nobody_found_is_absent_only_if_every_look_up_was_answered() -> None:
    assert facts_of(Search(()), ADDRESS)[GUEST_EXISTS] is False
    with pytest.raises(Refused):
        facts_of(Search((), Refused(Reason.THROTTLED)), ADDRESS)
    half = Search((guest("ana", mail=ADDRESS),), Refused(Reason.THROTTLED))
    assert facts_of(half, ADDRESS)[GUEST_EXISTS] is True


def test_a_member_with_the_address_is_a_collision_and_no_guest() -> None:
    member = {"id": "m", "userPrincipalName": "ana@fabrikam.com", "mail": ADDRESS}
    found = facts_of(Search((member,)), ADDRESS)
    assert (found[GUEST_EXISTS], found[ADDRESS_COLLISION]) == (False, "member")


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("PendingAcceptance", "PendingAcceptance"),
        ("Pending Acceptance", "PendingAcceptance"),
        ("Accepted", "Accepted"),
        (None, "null"),
    ],
)
def test_states_of_a_guest(wire: str | None, expected: str) -> None:
    user = guest("ana", externalUserState=wire)
    assert facts_of(Search((user,)), ADDRESS)[GUEST_STATE] == expected


def test_filters_double_the_quote() -> None:
    assert filters("o'neil@litware.com")[0] == "mail eq 'o''neil@litware.com'"
    assert filters(ADDRESS)[3] == "startsWith(userPrincipalName,'ana.silva_litware.com#EXT#')"


@pytest.mark.parametrize(
    ("upn", "mail", "proxies", "expected"),
    [
        (ADDRESS, ADDRESS, [f"SMTP:{ADDRESS}"], (True, True, True, True)),
        ("as17@litware.com", ADDRESS, [f"SMTP:{ADDRESS}"], (False, True, False, True)),
        ("ANA.Silva@litware.com", None, [], (True, False, False, False)),
        (
            "as17@litware.com",
            "as@litware.com",
            [f"smtp:{ADDRESS.upper()}", "smtp:AS17@litware.com", "SIP:x@y.z"],
            (False, False, True, True),
        ),
    ],
)
def test_the_account_is_compared_with_the_invited_address(
    upn: str, mail: str | None, proxies: list[str], expected: tuple[bool, ...]
) -> None:
    user: Json = {"id": "x", "userPrincipalName": upn, "mail": mail, "proxyAddresses": proxies}
    found = account(user, ADDRESS)
    facts = (UPN_EQUALS_INVITED, MAIL_EQUALS_INVITED, UPN_IN_PROXIES, INVITED_IN_PROXIES)
    assert tuple(found[fact] for fact in facts) == expected
    assert "x@y.z" not in str(found[PROXY_ADDRESSES])


@pytest.mark.parametrize(
    ("upn", "expected"),
    [
        ("a@litware.onmicrosoft.com", True),
        ("a@LITWARE.onmicrosoft.COM", True),
        ("a@notonmicrosoft.com", False),
    ],
)
def test_sign_in_names_on_the_initial_domain(upn: str, expected: bool) -> None:
    assert account({"userPrincipalName": upn}, ADDRESS)[UPN_ON_ONMICROSOFT] is expected


@pytest.mark.parametrize(
    ("body", "auth", "managed"),
    [
        ({"authenticationType": "Managed", "isAdminManaged": True}, "managed", True),
        ({"authenticationType": "Federated"}, "federated", Reason.NOT_GIVEN),
        ({"authenticationType": "Managed", "isVerified": False}, Reason.NOT_GIVEN, None),
    ],
)
def test_domains(body: Json, auth: object, managed: object) -> None:
    found = sign_in(body)
    assert (reason(found[DOMAIN_AUTH]) or found[DOMAIN_AUTH]) == auth
    if managed is not None:
        assert (reason(found[TENANT_MANAGED]) or found[TENANT_MANAGED]) == managed


def test_a_wrong_type_is_never_guessed() -> None:
    with pytest.raises(MisreadError):
        settings({"isRequireAcceptingUserToMatchInvitedUserEnabled": "true"}, ADDRESS)
