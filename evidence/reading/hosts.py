"""Which host a link names: SharePoint of whom, in which cloud, or one of Microsoft's doors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from evidence.reading.data_files import section, texts


@cache
def sharepoint_clouds() -> Mapping[str, str]:
    """By the end of the host name, the cloud it proves; empty where it proves none."""
    return {end: str(cloud) for end, cloud in section("links", "sharepoint").items()}


@cache
def sharepoint_pattern() -> str:
    """A regular expression for `T.sharepoint.com` in every cloud; T is 1 to 63 characters."""
    ends = "|".join(re.escape(end) for end in sharepoint_clouds())
    return rf"[a-z0-9][a-z0-9-]{{0,62}}\.(?:{ends})(?![a-z0-9-]|\.[a-z0-9])"


@cache
def _sharepoint() -> re.Pattern[str]:
    return re.compile(sharepoint_pattern(), re.IGNORECASE)


@cache
def doors(key: str) -> frozenset[str]:
    """The listed hosts: "hosts" (sign-in), "invitations", "tenant_scoped"."""
    return frozenset(texts(section("links", "sign_in")[key]))


def is_sharepoint(host: str) -> bool:
    return _sharepoint().fullmatch(host) is not None


def is_microsoft(host: str) -> bool:
    """Hosts whose links are read themselves, not looked into."""
    listed = doors("hosts") | doors("invitations") | doors("tenant_scoped")
    return is_sharepoint(host) or host in listed


def site_host(host: str) -> str | None:
    """`T.sharepoint.com` of a SharePoint or OneDrive host; None for the admin centre and others."""
    if not is_sharepoint(host):
        return None
    tenant, _, end = host.casefold().partition(".")
    if tenant.endswith("-admin"):
        return None
    return f"{tenant.removesuffix('-my')}.{end}"


def cloud(host: str) -> str | None:
    """The cloud that the host name proves."""
    return sharepoint_clouds().get(host.partition(".")[2]) or None
