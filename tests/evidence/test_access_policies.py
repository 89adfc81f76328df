"""Conditional access read from its JSON: what concerns a guest at SharePoint, as tables."""

from __future__ import annotations

import pytest

from evidence.collectors.access_policies import strictest
from evidence.facts import Reason, Unknown
from tests.evidence.microsoft import Microsoft, reasons, values

Json = dict[str, object]
SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
HOME, OTHER = "c0470500-0000-4000-8000-000000000002", "9f3c0000-0000-4000-8000-000000000001"
GUEST = "9e570000-0000-4000-8000-000000000003"
MFA: Json = {"operator": "OR", "builtInControls": ["mfa"]}
BLOCK: Json = {"operator": "OR", "builtInControls": ["block"]}
EVERYBODY: Json = {"includeUsers": ["All"]}


def guests(
    kinds: str = "b2bCollaborationGuest,internalGuest", members: list[str] | None = None
) -> Json:
    tenants: Json = {"membershipKind": "all"}
    if members is not None:
        tenants = {"membershipKind": "enumerated", "members": members}
    return {"guestOrExternalUserTypes": kinds, "externalTenants": tenants}


def policy(controls: Json | None = None, users: Json | None = None, **conditions: object) -> Json:
    apps: Json = {"includeApplications": ["All"]}
    held = {"applications": apps, "users": users or EVERYBODY, **conditions}
    return {"state": "enabled", "conditions": held, "grantControls": controls or MFA}


def said(*policies: Json, home: str = HOME, guest: str = GUEST) -> object:
    found = strictest(policies, home, guest)
    return found.reason if isinstance(found, Unknown) else found


UNCLEAR = Reason.AMBIGUOUS


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        (EVERYBODY, "mfa"),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, "mfa"),
        ({"includeGuestsOrExternalUsers": guests()}, "mfa"),
        ({"includeGuestsOrExternalUsers": guests(members=[HOME.upper()])}, "mfa"),
        ({"includeGuestsOrExternalUsers": guests(members=[OTHER])}, "none"),
        ({"includeGuestsOrExternalUsers": guests("internalGuest,serviceProvider")}, "none"),
        ({"includeGuestsOrExternalUsers": guests("b2bCollaborationMember")}, UNCLEAR),
        ({"includeUsers": ["None"]}, "none"),
        ({"includeUsers": [OTHER]}, "none"),
        ({"includeUsers": [GUEST]}, "mfa"),
        ({"includeGroups": [OTHER]}, UNCLEAR),
        ({"includeUsers": [], "includeRoles": [OTHER]}, "none"),
        ({**EVERYBODY, "excludeUsers": ["GuestsOrExternalUsers"]}, "none"),
        ({**EVERYBODY, "excludeUsers": [OTHER]}, "mfa"),
        ({**EVERYBODY, "excludeUsers": [GUEST]}, "none"),
        ({**EVERYBODY, "excludeGroups": [OTHER]}, UNCLEAR),
        ({**EVERYBODY, "excludeGuestsOrExternalUsers": guests()}, "none"),
        ({**EVERYBODY, "excludeGuestsOrExternalUsers": guests(members=[HOME])}, "none"),
        ({**EVERYBODY, "excludeGuestsOrExternalUsers": guests(members=[OTHER])}, "mfa"),
    ],
)
def test_whom_a_policy_concerns(users: Json, expected: object) -> None:
    assert said(policy(users=users)) == expected


