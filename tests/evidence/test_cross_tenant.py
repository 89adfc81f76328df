"""Cross-tenant access, read from its JSON: who is let in and out, as tables."""

from __future__ import annotations

import pytest

from evidence.collectors.cross_tenant import inbound, outbound
from evidence.facts import (
    INBOUND_ALLOWS,
    OUTBOUND_ALLOWS,
    REDEMPTION_ORDER_CUSTOM,
    TENANT_RESTRICTED,
    TRUST_MFA,
    Reason,
)
from tests.evidence.microsoft import reason

SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
Json = dict[str, object]


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


GROUP, OTHER = "9f3c0000-0000-4000-8000-000000000001", "797f4846-ba00-4fd7-ba43-dac1f8f63013"
OPEN = access("allowed", "allowed")
SHUT = access("blocked", "blocked")
ONE_GROUP = access("allowed", "allowed", who=GROUP)


@pytest.mark.parametrize(
    ("default", "partner", "expected"),
    [
        (OPEN, {}, True),
        (OPEN, {"b2bCollaborationInbound": None}, True),
        (SHUT, {}, False),
        (OPEN, {"b2bCollaborationInbound": SHUT}, False),
        (SHUT, {"b2bCollaborationInbound": OPEN}, True),
        (OPEN, {"b2bCollaborationInbound": {"usersAndGroups": None, "applications": None}}, True),
        (OPEN, {"b2bCollaborationInbound": ONE_GROUP}, Reason.AMBIGUOUS),
        (OPEN, None, Reason.NOT_LOOKED_UP),
    ],
)
def test_partner_settings_win_and_null_inherits(
    default: Json, partner: Json | None, expected: bool | Reason
) -> None:
    found = inbound({"b2bCollaborationInbound": default}, partner)[INBOUND_ALLOWS]
    assert (reason(found) or found) == expected


EVERYBODY, EVERYTHING = "AllUsers", "AllApplications"


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
@pytest.mark.parametrize(
    ("people", "who", "apps", "what", "expected"),
    [
        # The rows of Microsoft's table.
        ("blocked", EVERYBODY, "blocked", EVERYTHING, False),
        ("allowed", EVERYBODY, "allowed", EVERYTHING, True),
        ("allowed", GROUP, "allowed", EVERYTHING, Reason.AMBIGUOUS),
        ("allowed", EVERYBODY, "allowed", OTHER, False),
        ("allowed", GROUP, "blocked", SHAREPOINT, False),
        ("allowed", GROUP, "blocked", OTHER, Reason.AMBIGUOUS),
        ("blocked", GROUP, "blocked", EVERYTHING, Reason.AMBIGUOUS),
        ("blocked", GROUP, "allowed", OTHER, False),
        ("blocked", GROUP, "allowed", SHAREPOINT, Reason.AMBIGUOUS),
        ("allowed", GROUP, "allowed", OTHER, False),
        ("allowed", GROUP, "allowed", SHAREPOINT, Reason.AMBIGUOUS),
        ("blocked", GROUP, "blocked", SHAREPOINT, Reason.AMBIGUOUS),
        ("blocked", GROUP, "blocked", OTHER, Reason.AMBIGUOUS),
        # What follows from them.
        ("allowed", GROUP, "blocked", EVERYTHING, False),
        ("allowed", EVERYBODY, "blocked", SHAREPOINT, False),
        ("allowed", EVERYBODY, "allowed", "Office365", True),
        ("allowed", EVERYBODY, "blocked", OTHER, Reason.AMBIGUOUS),
        ("allowed", EVERYBODY, "allowed", "MicrosoftAdminPortals", Reason.AMBIGUOUS),
        ("blocked", EVERYBODY, "allowed", EVERYTHING, False),
        ("blocked", EVERYBODY, "blocked", OTHER, Reason.AMBIGUOUS),
        # A word that Microsoft adds later settles nothing.
        ("odd", EVERYBODY, "allowed", EVERYTHING, Reason.NOT_UNDERSTOOD),
        ("odd", EVERYBODY, "blocked", EVERYTHING, Reason.NOT_UNDERSTOOD),
        ("allowed", EVERYBODY, "odd", EVERYTHING, Reason.NOT_UNDERSTOOD),
    ],
)
def test_people_and_applications_are_judged_together(
    direction: str, people: str, who: str, apps: str, what: str, expected: bool | Reason
) -> None:
    setting = access(people, apps, who, what)
    if direction == "inbound":
        found = inbound({"b2bCollaborationInbound": setting}, {})[INBOUND_ALLOWS]
    else:
        found = outbound({"b2bCollaborationOutbound": setting}, {})[OUTBOUND_ALLOWS]
    assert (reason(found) or found) == expected


ALL_IN = {"accessType": "allowed", "targets": [{"target": EVERYBODY}]}


@pytest.mark.parametrize("targets", [{}, {"targets": None}, {"targets": []}, {"targets": [{}]}])
@pytest.mark.parametrize("kind", ["allowed", "blocked"])
def test_a_list_of_applications_that_names_none_is_unknown(kind: str, targets: Json) -> None:
    setting = {"usersAndGroups": ALL_IN, "applications": {"accessType": kind, **targets}}
    assert reason(inbound({"b2bCollaborationInbound": setting}, {})[INBOUND_ALLOWS]) is (
        Reason.NOT_GIVEN
    )


@pytest.mark.parametrize("half", ["usersAndGroups", "applications"])
def test_half_a_setting_decides_nothing(half: str) -> None:
    setting = {half: SHUT[half]}
    assert reason(inbound({"b2bCollaborationInbound": setting}, {})[INBOUND_ALLOWS]) is (
        Reason.NOT_GIVEN
    )


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
    some = access("blocked", "blocked", who=GROUP)
    assert reason(outbound({}, {"tenantRestrictions": some})[TENANT_RESTRICTED]) is Reason.NOT_GIVEN


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


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ({}, Reason.NOT_GIVEN),
        ({"fallbackIdentityProvider": "defaultConfiguredIdp"}, Reason.NOT_GIVEN),
        ({"primaryIdentityProviderPrecedenceOrder": None}, Reason.NOT_GIVEN),
        ({"fallbackIdentityProvider": "emailOneTimePasscode"}, True),
        ({"primaryIdentityProviderPrecedenceOrder": ["externalFederation"]}, True),
    ],
)
def test_an_order_not_given_is_not_custom(configured: Json, expected: bool | Reason) -> None:
    default: Json = {"invitationRedemptionIdentityProviderConfiguration": configured}
    found = inbound(default, {})[REDEMPTION_ORDER_CUSTOM]
    assert (reason(found) or found) == expected
