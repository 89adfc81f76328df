"""Whose tenants an address and a site belong to, by what Microsoft tells everybody."""

from __future__ import annotations

import asyncio

from evidence.collectors.probe import Found, Probe, Subject
from evidence.collectors.tenants import OIDC_HOME, OIDC_HOST
from evidence.graph import Graph
from evidence.refusals import MisreadError, Refused
from evidence.subject import home_of, host_of

_SECONDS = 6.0


async def home_tenant(graph: Graph, address: str) -> str | None:
    """The tenant that verified the address's domain, NOBODYS where there is none, None where it
    could not be told."""
    return home_of(await _told(graph, OIDC_HOME, Subject(invited_address=address)))


async def host_tenant(graph: Graph, host_domain: str) -> str | None:
    """The tenant of that SharePoint host; None where it could not be told."""
    return host_of(await _told(graph, OIDC_HOST, Subject(host_domain=host_domain)))


async def _told(graph: Graph, probe: Probe, subject: Subject) -> Found:
    until = asyncio.get_running_loop().time() + _SECONDS
    try:
        return await probe.read(graph.reader("", until), subject)
    except (Refused, MisreadError):
        return {}
