"""Addresses, tenants and settings, read from their JSON, as tables."""

from __future__ import annotations

import pytest

from evidence.collectors.domains import sign_in
from evidence.collectors.sharepoint import settings
from evidence.collectors.tenants import discovered, entra_domain
from evidence.facts import (
    DOMAIN_AUTH,
    REQUIRE_MATCH,
    SPO_DOMAIN_ALLOWS,
    SPO_SHARING,
    TENANT_MANAGED,
    Reason,
)
from evidence.facts.addresses import among, domain_of, normal
from evidence.refusals import MisreadError
from tests.evidence.microsoft import reason

ADDRESS = "ana.silva@litware.com"
Json = dict[str, object]


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


@pytest.mark.parametrize("mode", ["allowList", "blockList"])
@pytest.mark.parametrize("missing", [True, False])
def test_a_list_in_force_that_is_not_given_is_unknown(mode: str, missing: bool) -> None:
    body: Json = {"sharingDomainRestrictionMode": mode}
    lists = ("sharingAllowedDomainList", "sharingBlockedDomainList")
    found = settings(body if missing else {**body, **dict.fromkeys(lists)}, ADDRESS)
    assert reason(found[SPO_DOMAIN_ALLOWS]) is Reason.NOT_GIVEN


@pytest.mark.parametrize(
    ("body", "auth"),
    [
        ({"authenticationType": "Managed", "isAdminManaged": True}, "managed"),
        ({"authenticationType": "Federated"}, "federated"),
        ({"authenticationType": "Managed", "isVerified": False}, Reason.NOT_GIVEN),
    ],
)
def test_domains(body: Json, auth: object) -> None:
    found = sign_in(body)
    assert (reason(found[DOMAIN_AUTH]) or found[DOMAIN_AUTH]) == auth


def test_dns_records_kept_by_microsoft_are_no_sign_of_an_unmanaged_tenant() -> None:
    found = sign_in({"authenticationType": "Managed", "isAdminManaged": False})
    assert found[TENANT_MANAGED] is True


def test_a_wrong_type_is_never_guessed() -> None:
    with pytest.raises(MisreadError):
        settings({"isRequireAcceptingUserToMatchInvitedUserEnabled": "true"}, ADDRESS)
