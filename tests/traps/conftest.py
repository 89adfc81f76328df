"""A deployment of the whole bot, and the people who talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cases.model import Case
from tests.desk.office import AMARA
from tests.desk.postroom import Postroom, postroom
from tests.traps.deployment import Deployment, Speaker, deployed


@pytest.fixture(scope="session")
def pair() -> rsa.RSAPrivateKey:
    """The channel service's key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
async def deployment(tmp_path: Path, pair: rsa.RSAPrivateKey) -> AsyncIterator[Deployment]:
    """A bot that runs, on an empty database."""
    async with deployed(tmp_path / "desk.db", pair) as around:
        await around.start()
        yield around


@pytest.fixture
def marcus(deployment: Deployment) -> Speaker:
    """The invited user."""
    return deployment.marcus()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Postroom]:
    """An office from which summaries leave."""
    async with postroom(tmp_path) as opened:
        yield opened


@pytest.fixture
async def case(room: Postroom) -> Case:
    """Amara's, with its card in the channel of the room's desk."""
    passed = await room.passed(owner=AMARA)
    await room.settles()
    return passed
