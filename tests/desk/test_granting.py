"""A tenant that an administrator granted is read from the next check on, and not for longer."""

from __future__ import annotations

from datetime import UTC, datetime

from cases.store import Store
from desk.granting import Granting
from evidence.facts import HOME_VISIBLE
from evidence.gather import Asker
from sandbox.world import World
from tests.evidence.microsoft import NOW, served

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_a_grant_counts_for_the_next_check_and_its_end_too(store: Store) -> None:
    async with served(World()) as microsoft:
        own, home = microsoft.world.inviting.tenant_id, microsoft.world.invited.tenant_id
        granting = Granting(store, microsoft.graph(), {}, own)
        agent = Asker("a6e47000-0000-4000-8000-000000000001", own, agent=True)

        async def home_visible() -> object:
            facts = await granting.gather(microsoft.complaint(), agent, NOW, lambda _: None)
            return facts.value(HOME_VISIBLE)

        assert await home_visible() is False
        await store.grant(home, own, AT)
        assert await home_visible() is True
        await store.withdraw_grant(home)
        assert await home_visible() is False
