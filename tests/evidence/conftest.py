from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sandbox.world import World
from tests.evidence.microsoft import Microsoft, served


@pytest.fixture
async def microsoft() -> AsyncIterator[Microsoft]:
    """Both demo tenants, served on this machine; turn the knobs of `microsoft.world`."""
    async with served(World()) as bench:
        yield bench
