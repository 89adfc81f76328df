"""What one turn costs: the same messages to the bot and to a bare echo, in one run.

    python -m bench.turns [turns] [people]

Both sit behind the same sandbox (signed activities, real HTTP), so the difference between the two
rows is the bot's own: authentication, dialog, one transaction on SQLite, the card as a job.
Prints milliseconds from posting a message to the bot's 200, and turns a second.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from sandbox import webchat
from sandbox.__main__ import microsoft
from sandbox.server import Plan, running
from sandbox.settings import ROOT, read
from tests.living_sandbox import free_port

BOTS = {
    "echo": [str(ROOT / "bench" / "echo.py")],
    "InviteDesk": [str(ROOT / "app.py")],
}
WORDS = ("hello", "help", "my cases", "AADSTS500212", "start again")


@dataclass(frozen=True)
class Figures:
    """Milliseconds a turn, and turns a second over all people."""

    median: float
    p95: float
    rate: float


async def measure(script: Sequence[str], turns: int, people: int) -> Figures:
    """Starts that bot behind a sandbox of its own and talks to it."""
    with tempfile.TemporaryDirectory() as data:
        environment = {"PORT": str(free_port()), "SANDBOX_DATA": data}
        settings = read(environment)
        plan = Plan(settings, [sys.executable, *script], webchat.TARGET, microsoft(settings))
        async with running(plan) as child, aiohttp.ClientSession(settings.base) as http:
            if not await child.wait_ready(30):
                raise SystemExit(f"the bot did not start: {child.reason}")
            await asyncio.gather(*(_person(http, 5) for _ in range(people)))
            began = time.perf_counter()
            told = await asyncio.gather(*(_person(http, turns) for _ in range(people)))
            lasted = time.perf_counter() - began
    times = sorted(t for one in told for t in one)
    p95 = times[int(len(times) * 0.95) - 1]
    return Figures(statistics.median(times), p95, len(times) / lasted)


async def _person(http: aiohttp.ClientSession, turns: int) -> list[float]:
    opened = await _post(http, "/directline/conversations", {"user": {"id": "invited-user"}})
    path = f"/directline/conversations/{opened['conversationId']}/activities"
    times = []
    for turn in range(turns):
        began = time.perf_counter()
        await _post(http, path, {"type": "message", "text": WORDS[turn % len(WORDS)]})
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _post(
    http: aiohttp.ClientSession, path: str, body: dict[str, object]
) -> dict[str, object]:
    async with http.post(path, json=body) as response:
        response.raise_for_status()
        answer: dict[str, object] = await response.json()
        return answer


async def main(turns: int, people: int) -> None:
    """Prints a row a bot."""
    sys.stdout.write(f"{turns} turns each, {people} people at once\n")
    sys.stdout.write(f"{'bot':<12}{'median ms':>10}{'p95 ms':>10}{'turns/s':>10}\n")
    for name, script in BOTS.items():
        found = await measure(script, turns, people)
        row = f"{name:<12}{found.median:>10.1f}{found.p95:>10.1f}{found.rate:>10.0f}\n"
        sys.stdout.write(row)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    asyncio.run(main(*(given + [50, 10][len(given) :])))
