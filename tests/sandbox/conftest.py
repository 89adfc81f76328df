"""A running sandbox with the stand-in bot, driven over HTTP."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox import settings
from sandbox.child import Child
from sandbox.server import Microsoft, Plan, running
from sandbox.world import World
from tests.bot.conftest import longest_pause as longest_pause

STAND_IN = (sys.executable, str(Path(__file__).parent / "stand_in_bot.py"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def no_microsoft(world: World, clock: Callable[[], datetime]) -> Microsoft:
    return Microsoft([], lambda token: token == "stand-in")


def plan(data: Path, command: tuple[str, ...] = STAND_IN) -> Plan:
    read = settings.read({"PORT": str(free_port()), "SANDBOX_DATA": str(data)})
    webchat = data / "webchat"
    webchat.mkdir(exist_ok=True)
    return Plan(read, command, webchat, no_microsoft, opens_desk=False)


@dataclass
class Visitor:
    """Drives a sandbox over HTTP."""

    base: str
    child: Child
    plan: Plan
    session: aiohttp.ClientSession

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        async with self.session.request(method, self.base + path, **more) as answer:
            return answer.status, await answer.json(content_type=None)

    async def open(self, user: str = "invited-user") -> str:
        status, body = await self.ask(
            "POST", "/directline/conversations", json={"user": {"id": user}}
        )
        assert status == 201, body
        return str(body["conversationId"])

    async def say(self, conversation: str, **activity: Any) -> tuple[int, Any]:
        path = f"/directline/conversations/{conversation}/activities"
        return await self.ask("POST", path, json={"type": "message", **activity})

    async def read(self, conversation: str, query: str = "") -> Any:
        path = f"/directline/conversations/{conversation}/activities{query}"
        return (await self.ask("GET", path))[1]

    async def seen(self, kind: str) -> list[dict[str, Any]]:
        """What the bot was told of one activity type, in order."""
        told = (await self.ask("GET", "/api/seen"))[1]["seen"]
        return [activity for activity in told if activity["type"] == kind]

    async def hears(self, kind: str) -> dict[str, Any]:
        """Waits for the first activity of a type to reach the bot."""
        async with asyncio.timeout(15):
            while True:
                if await self.child.wait_ready(10) and (told := await self.seen(kind)):
                    return told[0]
                await asyncio.sleep(0.1)

    async def bot_process(self) -> int:
        return int((await self.ask("GET", "/api/seen"))[1]["pid"])


async def until(true: Callable[[], bool], seconds: float = 5) -> float:
    """Waits for it and returns how long it took, in seconds."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "waited too long"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    planned = plan(tmp_path)
    async with running(planned) as child, aiohttp.ClientSession() as session:
        assert await child.wait_ready(10)
        yield Visitor(planned.settings.base, child, planned, session)
