"""Which path needs which permission, how its service refuses, and who answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.graph import (
    access_policies,
    applications,
    audit_searches,
    audits,
    capacity,
    directory,
    health,
    mail,
    me,
    memberships,
    policies,
    providers,
    recipients,
    settings,
    sign_ins,
    sites,
)
from sandbox.graph.answers import (
    Answer,
    Call,
    Refusal,
    directory_denied,
    no_segment,
    reports_denied,
    scopes_missing,
    sharepoint_denied,
)


@dataclass(frozen=True)
class Endpoint:
    """`pattern` is matched against the decoded path; its groups are the handler's arguments.

    `version`: the only one in which it answers here.
    """

    pattern: re.Pattern[str]
    permission: str
    denied: Callable[[str], Refusal]
    answer: Callable[..., Answer]
    version: str = "v1.0"


def _endpoint(
    pattern: str,
    permission: str,
    answer: Callable[..., Answer],
    denied: Callable[[str], Refusal] = directory_denied,
    version: str = "v1.0",
) -> Endpoint:
    return Endpoint(re.compile(pattern + r"\Z"), permission, denied, answer, version)


def _search(below: str, answer: Callable[..., Answer]) -> Endpoint:
    """The unified audit log, as far as SharePoint writes it."""
    path, denied = f"/security/auditLog/queries{below}", audit_searches.searches_denied
    return _endpoint(path, "AuditLogsQuery-SharePoint.Read.All", answer, denied)


_POLICY = "/policies/crossTenantAccessPolicy"
_SITE = "/sites/([^/:]+):(/[^:]*):"
_METHODS = "/policies/authenticationMethodsPolicy"
ENDPOINTS = (
    _endpoint(
        "/admin/sharepoint/settings",
        "SharePointTenantSettings.Read.All",
        settings.sharepoint,
        sharepoint_denied,
    ),
    _endpoint("/users", "User.Read.All", directory.list_users),
    _endpoint("/users/([^/]+)/sponsors", "User.Read.All", directory.list_sponsors),
    _endpoint("/users/([^/]+)", "User.Read.All", directory.get_user),
    _endpoint(
        r"/directory/deletedItems/(?:microsoft\.)?graph\.user",
        "User.Read.All",
        directory.list_deleted,
    ),
    _endpoint(f"{_POLICY}/default", "Policy.Read.All", settings.xtap_default),
    _endpoint(f"{_POLICY}/partners/([^/]+)", "Policy.Read.All", settings.xtap_partner),
    _endpoint("/policies/authorizationPolicy", "Policy.Read.All", policies.authorization),
    _endpoint(
        "/policies/b2bManagementPolicies",
        "Policy.Read.B2BManagementPolicy",
        policies.b2b_management,
        version="beta",
    ),
    _endpoint(_METHODS, "Policy.Read.All", policies.methods, scopes_missing),
    _endpoint(
        f"{_METHODS}/authenticationMethodConfigurations/email",
        "Policy.Read.AuthenticationMethod",
        policies.email_method,
        scopes_missing,
    ),
    _endpoint("/policies/homeRealmDiscoveryPolicies", "Policy.Read.All", policies.realm_discovery),
    _endpoint(
        r"/directory/federationConfigurations/(?:microsoft\.)?graph\.samlOrWsFedExternalDomainFederation",
        "Domain.Read.All",
        providers.federations,
    ),
    _endpoint(
        "/identity/identityProviders",
        "IdentityProvider.Read.All",
        providers.identity_providers,
        scopes_missing,
    ),
    _endpoint("/servicePrincipals", "Application.Read.All", applications.list_principals),
    _endpoint(
        r"/servicePrincipals\(appId='([^']+)'\)",
        "Application.Read.All",
        applications.get_principal,
    ),
    _endpoint("/groups", "GroupMember.Read.All", recipients.groups),
    _endpoint("/contacts", "OrgContact.Read.All", recipients.contacts),
    _endpoint(
        "/users/([^/]+)/mailboxSettings/userPurpose",
        "MailboxSettings.Read",
        recipients.user_purpose,
        recipients.mailbox_denied,
    ),
    _endpoint(
        "/admin/serviceAnnouncement/issues",
        "ServiceHealth.Read.All",
        health.issues,
        health.health_denied,
    ),
    _endpoint("/subscribedSkus", "LicenseAssignment.Read.All", capacity.subscribed_skus),
    _endpoint(
        "/organization",
        "Organization.Read.All",
        capacity.organization_beta,
        version="beta",
    ),
    _endpoint("/domains", "Domain.Read.All", settings.list_domains),
    _endpoint("/domains/([^/]+)", "Domain.Read.All", settings.get_domain),
    _endpoint("/organization", "Organization.Read.All", settings.organization),
    _endpoint(
        r"/tenantRelationships/findTenantInformationByDomainName\(domainName='([^']+)'\)",
        "CrossTenantInformation.ReadBasic.All",
        settings.tenant_information,
    ),
    _endpoint(
        "/auditLogs/directoryAudits",
        "AuditLog.Read.All",
        audits.directory_audits,
        reports_denied,
    ),
    _endpoint("/auditLogs/signIns", "AuditLog.Read.All", sign_ins.sign_ins, reports_denied),
    _endpoint("/auditLogs/signIns/([^/]+)", "AuditLog.Read.All", sign_ins.sign_in, reports_denied),
    _endpoint(
        "/identity/conditionalAccess/policies",
        "Policy.Read.All",
        access_policies.access_policies,
        scopes_missing,
    ),
    _endpoint(
        "/policies/identitySecurityDefaultsEnforcementPolicy",
        "Policy.Read.All",
        access_policies.security_defaults,
        scopes_missing,
    ),
    _endpoint(f"{_SITE}/drives", "Files.Read.All", sites.drives, sites.files_denied),
    _endpoint(
        f"{_SITE}/lists/User Information List/items",
        "Sites.Read.All",
        sites.site_users,
        sites.files_denied,
    ),
    _endpoint(
        r"/drives/([^/]+)/root(?::(/.*?):)?/permissions",
        "Files.Read.All",
        sites.permissions,
        sites.files_denied,
    ),
    _search("", audit_searches.list_searches),
    _search("/([^/]+)", audit_searches.get_search),
    _search("/([^/]+)/records", audit_searches.records),
)
POSTS = (
    _search("", audit_searches.start_search),
    _endpoint(
        "/users/([^/]+)/checkMemberGroups",
        "GroupMember.Read.All",
        memberships.check_member_groups,
    ),
)


def answer(call: Call) -> Answer:
    """What Graph says to one call. Raises Refusal."""
    if call.user or call.path == "/me":
        return me.me(call)
    # Who may send is said by a role in Exchange, not by a permission in the token.
    if call.body is not None and (match := mail.SEND.match(call.path)):
        return mail.send_mail(call, match[1])
    for endpoint in ENDPOINTS if call.body is None else POSTS:
        if endpoint.version != call.version:
            continue
        if match := endpoint.pattern.match(call.path):
            if endpoint.permission not in call.roles:
                raise endpoint.denied(endpoint.permission)
            return endpoint.answer(call, *match.groups())
    raise no_segment(call.path.strip("/").partition("/")[0])
