"""What the two organisations have set: SharePoint, cross-tenant access, domains; the audit log."""

from __future__ import annotations

from datetime import timedelta

from sandbox.graph.answers import Answer, Call, Json, not_found, not_licensed
from sandbox.graph.collections import Shape, collection
from sandbox.graph.directory import guest_object, written
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

_AUDIT_FILTERS = frozenset(
    "activityDateTime activityDisplayName correlationId loggedByService category result"
    " initiatedBy/user/id targetResources".split()
)
AUDITS = Shape("auditLogs/directoryAudits", Grammar(_AUDIT_FILTERS))
SIGN_INS = Shape(
    "auditLogs/signIns",
    Grammar(frozenset({"createdDateTime", "userId", "correlationId"})),
    page=1000,
    max_page=1000,
)
DOMAINS = Shape("domains", Grammar(frozenset({"id"})))


def sharepoint(call: Call) -> Answer:
    """Flat, as on the wire; Microsoft's sample wraps it in `value`."""
    body: Json = {
        "@odata.context": call.context("admin/sharepoint/settings/$entity"),
        "isRequireAcceptingUserToMatchInvitedUserEnabled": False,
        "isResharingByExternalUsersEnabled": False,
        "isLegacyAuthProtocolsEnabled": False,
        "sharingCapability": "externalUserSharingOnly",
        "sharingDomainRestrictionMode": "none",
        "sharingAllowedDomainList": [],
        "sharingBlockedDomainList": [],
    }
    if isinstance(call.tenant, Inviting):
        body.update(_sharing(call.tenant))
    return Answer(200, body)


def _sharing(tenant: Inviting) -> Json:
    listed = list(tenant.domain_list)
    return {
        "isRequireAcceptingUserToMatchInvitedUserEnabled": tenant.require_match,
        "sharingCapability": tenant.sharing,
        "sharingDomainRestrictionMode": tenant.domain_mode,
        "sharingAllowedDomainList": listed if tenant.domain_mode == "allowList" else [],
        "sharingBlockedDomainList": listed if tenant.domain_mode == "blockList" else [],
    }


def xtap_default(call: Call) -> Answer:
    """The settings Microsoft ships: collaboration allowed, nothing trusted."""
    return Answer(
        200,
        {
            "@odata.context": call.context("policies/crossTenantAccessPolicy/default/$entity"),
            "id": "default",
            "isServiceDefault": True,
            "inboundTrust": _trust(False),
            "b2bCollaborationInbound": _access("allowed"),
            "b2bCollaborationOutbound": _access("allowed"),
            "b2bDirectConnectInbound": _access("blocked"),
            "b2bDirectConnectOutbound": _access("blocked"),
            "tenantRestrictions": {"devices": None, **_access("blocked")},
            "automaticUserConsentSettings": {"inboundAllowed": False, "outboundAllowed": False},
            "invitationRedemptionIdentityProviderConfiguration": {
                "primaryIdentityProviderPrecedenceOrder": [
                    "azureActiveDirectory",
                    "externalFederation",
                    "socialIdentityProviders",
                ],
                "fallbackIdentityProvider": "defaultConfiguredIdp",
            },
        },
    )


def xtap_partner(call: Call, tenant_id: str) -> Answer:
    """The one partner the administrator has an entry for, while something is blocked."""
    world, host = call.world, isinstance(call.tenant, Inviting)
    other = world.invited.tenant_id if host else world.inviting.tenant_id
    blocked = (world.inviting.inbound if host else world.invited.outbound) == "blocked"
    if tenant_id.lower() != other.lower() or not blocked:
        raise not_found(tenant_id)
    return Answer(
        200,
        {
            "@odata.context": call.context("policies/crossTenantAccessPolicy/partners/$entity"),
            "tenantId": other,
            "isServiceProvider": None,
            "isInMultiTenantOrganization": False,
            "inboundTrust": None,
            "b2bCollaborationInbound": _access("blocked") if host else None,
            "b2bCollaborationOutbound": None if host else _access("blocked"),
            "b2bDirectConnectInbound": None,
            "b2bDirectConnectOutbound": None,
            "tenantRestrictions": None,
            "automaticUserConsentSettings": {"inboundAllowed": None, "outboundAllowed": None},
        },
    )