@pytest.mark.parametrize(
    ("users", "home", "guest"),
    [
        ({**EVERYBODY, "excludeUsers": [OTHER]}, HOME, ""),
        ({"includeGuestsOrExternalUsers": guests(members=[OTHER])}, "", GUEST),
    ],
    ids=["a guest nobody knows", "a home nobody knows"],
)
def test_what_cannot_be_compared_stays_open(users: Json, home: str, guest: str) -> None:
    assert said(policy(users=users), home=home, guest=guest) is UNCLEAR


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"applications": {"includeApplications": ["Office365"]}}, "mfa"),
        ({"applications": {"includeApplications": [SHAREPOINT.upper()]}}, "mfa"),
        ({"applications": {"includeApplications": [OTHER]}}, "none"),
        ({"applications": {"includeApplications": ["None"]}}, "none"),
        ({"applications": {"includeUserActions": ["urn:user:registersecurityinfo"]}}, "none"),
        (
            {"applications": {"includeApplications": ["All"], "excludeApplications": [SHAREPOINT]}},
            "none",
        ),
        ({"applications": {"includeAuthenticationContextClassReferences": ["c1"]}}, UNCLEAR),
        ({"clientAppTypes": ["all"]}, "mfa"),
        ({"clientAppTypes": ["browser"]}, "mfa"),
        ({"clientAppTypes": ["exchangeActiveSync", "other"]}, "none"),
        ({"authenticationFlows": {"transferMethods": "deviceCodeFlow"}}, "none"),
        ({"locations": {"includeLocations": ["All"], "excludeLocations": []}}, "mfa"),
        ({"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}}, UNCLEAR),
        ({"locations": {"includeLocations": [OTHER]}}, UNCLEAR),
        ({"platforms": {"includePlatforms": ["android"]}}, UNCLEAR),
        ({"devices": {"deviceFilter": {"mode": "include", "rule": "x"}}}, UNCLEAR),
        ({"signInRiskLevels": ["high"]}, "risk"),
        ({"userRiskLevels": ["high"]}, "risk"),
    ],
)
def test_where_a_policy_acts(conditions: Json, expected: object) -> None:
    assert said(policy(MFA, EVERYBODY, **conditions)) == expected


@pytest.mark.parametrize(
    ("controls", "expected"),
    [
        (BLOCK, "block"),
        ({"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}, "device"),
        ({"operator": "OR", "builtInControls": ["mfa", "compliantDevice"]}, "mfa"),
        ({"operator": "OR", "builtInControls": ["domainJoinedDevice"]}, "device"),
        ({"operator": "AND", "builtInControls": [], "authenticationStrength": {"id": "x"}}, "mfa"),
        ({"operator": "AND", "builtInControls": [], "termsOfUse": [OTHER]}, "tou"),
        ({"operator": "AND", "builtInControls": ["mfa"], "termsOfUse": [OTHER]}, "mfa"),
        ({"operator": "OR", "builtInControls": ["approvedApplication"]}, UNCLEAR),
        ({"operator": "OR", "builtInControls": ["approvedApplication", "mfa"]}, "mfa"),
        ({"operator": "AND", "builtInControls": ["aWordOfTomorrow", "mfa"]}, UNCLEAR),
        ({"operator": "AND", "builtInControls": []}, "none"),
    ],
)
def test_what_a_policy_demands(controls: Json, expected: object) -> None:
    assert said(policy(controls)) == expected


SOME = policy(BLOCK, {"includeGroups": [OTHER]})


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], "none"),
        ([policy(), policy(BLOCK)], "block"),
        ([policy(), SOME], UNCLEAR),
        ([policy(BLOCK), SOME], "block"),
        ([policy(BLOCK), policy(MFA, {"includeGroups": [OTHER]})], "block"),
        ([policy(MFA), policy(MFA, {"includeGroups": [OTHER]})], "mfa"),
        ([{**policy(), "grantControls": None}], "none"),
    ],
)
def test_the_strictest_counts_unless_a_stricter_one_may_apply(
    policies: list[Json], expected: object
) -> None:
    assert said(*policies) == expected


@pytest.mark.parametrize(
    ("knob", "word"),
    [("none", "none"), ("block", "block"), ("mfa", "mfa"), ("device", "device"), ("terms", "tou"),
     ("risk", "risk")],
)  # fmt: skip
async def test_the_tenants_own_policies(microsoft: Microsoft, knob: str, word: str) -> None:
    microsoft.world.inviting.guest_policy = knob
    facts = await microsoft.check(microsoft.marcus)
    assert values(facts)["host.ca.guestPolicyApplies"] == word
    names = ("Guests", "Administrators", "Old protocols", "Nobody")
    assert not any(f'"{name}"' in str(facts.to_json()) for name in names)


async def test_policies_that_cannot_be_read_are_not_none(microsoft: Microsoft) -> None:
    microsoft.world.inviting.graph.permissions -= {"Policy.Read.All"}
    why = reasons(await microsoft.check(microsoft.marcus))
    assert why["host.ca.guestPolicyApplies"] is Reason.NO_PERMISSION
