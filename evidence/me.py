"""What Graph tells a person of their own account, with their own token and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.collectors.invitee import addresses_of
from evidence.collectors.wire import text
from evidence.graph import Graph

_SELECT = "userPrincipalName,mail,proxyAddresses"


@dataclass(frozen=True)
class OwnDetails:
    """`sign_in_name`: as the directory writes it; `addresses`: it, mail and e-mail proxies."""

    sign_in_name: str
    addresses: tuple[str, ...]


async def own_details(graph: Graph, token: str, until: float) -> OwnDetails:
    """Read once. Raises Refused or MisreadError."""
    me = await graph.own("/me", {"$select": _SELECT}, token, until)
    return OwnDetails(text(me, "userPrincipalName") or "", addresses_of(me))
