"""Whose tenant the partner's is: by what Microsoft tells everybody of the address and the site."""

from __future__ import annotations

from cases.model import Case, Side
from desk.reader import side_of
from evidence.discovering import home_tenant, host_tenant
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS
from evidence.graph import Graph


async def partner_tenant(graph: Graph, case: Case, own_tenant: str) -> str:
    """Empty where it cannot be told; that of an address in no tenant is nobody's (NOBODYS)."""
    of = {Side.INVITING: (home_tenant, INVITED_ADDRESS), Side.INVITED: (host_tenant, HOST_DOMAIN)}
    own = side_of(case, own_tenant)
    if own is None:
        return ""
    discovered, by = of[own]
    told = case.complaint.value(by)
    return await discovered(graph, told) or "" if isinstance(told, str) else ""
