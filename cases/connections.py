"""Transactions: each a function of a connection, run whole, whoever stops waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TypeVar

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random

from cases import database

DEADLOCK = "40P01"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


def _deadlocked(failure: BaseException) -> bool:
    cause = failure.__cause__
    return isinstance(cause, DBAPIError) and getattr(cause.orig, "sqlstate", "") == DEADLOCK


_AGAIN = AsyncRetrying(
    retry=retry_if_exception(_deadlocked),
    stop=stop_after_attempt(5),
    wait=wait_random(0, 0.1),
    reraise=True,
)
T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]


class Connections:
    """The connections of one process. Every method may raise StoreUnavailableError."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = database.connect(url)
        self._readers = database.readers(self._engine)
        self._writers = database.writers(self._engine)
        # SQLite lets one writer in at a time and makes the others poll: within a process they
        # queue here instead, in order.
        self._door: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if self._on_sqlite else nullcontext()
        )
        self._running: set[asyncio.Task[object]] = set()

    @property
    def _on_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    async def read(self, work: Work[T]) -> T:
        """What `work` reads, statement by statement."""
        return await self._to_its_end(self._run(self._readers.connect, nullcontext(), work))

    async def change(self, work: Work[T]) -> T:
        """What `work` returns, once all it changed is kept; nothing is if it raises.

        PostgreSQL ends one of two transactions that wait for each other: that one runs again.
        """
        running: Coroutine[object, object, T] = _AGAIN.copy()(
            self._run, self._writers.begin, self._door, work
        )
        return await self._to_its_end(running)

    async def empty_log(self) -> None:
        """Cuts SQLite's write-ahead log, which still holds what was erased.

        While another process reads it stays; the next call or checkpoint takes it along.
        """
        if self._on_sqlite:
            await self._to_its_end(self._run(self._readers.connect, self._door, _checkpoint))

    async def close(self) -> None:
        """Lets what is under way end, then gives the connections back."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    async def _run(
        self,
        enter: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
        door: AbstractAsyncContextManager[object],
        work: Work[T],
    ) -> T:
        with database.reachable(self._url):
            async with door, enter() as connection:
                return await work(connection)

    async def _to_its_end(self, running: Coroutine[object, object, T]) -> T:
        # A statement that is broken off leaves its connection, and on SQLite the write lock,
        # behind in its thread: the caller may be cancelled, the transaction is not.
        task = asyncio.create_task(running)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, since nobody may be waiting any more


async def _checkpoint(connection: AsyncConnection) -> None:
    await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
