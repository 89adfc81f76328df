"""The sandbox as a newcomer starts it, and a person who talks to the bot in it over HTTP."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")
BOT = "bot"  # whom the sandbox shows as the author of what the bot said
PATIENCE = 30.0  # seconds until something that should happen counts as missing


@dataclass
class Sandbox:
    """A running `python -m sandbox`."""

    url: str
    process: subprocess.Popen[bytes]
    data: Path

    def bot_pids(self) -> list[int]:
        """The processes that run app.py below this sandbox."""
        listed = subprocess.run(
            ["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
        return [int(p) for p, pp, a in rows if int(pp) == self.process.pid and "app.py" in a]

    def kill_bot(self) -> None:
        """Ends the bot the hard way; the sandbox starts it anew."""
        for pid in self.bot_pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def start_sandbox(data: Path) -> Sandbox:
    """Starts it and waits until the bot in it answers."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "SANDBOX_DATA": str(data)}
    log = (data / "console.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    end = time.monotonic() + PATIENCE
    while not _answers(f"http://127.0.0.1:{port}/healthz"):
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            pytest.fail(f"the sandbox did not start:\n{(data / 'console.log').read_text()[-4000:]}")
        time.sleep(0.1)
    return Sandbox(f"http://127.0.0.1:{port}", process, data)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all stories of a test process."""
    running = start_sandbox(tmp_path_factory.mktemp("sandbox"))
    yield running
    running.process.terminate()
    running.process.wait(10)


@dataclass
class Chat:
    """One person's chat with the bot, over Direct Line. Cards are seen as the bot sent them.

    `channel`: a window on the helpdesk's channel instead; what is said there mentions the bot.
    """

    http: aiohttp.ClientSession
    url: str
    who: str
    stage: Stage
    conversation: str = ""
    channel: bool = False
    answer: dict[str, Any] = field(default_factory=dict)

    async def opens(self) -> None:
        wanted: dict[str, Any] = {"user": {"id": self.who}}
        if self.channel:
            wanted["conversation"] = "channel"
        body = await self._post("/directline/conversations", wanted)
        self.conversation = body["conversationId"]

    async def says(self, text: str) -> None:
        """Types a message."""
        self.stage.must_be_set()
        await self._post(self._activities, {"type": "message", "text": text})

    async def presses(self, verb: str, **inputs: str) -> dict[str, Any]:
        """Presses the newest button of that verb; returns the invoke's answer."""
        return await self.presses_on(await self.card_with(verb, **_fixed(inputs)), verb, **inputs)

    async def presses_on(self, card: dict[str, Any], verb: str, **inputs: str) -> dict[str, Any]:
        """Presses a button of that very card, however old it is."""
        return await self._press(card, verb, inputs)

    async def delivers_again(self, card: dict[str, Any], verb: str, **inputs: str) -> list[Any]:
        """The same press delivered twice, as Teams does after seconds; returns both answers."""
        delivery = f"again-{time.monotonic_ns()}"
        again = [
            await self._press(card, verb, inputs, id=delivery),
            await self._press(card, verb, inputs, id=delivery),
        ]
        self.answer = again[-1]
        return again

    async def searches(self, words: str = "", skip: int = 0) -> dict[str, Any]:
        """The message extension's search; without words what it shows at first."""
        given = {"name": "words", "value": words} if words else {"name": "initialRun"}
        query = {
            "commandId": "searchCases",
            "parameters": [{"value": "true", **given}],
            "queryOptions": {"skip": skip, "count": 25},
        }
        return await self.invokes("composeExtension/query", query)

    async def makes_case_of(self, message_html: str) -> dict[str, Any]:
        """The message extension on somebody's message: what it asks before it becomes a case."""
        payload = {
            "id": "1795336854764",
            "createdDateTime": "2026-11-22T08:40:48.668Z",
            "from": {"user": {"id": "a-colleague", "displayName": "A colleague"}},
            "body": {"contentType": "html", "content": message_html},
        }
        return await self.invokes(
            "composeExtension/fetchTask", {**FROM_MESSAGE, "messagePayload": payload}
        )

    async def submits(self, **inputs: str) -> dict[str, Any]:
        """Sends off what the message extension asked."""
        data = {"verb": "message.case", **inputs}
        return await self.invokes("composeExtension/submitAction", {**FROM_MESSAGE, "data": data})

    async def invokes(self, name: str, value: dict[str, Any], **more: str) -> dict[str, Any]:
        """Any invoke; returns the bot's answer: id, status, body."""
        self.stage.must_be_set()
        told = {"type": "invoke", "name": name, "value": value, **more}
        self.answer = await self._post(self._activities, told)
        return self.answer

    async def _press(
        self, card: dict[str, Any], verb: str, inputs: dict[str, str], **more: str
    ) -> dict[str, Any]:
        action = next(a for a in actions(card["content"]) if matches(a, verb, _fixed(inputs)))
        data = {**action.get("data", {}), **inputs}
        value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}}
        more["replyToId"] = card["id"]
        return await self.invokes("adaptiveCard/action", value, **more)

    async def seen(self) -> list[dict[str, Any]]:
        """Everything the bot has shown so far, updates in place."""
        async with self.http.get(f"{self.url}{self._activities}?raw=1") as response:
            activities = (await response.json())["activities"]
        return [a for a in activities if a["from"]["id"] == BOT and a["type"] == "message"]

    async def cards(self) -> list[dict[str, Any]]:
        """The cards, oldest first: id and content."""
        return [
            {"id": a["id"], "content": attached["content"]}
            for a in await self.seen()
            for attached in a.get("attachments", ())
        ]

    async def card_with(self, verb: str, **fixed: str) -> dict[str, Any]:
        """The newest card that has such a button."""

        async def find() -> dict[str, Any] | None:
            held = [
                c
                for c in await self.cards()
                if any(matches(a, verb, fixed) for a in actions(c["content"]))
            ]
            return held[-1] if held else None

        return await self._eventually(find, f"a button {verb} {fixed}")

    async def sees(self, wanted: str) -> str:
        """Waits until the newest thing shown contains the text (case is ignored); returns it."""

        async def find() -> str | None:
            shown = [text_of(a) for a in await self.seen()]
            recent = [t for t in shown[-3:] if re.search(wanted, t, re.IGNORECASE)]
            return recent[-1] if recent else None

        return await self._eventually(find, wanted)

    async def verdict(self, wanted: str = "", patience: float = PATIENCE) -> str:
        """Waits for a verdict card (one that can be checked again) and returns its text."""

        async def find() -> str | None:
            shown = [
                text_of(a)
                for a in await self.seen()
                if any(matches(x, "case.again", {}) for x in actions(a))
            ]
            fitting = [t for t in shown[-1:] if re.search(wanted, t, re.IGNORECASE)]
            return fitting[-1] if fitting else None

        return await self._eventually(find, f"a verdict {wanted!r}", patience)

    @property
    def _activities(self) -> str:
        return f"/directline/conversations/{self.conversation}/activities"

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.http.post(f"{self.url}{path}", json=body) as response:
            assert response.status < 300, (response.status, await response.text())
            answer: dict[str, Any] = await response.json()
            return answer

    async def _eventually(
        self, find: Callable[[], Awaitable[T | None]], what: str, patience: float = PATIENCE
    ) -> T:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if found := await find():
                return found
            await asyncio.sleep(0.1)
        shown = "\n---\n".join(text_of(a) for a in await self.seen())
        raise AssertionError(f"{self.who} never saw {what}; shown:\n{shown[-6000:]}")


