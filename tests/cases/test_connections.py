"""Two transactions that wait for each other."""

from __future__ import annotations

import asyncio

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import database
from cases.connections import Connections
from cases.tables import COUNTERS
from tests.databases import Postgres

NAMES = ("case numbers", "repeated sends")


async def test_both_are_kept_in_the_end(postgres: Postgres) -> None:
    url = database.parse(await postgres.create())
    await asyncio.to_thread(database.migrate, url)
    connections, barrier, tries = Connections(url), asyncio.Barrier(2), []

    async def counted(connection: AsyncConnection, names: tuple[str, ...]) -> None:
        tries.append(names)
        for name in names:
            more = update(COUNTERS).where(COUNTERS.c.name == name)
            await connection.execute(more.values(value=COUNTERS.c.value + 1))
            if len(tries) <= 2 and name == names[0]:
                await barrier.wait()  # each holds what the other wants next

    await asyncio.gather(
        connections.change(lambda c: counted(c, NAMES)),
        connections.change(lambda c: counted(c, NAMES[::-1])),
    )
    values = await connections.read(lambda c: c.execute(select(COUNTERS.c.value)))
    assert [value for (value,) in values] == [2, 2]
    assert len(tries) == 3, "one of the two had to be run again"
    await connections.close()
