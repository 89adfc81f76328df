"""Whose tenants are read for us: by the settings, and by what administrators granted since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from evidence.access import Asker, Registrations
from evidence.board import Progress
from evidence.facts import Complaint, Facts
from evidence.gather import Gatherer
from evidence.graph import Graph


class KnowsGrants(Protocol):
    async def grants(self) -> Mapping[str, frozenset[str]]:
        """The tenants that may ask, by the tenant that lets them."""
        ...


class Granting:
    """Gathers for every check by what is granted when it begins."""

    def __init__(
        self, store: KnowsGrants, graph: Graph, registrations: Registrations, own_tenant: str
    ) -> None:
        self._store, self._graph = store, graph
        self._registrations, self._own_tenant = registrations, own_tenant

    async def gather(
        self, complaint: Complaint, asker: Asker, now: datetime, progress: Progress
    ) -> Facts:
        """As Gatherer.gather. Raises StoreUnavailableError."""
        lets = merged(self._registrations, await self._store.grants())
        return await Gatherer(self._graph, lets, self._own_tenant).gather(
            complaint, asker, now, progress
        )


def merged(settings: Registrations, grants: Registrations) -> Registrations:
    """Tenant id → the tenants whose people may ask it, by either; ids in lower case."""
    lets: dict[str, frozenset[str]] = {}
    for tenant, asking in (*settings.items(), *grants.items()):
        those = frozenset(one.lower() for one in asking)
        lets[tenant.lower()] = lets.get(tenant.lower(), frozenset()) | those
    return lets
