"""What stands around a case at the desk: who works there, and which other cases are like it."""

from __future__ import annotations

from cases.model import Acquaintance, Case, Person
from cases.roles import AT_DESK
from cases.states import OPEN
from cases.store import Store
from desk.asked import KnowsRoles


async def agents(store: Store) -> tuple[Acquaintance, ...]:
    """Whoever a case could be given to, as far as is known, by name."""
    return tuple(who for who in await store.at_desk() if who.roles & AT_DESK)


async def agent_now(
    store: Store, members: KnowsRoles, object_id: str, own_tenant: str
) -> Person | None:
    """The person of that id, if they are at the desk at this moment. Raises RolesUnknownError."""
    met = await store.acquaintance(Person("", object_id, own_tenant))
    if met is None or not await members.roles(met.person) & AT_DESK:
        return None
    return met.person


async def others(store: Store, case: Case) -> int:
    """How many other open cases have this one's cause and partner."""
    if not case.partner or not case.cause:
        return 0
    size = await store.group_size(case.partner, case.cause)
    counted = case.triage is not None and case.state in OPEN
    return max(size - 1, 0) if counted else size
