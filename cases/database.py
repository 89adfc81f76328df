"""The way to the database: its address, its connections, its schema."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from asyncpg import PostgresError
from sqlalchemy import URL, Connection, NullPool, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from cases.errors import DatabaseAddressError, SchemaTooNewError, StoreUnavailableError

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
BUSY_MS = 10_000  # how long SQLite waits for another process's write
SERVER_S = 10  # how long PostgreSQL may take to let us in, or to answer
MIGRATION_S = 900  # how long a migration waits for whoever else changes the same database
POOL = 10  # connections a process keeps at most
PRAGMAS = (
    f"busy_timeout={BUSY_MS}",
    "synchronous=FULL",  # accepted work survives loss of power, not only of the process
    "foreign_keys=ON",
    "secure_delete=ON",  # what is forgotten is overwritten, not only unlinked
)
MIGRATION_LOCK = 0x1D5C_A5E5  # any number; two processes that start at once take turns


def parse(address: str) -> URL:
    """The address with its asynchronous driver. Raises DatabaseAddressError.

    Takes SQLite files and PostgreSQL; `postgres://` and `sslmode=` as hosting services
    write them.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DatabaseAddressError("the database address cannot be read") from None
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        raise DatabaseAddressError(f"{url.drivername}: only sqlite and postgresql can be used")
    url = url.set(drivername=driver)
    return _with_file(url) if driver.startswith("sqlite") else _with_ssl(url)


def _with_file(url: URL) -> URL:
    if url.database in (None, "", ":memory:") or str(url.database).startswith("file:"):
        raise DatabaseAddressError("SQLite needs a file: sqlite:///path/to/file.db")
    return url


def _with_ssl(url: URL) -> URL:
    mode = url.query.get("sslmode")
    if mode is None:
        return url
    # asyncpg calls the same setting of libpq `ssl`.
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


# hide_parameters: a logged database error must not print what people told.
def connect(url: URL, *, pooled: bool = True) -> AsyncEngine:
    """An engine whose transactions begin as the store needs them. Opens nothing yet.

    Not pooled: for one piece of work, whose statements take as long as they take.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, pooled=pooled)
    if not pooled:
        entering = {"timeout": SERVER_S}
        return create_async_engine(
            url, poolclass=NullPool, connect_args=entering, hide_parameters=True
        )
    return create_async_engine(
        url,
        connect_args={"timeout": SERVER_S, "command_timeout": SERVER_S},
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=0,
        hide_parameters=True,
    )


def _sqlite(url: URL, *, pooled: bool) -> AsyncEngine:
    if pooled:
        engine = create_async_engine(url, pool_size=POOL, max_overflow=0, hide_parameters=True)
    else:
        engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    if not pooled:
        event.listen(engine.sync_engine, "connect", _wait_long)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is deferred: a reader that turns writer fails at once when somebody
    # else wrote in between. Off; _begin says how.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _wait_long(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_milliseconds(MIGRATION_S)}")
    cursor.close()


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def readers(engine: AsyncEngine) -> AsyncEngine:
    """The same connections for single reads, which need no transaction."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def writers(engine: AsyncEngine) -> AsyncEngine:
    """The same connections for changes: on SQLite they ask for the write lock first."""
    return engine.execution_options(writes=True)


def migrate(url: URL) -> None:
    """Brings the schema to the newest version. Blocks: for a thread of its own.

    Raises StoreUnavailableError, SchemaTooNewError.
    """
    with reachable(url):
        if url.get_backend_name() == "sqlite":
            # What people told us is nobody else's business on this machine.
            Path(str(url.database)).touch(mode=0o600)
        asyncio.run(_migrate(url))


async def _migrate(url: URL) -> None:
    engine = connect(url, pooled=False)
    try:
        if url.get_backend_name() == "sqlite":
            async with engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        async with writers(engine).begin() as connection:
            if url.get_backend_name() == "postgresql":
                await _take_turns(connection)
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def _take_turns(connection: AsyncConnection) -> None:
    # Without an end of their own, statements would wait for a lock as long as somebody holds it.
    waits = f"SET LOCAL lock_timeout = {_milliseconds(MIGRATION_S)}"
    for setting in (waits, "SET LOCAL statement_timeout = 0"):
        await connection.exec_driver_sql(setting)
    lock = text("SELECT pg_advisory_xact_lock(:lock)")
    await connection.execute(lock, {"lock": MIGRATION_LOCK})


def _upgrade(connection: Connection) -> None:
    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError as unknown:
        raise SchemaTooNewError(str(unknown)) from unknown


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for migrations over this connection, inside its transaction."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def reachable(url: URL) -> Iterator[None]:
    """Turns every way in which a database can be away into StoreUnavailableError."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a mistake of ours, not an outage
    except (OSError, PoolTimeout, PostgresError, DBAPIError) as away:
        where = url.set(password=None, query={}).render_as_string()
        raise StoreUnavailableError(
            f"{where}: {type(away).__name__}: {_first_line(away)}"
        ) from away


def _first_line(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).partition("\n")[0]
