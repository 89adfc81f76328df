"""Which tenant's administrator allowed which other tenant to ask about it. Tenant ids: GUIDs,
compared and given back in small letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.tables import GRANTS, insert_unless_there


async def grant(connection: AsyncConnection, tenant: str, asking: str, at: datetime) -> None:
    """One that stands stays as it was first given."""
    values = {"tenant": tenant.lower(), "asking": asking.lower(), "at": at}
    await insert_unless_there(connection, GRANTS, values, ["tenant", "asking"])


async def withdraw(connection: AsyncConnection, tenant: str) -> None:
    """Nobody may ask about this tenant by a grant any more."""
    await connection.execute(delete(GRANTS).where(GRANTS.c.tenant == tenant.lower()))


async def grants(connection: AsyncConnection) -> Mapping[str, frozenset[str]]:
    """The tenants that may ask, by the tenant that lets them."""
    found = defaultdict[str, set[str]](set)
    for row in await connection.execute(select(GRANTS.c.tenant, GRANTS.c.asking)):
        found[row.tenant].add(row.asking)
    return {tenant: frozenset(asking) for tenant, asking in found.items()}