FROM_MESSAGE = {"commandId": "caseFromMessage", "commandContext": "message"}


def _fixed(inputs: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in inputs.items() if k == "field"}


def actions(node: object) -> Iterator[dict[str, Any]]:
    """Every button anywhere in a card or activity, fallbacks left out."""
    if isinstance(node, dict):
        if str(node.get("type", "")).startswith("Action."):
            yield node
        for key, child in node.items():
            if key not in {"fallback", "data"}:
                yield from actions(child)
    elif isinstance(node, list):
        for child in node:
            yield from actions(child)


def matches(action: dict[str, Any], verb: str, fixed: dict[str, str]) -> bool:
    data = action.get("data") or {}
    return action.get("verb") == verb and all(data.get(k) == v for k, v in fixed.items())


def text_of(node: object) -> str:
    """What a person can read of a card or message, one piece a line."""
    return "\n".join(_texts(node))


READABLE = {"text", "title", "value", "label", "errorMessage"}
UNSEEN = {"data", "fallback", "fallbackText", "speak"}


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, child in node.items():
            if key in READABLE and isinstance(child, str):
                yield child
            elif key not in UNSEEN:
                yield from _texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from _texts(child)


class Stage:
    """The two demo organisations' knobs, and attempts to accept.

    They are as the test before left them until a story is played, which sets all of them: two
    stories of one kind in a row need no restart of the bot, which costs more than all the rest.
    """

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url
        self._set = False

    async def channel(self, who: str) -> Chat:
        """That member's window on the helpdesk's channel; a new one each time."""
        return await _opened(Chat(self._http, self._url, who, self, channel=True))

    async def sits(self, who: str) -> Chat:
        """That person's own chat with the bot."""
        return await _opened(Chat(self._http, self._url, who, self))

    async def breaks(self, team: str = "", **more: object) -> None:
        """From now on the team refuses: not-installed, archived, throttled; empty: no more."""
        async with self._http.patch(f"{self._url}/faults", json={"team": team, **more}) as response:
            assert response.status == 200, await response.text()

    async def desk_opened(self) -> None:
        """Waits until the bot was told of the helpdesk's channel."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            async with self._http.get(f"{self._url}/status") as response:
                if (await response.json())["desk"]:
                    return
            await asyncio.sleep(0.05)
        raise AssertionError("nobody told the bot of the channel")

    def must_be_set(self) -> None:
        assert self._set, "a story begins with stage.plays(...)"

    async def turn(self, **knobs: object) -> None:
        """Turns knobs; a double underscore stands for the dot."""
        self.must_be_set()
        changes = {name.replace("__", "."): value for name, value in knobs.items()}
        async with self._http.patch(f"{self._url}/knobs", json=changes) as response:
            assert response.status == 200, await response.text()

    async def bot_ready(self) -> None:
        """Waits until the bot answers: one knob restarts it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            async with self._http.get(f"{self._url}/healthz") as response:
                if response.status == 200:
                    return
            await asyncio.sleep(0.05)
        raise AssertionError("the bot did not come back")

    async def plays(self, story: str) -> None:
        """Sets every knob as the story has it."""
        self._set = True
        await self.breaks()
        async with self._http.post(f"{self._url}/stories/{story}") as response:
            assert response.status == 200, await response.text()
        await self.bot_ready()

    async def attempt(self) -> dict[str, Any]:
        """Plays the attempt to accept: where it stopped, and the page that was shown."""
        self.must_be_set()
        async with self._http.post(f"{self._url}/try") as response:
            assert response.status == 200, await response.text()
            outcome: dict[str, Any] = await response.json()
            return outcome


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        yield session


@pytest.fixture
async def stage(sandbox: Sandbox, http: aiohttp.ClientSession) -> Stage:
    """The organisations, before a story is played."""
    playing = Stage(http, sandbox.url)
    await playing.bot_ready()
    await playing.desk_opened()
    return playing


async def _opened(chat: Chat) -> Chat:
    await chat.opens()
    return chat


@pytest.fixture
async def marcus(stage: Stage) -> Chat:
    """The invited user."""
    return await stage.sits("invited-user")


@pytest.fixture
async def denise(stage: Stage) -> Chat:
    """The inviter."""
    return await stage.sits("inviter")


@pytest.fixture
async def amara(stage: Stage) -> Chat:
    """An agent of the helpdesk, in her own chat."""
    return await stage.sits("agent")


@pytest.fixture
async def lena(stage: Stage) -> Chat:
    """The helpdesk's lead, who is its administrator too, in her own chat."""
    return await stage.sits("lead")
