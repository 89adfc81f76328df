"""Several bot processes on one PostgreSQL, as behind a balancer that repeats and is impatient."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from cryptography.hazmat.primitives.asymmetric import rsa
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from tests.bot.conftest import Json, Reply
from tests.evidence.microsoft import CLIENT
from tests.living_sandbox import ROOT, free_port
from tests.traps.deployment import Deployment, Speaker, deployed

START_S = 40


@dataclass
class Machine:
    """One process of the bot."""

    url: str
    process: Process

    async def ready(self, session: aiohttp.ClientSession) -> None:
        async with asyncio.timeout(START_S):
            while not await self._answers(session):
                assert self.process.returncode is None, "the bot did not start"
                await asyncio.sleep(0.1)

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.url}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


class Everywhere(Speaker):
    """Somebody whose every delivery reaches all machines at once, the same one each time."""

    deployment: Fleet

    async def tells(self, activity: Json) -> Reply:
        """What the quickest machine that lives answered."""
        told = (self._told(m, activity) for m in self.deployment.living())
        replies = await asyncio.gather(*told, return_exceptions=True)
        [first, *_] = [r for r in replies if isinstance(r, Reply)]
        return first

    async def tells_one(self, machine: Machine, activity: Json) -> Reply:
        """Delivers to that machine only."""
        return await self._told(machine, activity)

    async def _told(self, machine: Machine, activity: Json) -> Reply:
        door = Speaker(self.deployment, self.who, self.conversation)
        door.url = f"{machine.url}/api/messages"
        return await door.deliver(activity, self.channel.token(aud=CLIENT))


@dataclass
class Fleet(Deployment):
    """A deployment whose bot runs as processes of its own."""

    address: str = ""
    machines: list[Machine] = field(default_factory=list)
    people: Iterator[int] = field(default_factory=itertools.count)
    log: Path = Path(os.devnull)

    @property
    def database_url(self) -> str:
        return self.address

    async def starts(self, number: int) -> None:
        """That many processes more, at once: also the first ones on an empty database."""
        new = [await self._spawned() for _ in range(number)]
        self.machines += new
        await asyncio.gather(*(one.ready(self.session) for one in new))

    async def _spawned(self) -> Machine:
        port = free_port()
        told = {"PORT": str(port), "HOST": "127.0.0.1", **self.environment()}
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "app.py"),
                cwd=ROOT,
                env={**os.environ, **told},
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
            )
        return Machine(f"http://127.0.0.1:{port}", process)

    def living(self) -> list[Machine]:
        return [one for one in self.machines if one.process.returncode is None]

    async def kills(self, machine: Machine) -> None:
        machine.process.send_signal(signal.SIGKILL)
        await machine.process.wait()

    async def stop(self) -> None:
        for one in self.living():
            await self.kills(one)

    def everywhere(self, person: Speaker) -> Everywhere:
        """Somebody whom the balancer sends to all machines."""
        return Everywhere(self, person.who, person.conversation)

    def reporter(self) -> Everywhere:
        """Somebody new of the invited organisation, in a chat of their own."""
        number, tenant = next(self.people), self.world.invited.tenant_id
        person = {
            "id": f"29:person-{number}",
            "name": f"Person {number}",
            "aadObjectId": f"00000000-0000-4000-8000-{number:012}",
        }
        chat = {"id": f"a:chat-{number}", "conversationType": "personal", "tenantId": tenant}
        return Everywhere(self, person, chat)

    async def asked(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, read beside the bot."""
        connection = await asyncpg.connect(self.address)
        try:
            return [tuple(row) for row in await connection.fetch(query, *values)]
        finally:
            await connection.close()

    async def settled(self) -> None:
        """Waits until nothing is owed any more that is due."""
        waiting = AsyncRetrying(
            retry=retry_if_result(bool), wait=wait_fixed(0.1), stop=stop_after_delay(60)
        )
        await waiting(self._owed)

    async def _owed(self) -> int:
        owed = "SELECT count(*) FROM jobs WHERE state = 'open' AND due_at <= now()"
        return int((await self.asked(owed))[0][0])


@asynccontextmanager
async def fleet(address: str, folder: Path, pair: rsa.RSAPrivateKey) -> AsyncIterator[Fleet]:
    """Everything around the processes; none runs yet."""
    async with deployed(folder / "unused.db", pair) as around:
        made = Fleet(
            around.channel,
            around.microsoft,
            around.session,
            around.database,
            address=address,
            log=folder / "bots.log",
        )
        try:
            yield made
        finally:
            await made.stop()
