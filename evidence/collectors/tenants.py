"""OIDC and H12: which tenant a domain belongs to, and in which cloud."""

from __future__ import annotations

import re
from urllib.parse import quote

from evidence.collectors.probe import INVITED, INVITING, NEITHER, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, known, text
from evidence.facts import (
    HOME_CLOUD,
    HOME_TENANT,
    HOST_CLOUD,
    HOST_TENANT,
    TENANT_FOUND,
    Reason,
    Unknown,
)
from evidence.facts.addresses import domain_of
from evidence.graph import Json, TenantReader
from evidence.refusals import MisreadError, Refused
from evidence.tokens import is_guid

_DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+\Z")
_ISSUER = re.compile(r"https://[^/]+/([0-9a-fA-F-]{36})(/|\Z)")
# Personal Microsoft accounts live in these; no organisation stands behind them.
_CONSUMERS = frozenset(
    {"9188040d-6c67-4c5b-b112-36a304b66dad", "84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa"}
)
_SHAREPOINT = {
    "sharepoint.com": "onmicrosoft.com",
    "sharepoint.us": "onmicrosoft.us",
    "sharepoint-mil.us": "onmicrosoft.us",
    "sharepoint.cn": "partner.onmschina.cn",
}
_CLOUDS = {
    "microsoftonline.com": "global",
    "microsoftonline.us": "gcchigh",
    "partner.microsoftonline.cn": "china",
    "chinacloudapi.cn": "china",
}
_SCOPES = {"GCC": "gcc", "DODCON": "gcchigh", "DOD": "dod"}


def entra_domain(host: str) -> str:
    """A domain by which Entra knows the owner of a SharePoint host; empty where none can be named.

    `T-my.sharepoint.com` and `T.sharepoint.com` belong to `T.onmicrosoft.com`.
    """
    bare = host.strip().lower().rstrip(".")
    label, _, cloud = bare.partition(".")
    if cloud in _SHAREPOINT:
        bare = f"{re.sub(r'-(my|admin)$', '', label)}.{_SHAREPOINT[cloud]}"
    return bare if _DOMAIN.match(bare) else ""


def discovered(body: Json) -> tuple[str, str | Unknown]:
    """The tenant id in lower case and its cloud, from a discovery document."""
    match = _ISSUER.match(text(body, "issuer") or "")
    if not match or not is_guid(match[1]):
        raise MisreadError("no tenant id in the issuer")
    scope = _SCOPES.get(text(body, "tenant_region_sub_scope") or "")
    cloud = scope or _CLOUDS.get(text(body, "cloud_instance_name") or "")
    return match[1].lower(), known(cloud)


async def _host(reader: TenantReader, subject: Subject) -> Found:
    found = await _discover(reader, entra_domain(subject.host_domain))
    if found is None:
        return {HOST_TENANT: Unknown(Reason.NOT_IN_CLOUD), HOST_CLOUD: NOT_GIVEN}
    return {HOST_TENANT: found[0], HOST_CLOUD: found[1]}


async def _home(reader: TenantReader, subject: Subject) -> Found:
    found = await _discover(reader, domain_of(subject.invited_address))
    if found is None or found[0] in _CONSUMERS:
        return {HOME_TENANT: NOT_GIVEN, HOME_CLOUD: NOT_GIVEN, TENANT_FOUND: False}
    return {HOME_TENANT: found[0], HOME_CLOUD: found[1], TENANT_FOUND: True}


async def _discover(reader: TenantReader, domain: str) -> tuple[str, str | Unknown] | None:
    if not _DOMAIN.match(domain):
        raise Refused(Reason.NOT_LOOKED_UP)
    try:
        return discovered(await reader.graph.openid_configuration(domain, reader.until))
    except Refused as refused:
        if refused.status in (400, 404):
            return None
        raise


async def _named(reader: TenantReader, subject: Subject) -> Found:
    domain = domain_of(subject.invited_address)
    if not _DOMAIN.match(domain):
        raise Refused(Reason.NOT_LOOKED_UP)
    path = "/tenantRelationships/findTenantInformationByDomainName"
    try:
        body = await reader.get(f"{path}(domainName='{quote(domain)}')")
    except Refused as refused:
        if refused.status != 404:
            raise
        # Not found in this cloud only: discovery may know the tenant in another.
        nowhere = Unknown(Reason.NOT_IN_CLOUD)
        return {HOME_TENANT: nowhere, TENANT_FOUND: nowhere}
    tenant = text(body, "tenantId")
    if tenant is None or not is_guid(tenant):
        raise MisreadError("no tenant id")
    return {HOME_TENANT: tenant.lower(), TENANT_FOUND: tenant.lower() not in _CONSUMERS}


OIDC_HOST = Probe("OIDC", INVITING, "", (HOST_TENANT, HOST_CLOUD), False, _host)
OIDC_HOME = Probe("OIDC", INVITED, "", (HOME_TENANT, HOME_CLOUD, TENANT_FOUND), False, _home)
H12 = Probe(
    "H12",
    NEITHER,
    "CrossTenantInformation.ReadBasic.All",
    (HOME_TENANT, TENANT_FOUND),
    False,
    _named,
)
