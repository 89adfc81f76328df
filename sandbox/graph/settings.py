"""What the two organisations have set: SharePoint, cross-tenant access, domains."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, Json, not_found
from sandbox.graph.collections import Shape, collection
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

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
    """What Microsoft ships, collaboration allowed and nothing trusted, but for the knobs."""
    host = call.tenant if isinstance(call.tenant, Inviting) else Inviting()
    shipped = Inviting()
    knobs = (host.trust_mfa, host.trust_devices, host.personal_accounts_redeem)
    own = (shipped.trust_mfa, shipped.trust_devices, shipped.personal_accounts_redeem)
    return Answer(
        200,
        {
            "@odata.context": call.context("policies/crossTenantAccessPolicy/default/$entity"),
            "id": "default",
            "isServiceDefault": knobs == own,
            "inboundTrust": _trust(host),
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
                "fallbackIdentityProvider": "defaultConfiguredIdp"
                if host.personal_accounts_redeem
                else "emailOneTimePasscode",
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


def _trust(host: Inviting) -> Json:
    return {
        "isMfaAccepted": host.trust_mfa,
        "isCompliantDeviceAccepted": host.trust_devices,
        "isHybridAzureADJoinedDeviceAccepted": host.trust_devices,
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
    """`isAdminManaged` tells who keeps the DNS records, nothing of administrators."""
    tenant = call.tenant
    own = name == tenant.domain.casefold()
    federated = own and not isinstance(tenant, Inviting) and tenant.domain_auth == "federated"
    return {
        "id": name,
        "authenticationType": "Federated" if federated else "Managed",
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
    tenants = (call.world.inviting, call.world.invited)
    for tenant in (t for t in tenants if t.exists and t.cloud == call.tenant.cloud):
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
