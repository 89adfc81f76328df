"""The migrations and the tables say the same."""

from __future__ import annotations

import asyncio
import os
import re

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from cases import database
from cases.store import (
    DatabaseAddressError,
    SchemaTooNewError,
    Store,
    StoreUnavailableError,
)
from cases.tables import META


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, META))


def conditions(connection: Connection) -> dict[str, str]:
    """What compare_metadata leaves out: the conditions of the partial indexes, by their names."""
    return {
        str(index["name"]): _bare(value)
        for table in META.tables
        for index in inspect(connection).get_indexes(table)
        for key, value in index["dialect_options"].items()
        if key.endswith("_where")
    }


def wanted() -> dict[str, str]:
    found = {
        index.name: index.dialect_options["sqlite"]["where"]
        for table in META.tables.values()
        for index in table.indexes
    }
    return {str(name): _bare(value) for name, value in found.items() if value is not None}


def _bare(condition: object) -> str:
    # PostgreSQL gives it back with brackets and types.
    return re.sub(r"[()]|::text", "", str(condition))


async def test_the_migrated_schema_is_that_of_the_tables(database_url: str, store: Store) -> None:
    engine = database.connect(database.parse(database_url))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(conditions) == wanted()
    assert len(wanted()) > 5
    await engine.dispose()


async def test_a_difference_would_be_found(database_url: str, store: Store) -> None:
    engine = database.connect(database.parse(database_url))
    async with database.writers(engine).begin() as connection:
        await connection.execute(text("ALTER TABLE cases ADD COLUMN colour TEXT"))
        assert len(await connection.run_sync(differences)) == 1
    await engine.dispose()


async def test_down_and_up_again(database_url: str, store: Store) -> None:
    engine = database.connect(database.parse(database_url))
    async with database.writers(engine).begin() as connection:
        await connection.run_sync(
            lambda plain: command.downgrade(database.alembic_config(plain), "base")
        )
        left = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
        assert left == ["alembic_version"]
    await engine.dispose()
    again = await Store.open(database_url)
    assert await again.next_case_number() == 1
    await again.close()


async def test_five_that_open_one_new_database_at_once_take_turns(database_url: str) -> None:
    stores = await asyncio.gather(*(Store.open(database_url) for _ in range(5)))
    assert {await one.next_case_number() for one in stores} == {1, 2, 3, 4, 5}
    for one in stores:
        await one.close()


async def test_a_database_of_a_newer_version_is_left_alone(database_url: str, store: Store) -> None:
    engine = database.connect(database.parse(database_url))
    async with database.writers(engine).begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    await engine.dispose()
    with pytest.raises(SchemaTooNewError, match="later"):
        await Store.open(database_url)


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////nowhere/at/all/desk.db",
        "postgresql://desk:s3cret@127.0.0.1:1/desk",
        "postgresql://desk:s3cret@/desk?host=/nowhere&sslmode=disable",
    ],
)
async def test_a_database_that_is_not_there(address: str) -> None:
    with pytest.raises(StoreUnavailableError) as told:
        await Store.open(address)
    assert "s3cret" not in str(told.value)


async def test_a_wrong_database_name(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a SQLite file is made when it is not there")
    with pytest.raises(StoreUnavailableError, match="does not exist"):
        await Store.open(database_url.replace("/test_", "/other_"))


@pytest.mark.parametrize(
    "address",
    ["", "desk.db", "mysql://desk:s3cret@db/desk", "sqlite://", "sqlite:///:memory:", "sqlite:///"],
)
async def test_an_address_that_cannot_be_used(address: str) -> None:
    with pytest.raises(DatabaseAddressError) as told:
        await Store.open(address)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("address", "used"),
    [
        ("postgres://u:p@db/desk", "postgresql+asyncpg://u:p@db/desk"),
        ("postgresql://db/desk?sslmode=require", "postgresql+asyncpg://db/desk?ssl=require"),
        ("sqlite:///desk.db", "sqlite+aiosqlite:///desk.db"),
        ("sqlite+aiosqlite:////var/desk.db", "sqlite+aiosqlite:////var/desk.db"),
    ],
)
def test_addresses_as_hosting_services_write_them(address: str, used: str) -> None:
    assert database.parse(address).render_as_string(hide_password=False) == used


async def test_only_the_owner_may_read_the_file(database_url: str, store: Store) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps its own files")
    await store.next_case_number()
    path = database_url.removeprefix("sqlite:///")
    modes = [oct(os.stat(path + end).st_mode & 0o777) for end in ("", "-wal", "-shm")]
    assert modes == ["0o600"] * 3


async def test_sqlite_keeps_what_it_accepted_through_a_loss_of_power(
    database_url: str, store: Store
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL does so by itself")
    engine = database.connect(database.parse(database_url))
    async with engine.connect() as connection:
        for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)):
            told = await connection.exec_driver_sql(f"PRAGMA {pragma}")
            assert (pragma, told.scalar_one()) == (pragma, wanted)
    await engine.dispose()


async def test_opening_does_not_block_the_loop(database_url: str) -> None:
    pauses = []

    async def watch() -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.002)
            pauses.append(loop.time() - before)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    opened = await Store.open(database_url)
    watching.cancel()
    await opened.close()
    assert len(pauses) > 5
    assert max(pauses) < 0.25


async def test_dropped_connections_are_made_anew(database_url: str, store: Store) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("there is no server to drop them")
    await asyncio.gather(*(store.next_case_number() for _ in range(5)))
    engine = database.connect(database.parse(database_url))
    async with engine.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        drop = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        dropped = (await connection.execute(text(drop))).all()
    await engine.dispose()
    assert len(dropped) == 5
    assert await store.next_case_number() == 6
