"""Which path needs which permission, how its service refuses, and who answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.graph import directory, settings
from sandbox.graph.answers import (
    Answer,
    Call,
    Refusal,
    bad_request,
    directory_denied,
    no_segment,
    reports_denied,
    sharepoint_denied,
)


@dataclass(frozen=True)
class Endpoint:
    """`pattern` is matched against the decoded path; its groups are the handler's arguments."""

    pattern: re.Pattern[str]
    permission: str
    denied: Callable[[str], Refusal]
    answer: Callable[..., Answer]


def _endpoint(
    pattern: str,
    permission: str,
    answer: Callable[..., Answer],
    denied: Callable[[str], Refusal] = directory_denied,
) -> Endpoint:
    return Endpoint(re.compile(pattern + r"\Z"), permission, denied, answer)


_POLICY = "/policies/crossTenantAccessPolicy"
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
        settings.directory_audits,
        reports_denied,
    ),
    _endpoint("/auditLogs/signIns", "AuditLog.Read.All", settings.sign_ins, reports_denied),
)


def answer(call: Call) -> Answer:
    """What Graph says to one call. Raises Refusal."""
    if call.path == "/me":
        raise bad_request("/me request is only valid with delegated authentication flow.")
    for endpoint in ENDPOINTS:
        if match := endpoint.pattern.match(call.path):
            if endpoint.permission not in call.roles:
                raise endpoint.denied(endpoint.permission)
            return endpoint.answer(call, *match.groups())
    raise no_segment(call.path.strip("/").partition("/")[0])