def _access(kind: str) -> Json:
    return {
        "usersAndGroups": {"accessType": kind, "targets": [_target("AllUsers", "user")]},
        "applications": {
            "accessType": kind,
            "targets": [_target("AllApplications", "application")],
        },
    }


def _target(target: str, kind: str) -> Json:
    return {"target": target, "targetType": kind}


def _trust(value: bool) -> Json:
    return {
        "isMfaAccepted": value,
        "isCompliantDeviceAccepted": value,
        "isHybridAzureADJoinedDeviceAccepted": value,
    }


def list_domains(call: Call) -> Answer:
    rows = [_domain(call, name) for name in (call.tenant.domain, call.tenant.initial_domain)]
    return Answer(200, collection(call, DOMAINS, rows))


def get_domain(call: Call, name: str) -> Answer:
    folded = name.casefold()
    if folded not in (call.tenant.domain.casefold(), call.tenant.initial_domain.casefold()):
        raise not_found(name)
    context = call.context("domains/$entity")
    return Answer(200, {"@odata.context": context, **_domain(call, folded)})


def _domain(call: Call, name: str) -> Json:
    return {
        "id": name,
        "authenticationType": "Managed",
        "isAdminManaged": True,
        "isDefault": name == call.tenant.domain.casefold(),
        "isInitial": name == call.tenant.initial_domain.casefold(),
        "isRoot": True,
        "isVerified": True,
        "supportedServices": ["Email", "OfficeCommunicationsOnline"],
    }


def organization(call: Call) -> Answer:
    tenant = call.tenant
    names = (tenant.domain, tenant.initial_domain)
    row: Json = {
        "id": tenant.tenant_id,
        "displayName": tenant.name,
        "tenantType": "AAD",
        "verifiedDomains": [
            {"name": name, "type": "Managed", "isDefault": i == 0, "isInitial": i == 1}
            for i, name in enumerate(names)
        ],
    }
    return Answer(200, {"@odata.context": call.context("organization"), "value": [row]})


def tenant_information(call: Call, domain: str) -> Answer:
    for tenant in (call.world.inviting, call.world.invited):
        if domain.casefold() in (tenant.domain.casefold(), tenant.initial_domain.casefold()):
            return Answer(
                200,
                {
                    "@odata.context": call.context("microsoft.graph.tenantInformation"),
                    "tenantId": tenant.tenant_id,
                    "federationBrandName": None,
                    "displayName": tenant.name,
                    "defaultDomainName": tenant.domain,
                },
            )
    raise not_found(domain)


def directory_audits(call: Call) -> Answer:
    return Answer(200, collection(call, AUDITS, _invitations(call)))


def _invitations(call: Call) -> list[Json]:
    share, inviting = call.world.share, call.world.inviting
    if not isinstance(call.tenant, Inviting) or share.guest == "missing":
        return []
    guest = guest_object(call.world, call.now)
    return [
        {
            "id": f"Invited Users_{share.guest_object_id}",
            "category": "UserManagement",
            "correlationId": share.guest_object_id,
            "result": "success",
            "resultReason": "",
            "activityDisplayName": "Invite external user",
            "activityDateTime": written(share.sent_at(call.now) + timedelta(seconds=1)),
            "loggedByService": "Invited Users",
            "operationType": "Add",
            "initiatedBy": {
                "app": None,
                "user": {
                    "id": inviting.inviter_object_id,
                    "displayName": None,
                    "userPrincipalName": inviting.inviter_upn,
                    "ipAddress": None,
                },
            },
            "targetResources": [
                {
                    "id": share.guest_object_id,
                    "displayName": None,
                    "type": "User",
                    "userPrincipalName": guest["userPrincipalName"],
                    "modifiedProperties": [],
                }
            ],
            "additionalDetails": [],
        }
    ]


def sign_ins(call: Call) -> Answer:
    """Empty, but only for a tenant with the licence: without it nobody may even ask."""
    if not call.knobs.premium:
        raise not_licensed()
    return Answer(200, collection(call, SIGN_INS, []))
