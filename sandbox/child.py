"""Keeps the bot's process running beside the sandbox: started, watched, restarted, ended."""

from __future__ import annotations

import asyncio
import logging
import operator
import os
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
from tenacity import AsyncRetrying, retry_if_result, wait_fixed

log = logging.getLogger(__name__)

_AT_ONCE = 5.0  # seconds: a process that dies sooner did not really start
_PATIENCE = 3  # deaths at once before the reason is shown
_PAUSES = (0.1, 0.5, 1.0)
_LONG_PAUSE = 5.0
_GRACE = 5.0
_REMEMBERED = 4096  # bytes of output, for the reason


@dataclass
class Child:
    """The bot's process. `environment` is asked anew before each start.

    `reason` holds its last words once it died at once three times in a row.
    """

    command: Sequence[str]
    environment: Callable[[], Mapping[str, str]]
    base: str = ""
    reason: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    process: asyncio.subprocess.Process | None = None
    _last_words: bytes = b""
    _watch: asyncio.Task[None] | None = None
    _deaths: int = 0

    async def start(self) -> None:
        """Begins to keep the process running."""
        self._watch = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        """Ends the process, kindly first."""
        if self._watch:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        await self._end()

    async def restart(self) -> None:
        """Ends the process and starts it with today's environment."""
        await self.stop()
        self._deaths, self.reason = 0, ""
        await self.start()

    async def wait_ready(self, seconds: float) -> bool:
        """Whether the bot answers within that time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.ready.wait(), seconds)
        return self.ready.is_set()

    async def _keep_running(self) -> None:
        while True:
            began = time.monotonic()
            process = await self._spawn()
            tell = asyncio.create_task(self._announce())
            await self._listen(process)
            code = await process.wait()
            tell.cancel()
            self.ready.clear()
            self._count(time.monotonic() - began, code)
            await asyncio.sleep(self._pause())

    async def _spawn(self) -> asyncio.subprocess.Process:
        port = _free_port()
        self.base = f"http://127.0.0.1:{port}"
        self._last_words = b""
        where = {"PORT": str(port), "HOST": "127.0.0.1", "PYTHONUNBUFFERED": "1"}
        environment = {**os.environ, **self.environment(), **where}
        leash = [sys.executable, "-m", "sandbox.leash", str(os.getpid())]
        self.process = await asyncio.create_subprocess_exec(
            *leash,
            *self.command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=1 << 20,
        )
        return self.process

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Passes the process's lines on to our console and remembers the last ones."""
        while process.stdout and (chunk := await process.stdout.read(1 << 16)):
            sys.stderr.buffer.write(chunk)
            sys.stderr.flush()
            self._last_words = (self._last_words + chunk)[-_REMEMBERED:]

    async def _announce(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            asking = AsyncRetrying(wait=wait_fixed(0.05), retry=retry_if_result(operator.not_))
            await asking(_answers, session, self.base)
        self.ready.set()
        self.reason = ""

    def _count(self, lived: float, code: int) -> None:
        self._deaths = self._deaths + 1 if lived < _AT_ONCE else 0
        log.warning("the bot's process ended with status %s after %.1f s", code, lived)
        if self._deaths >= _PATIENCE:
            self.reason = _last_lines(self._last_words) or f"exit status {code}"
            log.error("the bot does not start; its last words:\n%s", self.reason)

    def _pause(self) -> float:
        return _PAUSES[self._deaths] if self._deaths < _PATIENCE else _LONG_PAUSE

    async def _end(self) -> None:
        self.ready.clear()
        process, self.process = self.process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _GRACE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _last_lines(output: bytes) -> str:
    return "\n".join(output.decode(errors="replace").strip().splitlines()[-12:])


async def _answers(session: aiohttp.ClientSession, base: str) -> bool:
    try:
        async with session.get(f"{base}/healthz") as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
