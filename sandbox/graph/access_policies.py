"""Conditional access of the inviting tenant: one policy on guests, among others that are not."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, Json
from sandbox.graph.collections import Shape, collection
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

POLICIES = Shape("identity/conditionalAccess/policies", Grammar(frozenset({"displayName"})))
_TERMS = "7e6a0000-0000-4000-8000-000000000001"
_ADMINISTRATORS = "62e90394-69f5-4237-9190-012177145e10"  # role template: Global Administrator
_MADE = "2024-03-05T10:00:00Z"
_GUESTS: Json = {
    "guestOrExternalUserTypes": "b2bCollaborationGuest,b2bCollaborationMember,otherExternalUser",
    "externalTenants": {
        "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants",
        "membershipKind": "all",
    },
}
_CONTROLS: dict[str, Json] = {
    "block": {"builtInControls": ["block"]},
    "mfa": {"builtInControls": ["mfa"]},
    "device": {"builtInControls": ["compliantDevice", "domainJoinedDevice"]},
    "terms": {"builtInControls": [], "termsOfUse": [_TERMS]},
    "risk": {"builtInControls": ["block"]},
}


def access_policies(call: Call) -> Answer:
    return Answer(200, collection(call, POLICIES, list(_policies(call))))


def security_defaults(call: Call) -> Answer:
    """Off: whoever has policies of their own cannot have them on."""
    path = "policies/identitySecurityDefaultsEnforcementPolicy/$entity"
    return Answer(
        200,
        {
            "@odata.context": call.context(path),
            "id": "00000000-0000-0000-0000-000000000005",
            "displayName": "Security Defaults",
            "description": "Basic security for every organisation.",
            "isEnabled": False,
        },
    )


def _policies(call: Call) -> list[Json]:
    tenant = call.tenant
    if not isinstance(tenant, Inviting):
        return []
    rest = [_administrators(), _old_protocols(), _switched_off()]
    return rest if tenant.guest_policy == "none" else [_on_guests(tenant.guest_policy), *rest]


def _on_guests(kind: str) -> Json:
    risks = ["high"] if kind == "risk" else []
    users = _users(includeGuestsOrExternalUsers=_GUESTS)
    return _policy(1, "Guests", users, _CONTROLS[kind], signInRiskLevels=risks)


def _administrators() -> Json:
    users = _users(includeRoles=[_ADMINISTRATORS])
    return _policy(2, "Administrators", users, _CONTROLS["mfa"])


def _old_protocols() -> Json:
    users, old = _users(includeUsers=["All"]), ["exchangeActiveSync", "other"]
    return _policy(3, "Old protocols", users, _CONTROLS["block"], clientAppTypes=old)


def _switched_off() -> Json:
    return {
        **_policy(4, "Nobody", _users(includeUsers=["All"]), _CONTROLS["block"]),
        "state": "disabled",
    }


def _users(**included: object) -> Json:
    lists = ("Users", "Groups", "Roles")
    empty: Json = {f"{which}{what}": [] for which in ("include", "exclude") for what in lists}
    return {
        **empty,
        "includeGuestsOrExternalUsers": None,
        "excludeGuestsOrExternalUsers": None,
        **included,
    }


def _policy(number: int, name: str, users: Json, controls: Json, **conditions: object) -> Json:
    return {
        "id": f"ca000000-0000-4000-8000-00000000000{number}",
        "displayName": name,
        "createdDateTime": _MADE,
        "modifiedDateTime": None,
        "state": "enabled",
        "templateId": None,
        "sessionControls": None,
        "conditions": {
            "userRiskLevels": [],
            "signInRiskLevels": [],
            "servicePrincipalRiskLevels": [],
            "clientAppTypes": ["all"],
            "platforms": None,
            "locations": None,
            "devices": None,
            "clientApplications": None,
            "authenticationFlows": None,
            "insiderRiskLevels": None,
            "applications": {
                "includeApplications": ["All"],
                "excludeApplications": [],
                "includeUserActions": [],
                "includeAuthenticationContextClassReferences": [],
                "applicationFilter": None,
            },
            "users": users,
            **conditions,
        },
        "grantControls": {
            "operator": "OR",
            "customAuthenticationFactors": [],
            "termsOfUse": [],
            "authenticationStrength": None,
            **controls,
        },
    }
