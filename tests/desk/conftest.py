"""A desk to tell stories about. Its database is made once and copied, as making it takes longer
than most of the stories."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cases import database
from cases.store import Store
from tests.desk.house import Directory, House, Sent


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "empty.db"
    database.migrate(database.parse(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def house(empty_database: Path, tmp_path: Path) -> AsyncIterator[House]:
    shutil.copyfile(empty_database, tmp_path / "desk.db")
    store = await Store.open(f"sqlite:///{tmp_path}/desk.db")
    house = House(store, Directory(), Sent(), "https://desk.example")
    await house.opens()
    yield house
    await store.close()
