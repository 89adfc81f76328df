"""Policies of the two tenants: who may invite whom, codes by mail, names to sign in with."""

from __future__ import annotations

import json

from sandbox.graph.answers import Answer, Call, Json
from sandbox.graph.collections import Shape, collection
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

_NO_FILTER = Grammar(frozenset())
B2B = Shape("policies/b2bManagementPolicies", _NO_FILTER)
REALMS = Shape("policies/homeRealmDiscoveryPolicies", _NO_FILTER)
_METHODS = "policies/authenticationMethodsPolicy"
# Graph's role template of a guest with limited rights: what Microsoft ships.
_GUEST_ROLE = "10dae51f-b6af-4016-8d66-8c2a99b929b3"


def authorization(call: Call) -> Answer:
    """One object in v1.0; the beta has a collection."""
    who = call.tenant.invites_from if isinstance(call.tenant, Inviting) else "everyone"
    return Answer(
        200,
        {
            "@odata.context": call.context("policies/authorizationPolicy/$entity"),
            "id": "authorizationPolicy",
            "displayName": "Authorization Policy",
            "description": "Used to manage authorization related settings across the company.",
            "allowInvitesFrom": who,
            "guestUserRoleId": _GUEST_ROLE,
            "allowedToSignUpEmailBasedSubscriptions": True,
            "allowedToUseSSPR": True,
            "allowEmailVerifiedUsersToJoinOrganization": False,
            "blockMsolPowerShell": False,
        },
    )


def b2b_management(call: Call) -> Answer:
    """Beta only; the rules are JSON inside a text. Without any list there is no policy."""
    tenant = call.tenant
    limited = isinstance(tenant, Inviting) and tenant.entra_domain_mode != "none"
    return Answer(200, collection(call, B2B, [_domain_list(call)] if limited else []))


def _domain_list(call: Call) -> Json:
    host = call.world.inviting
    listed, allow = list(host.entra_domain_list), host.entra_domain_mode == "allowList"
    lists: Json = {"AllowedDomains": listed} if allow else {"BlockedDomains": listed}
    rules: Json = {"B2BManagementPolicy": {"InvitationsAllowedAndBlockedDomainsPolicy": lists}}
    return _sts_policy("f596ef0d-0000-4000-8000-000000000001", "B2BManagementPolicy", rules)


def realm_discovery(call: Call) -> Answer:
    """E-mail as another name to sign in with, where the organisation has set it."""
    by_mail = not isinstance(call.tenant, Inviting) and call.tenant.alternate_login
    rules: Json = {"HomeRealmDiscoveryPolicy": {"AlternateIdLogin": {"Enabled": True}}}
    policy = _sts_policy("5d6b1d4a-0000-4000-8000-000000000002", "HomeRealmDiscovery", rules)
    return Answer(200, collection(call, REALMS, [policy] if by_mail else []))


def _sts_policy(key: str, name: str, rules: Json) -> Json:
    return {
        "id": key,
        "deletedDateTime": None,
        "displayName": name,
        "definition": [json.dumps(rules)],
        "isOrganizationDefault": True,
    }


def email_method(call: Call) -> Answer:
    """Codes by mail: `state` is of the tenant's own people, the other switch of its guests."""
    context = call.context(f"{_METHODS}/authenticationMethodConfigurations/$entity")
    return Answer(200, {"@odata.context": context, **_email(call)})


def methods(call: Call) -> Answer:
    """The policy around the methods shows them as well."""
    return Answer(
        200,
        {
            "@odata.context": call.context(f"{_METHODS}/$entity"),
            "id": "authenticationMethodsPolicy",
            "displayName": "Authentication Methods Policy",
            "description": "The tenant-wide policy that controls which methods are allowed.",
            "policyVersion": "1.5",
            "authenticationMethodConfigurations": [_email(call)],
        },
    )


def _email(call: Call) -> Json:
    otp = call.tenant.email_otp if isinstance(call.tenant, Inviting) else "default"
    return {
        "@odata.type": "#microsoft.graph.emailAuthenticationMethodConfiguration",
        "id": "Email",
        "state": "disabled",
        "allowExternalIdToUseEmailOtp": otp,
        "excludeTargets": [],
        "includeTargets": [
            {"targetType": "group", "id": "all_users", "isRegistrationRequired": False}
        ],
    }
