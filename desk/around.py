"""What stands around a case at the desk: who works there, and which other cases are like it."""

from __future__ import annotations

from cases.model import Acquaintance, Case
from cases.roles import AT_DESK
from cases.states import OPEN
from cases.store import Store


async def agents(store: Store) -> tuple[Acquaintance, ...]:
    """Whoever a case could be given to, as far as is known, by name."""
    return tuple(who for who in await store.at_desk() if who.roles & AT_DESK)


async def others(store: Store, case: Case) -> int:
    """How many other open cases have this one's cause and partner."""
    if not case.partner or not case.cause:
        return 0
    size = await store.group_size(case.partner, case.cause)
    counted = case.triage is not None and case.state in OPEN
    return max(size - 1, 0) if counted else size
