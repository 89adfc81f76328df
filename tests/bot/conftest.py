"""A channel service that signs what it delivers, and the bot behind its door, both over HTTP."""

from __future__ import annotations

import asyncio
import base64
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.adapter import Adapter
from bot.answers import Answer, ExtensionAnswer, Nothing, Results
from bot.connector import Connector
from bot.endpoint import Endpoint
from bot.keys import SigningKeys
from bot.service_hosts import ServiceHosts
from bot.trust import Trust
from cases.model import Place
from dialogs.said import Said

Json = dict[str, Any]

APP_ID = "11111111-aaaa-4000-8000-000000000001"
BOT_ID = f"28:{APP_ID}"
OWN = "f4b41ca3-0000-4000-8000-000000000001"
PARTNER = "c0470500-0000-4000-8000-000000000002"
STRANGER = "bad00000-0000-4000-8000-00000000000f"
RECEIVED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@dataclass
class SignsWith:
    """One key pair of the channel service."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] = ("msteams", "webchat")

    def published(self) -> Json:
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "n": _b64(numbers.n),
            "e": _b64(numbers.e),
            "endorsements": list(self.endorsements),
        }


@dataclass
class Answered:
    """What the connector answers to one request."""

    status: int = 201
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    drop: bool = False


@dataclass
class Received:
    """One request that reached the connector."""

    method: str
    path: str
    token: str
    body: Json
    at: float
    peer: object


class Channel:
    """The Bot Framework's side: signing keys, and the connector that takes what the bot posts."""

    def __init__(self, pairs: list[rsa.RSAPrivateKey]) -> None:
        self._pairs = pairs
        self.keys = [SignsWith("first", pairs[0])]
        self.key_readings = 0
        self.key_delay = 0.0
        self.keys_down = False
        self.posted: list[Received] = []
        self.will_answer: list[Answered] = []
        self.url = ""

    @property
    def service_url(self) -> str:
        return f"{self.url}/connector"

    def rotate(self, **of: Any) -> None:
        number = len(self.keys)
        self.keys.append(SignsWith(f"key-{number}", self._pairs[number % len(self._pairs)], **of))

    def token(self, *, pair: int = -1, headers: Json | None = None, **claims: Any) -> str:
        key = self.keys[pair]
        now = int(time.time())
        full = {
            "iss": "https://api.botframework.com",
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.service_url,
        } | claims
        stated = {name: value for name, value in full.items() if value is not None}
        return jwt.encode(stated, key.private, "RS256", {"kid": key.kid} | (headers or {}))

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._published)
        app.router.add_route("*", "/connector/{tail:.*}", self._connector)
        return app

    async def _openid(self, _: web.Request) -> web.Response:
        self.key_readings += 1
        await asyncio.sleep(self.key_delay)
        if self.keys_down:
            raise web.HTTPServiceUnavailable
        return web.json_response({"jwks_uri": f"{self.url}/keys"})

    async def _published(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [key.published() for key in self.keys]})

    async def _connector(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if await request.read() else {}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        path = request.raw_path.removeprefix("/connector")
        peer = request.transport.get_extra_info("peername") if request.transport else None
        self.posted.append(Received(request.method, path, token, body, time.monotonic(), peer))
        default = Answered(body={"id": f"activity-{len(self.posted)}"})
        answer = self.will_answer.pop(0) if self.will_answer else default
        await asyncio.sleep(answer.after)
        if answer.drop and request.transport:
            request.transport.close()
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)


class Listener:
    """Stands where the product's conversation does: remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Said] = []
        self.answer: Answer = Nothing()
        self.raises: Exception | None = None

    async def hear(self, said: Said) -> Answer:
        self.heard.append(said)
        if self.raises:
            raise self.raises
        return self.answer

    @property
    def last(self) -> Said:
        return self.heard[-1]


class Reacher:
    """Stands where the message extension does: remembers what it was asked."""

    def __init__(self) -> None:
        self.found: list[tuple[Said, int, int]] = []
        self.offered: list[Said] = []
        self.made: list[Said] = []
        self.answer: ExtensionAnswer = Results(())
        self.raises: Exception | None = None

    @property
    def asked(self) -> bool:
        return bool(self.found or self.offered or self.made)

    async def find(self, said: Said, skip: int, count: int) -> ExtensionAnswer:
        self.found.append((said, skip, count))
        return self._answer()

    async def offer(self, said: Said) -> ExtensionAnswer:
        self.offered.append(said)
        return self._answer()

    async def make(self, said: Said) -> ExtensionAnswer:
        self.made.append(said)
        return self._answer()

    def _answer(self) -> ExtensionAnswer:
        if self.raises:
            raise self.raises
        return self.answer


@dataclass
class Reply:
    status: int
    body: bytes
    json: Any


@dataclass
class Door:
    """The bot's messaging endpoint as the channel service sees it."""

    channel: Channel
    listener: Listener
    extension: Reacher
    adapter: Adapter
    keys: SigningKeys
    session: aiohttp.ClientSession
    url: str

    @property
    def reached_nobody(self) -> bool:
        return not self.listener.heard and not self.extension.asked

    async def deliver(self, activity: Any, token: str | None = None, **headers: str) -> Reply:
        sent = {"Authorization": f"Bearer {token or self.channel.token()}"} | headers
        async with self.session.post(self.url, json=activity, headers=sent) as response:
            return await _reply(response)

    async def deliver_raw(self, data: Any, headers: dict[str, str]) -> Reply:
        async with self.session.post(self.url, data=data, headers=headers) as response:
            return await _reply(response)

    def activity(self, **changes: Any) -> Json:
        """A personal message as Teams sends it; None takes a field away."""
        full = {
            "type": "message",
            "id": "1795337186709",
            "text": "hello there",
            "textFormat": "plain",
            "channelId": "msteams",
            "serviceUrl": self.channel.service_url,
            "timestamp": "2026-11-22T09:59:58.123Z",
            "locale": "en-GB",
            "from": {"id": "29:marcus", "name": "Marcus Jones", "aadObjectId": "3a5c0500"},
            "recipient": {"id": BOT_ID, "name": "Invite Desk"},
            "conversation": {
                "id": "a:personal-marcus",
                "conversationType": "personal",
                "tenantId": OWN,
            },
            "channelData": {"tenant": {"id": OWN}},
        } | changes
        return {name: value for name, value in full.items() if value is not None}

    def card_action(self, action: Any, **changes: Any) -> Json:
        invoke = {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "text": None,
            "replyToId": "card-7",
            "value": {"action": action},
        }
        return self.activity(**(invoke | changes))

    def extension_invoke(self, name: str, value: Any, **changes: Any) -> Json:
        """A composeExtension invoke from somebody's chat with a colleague."""
        chat = {"id": "19:marcus_denise@unq.gbl.spaces", "conversationType": "personal"}
        invoke = {
            "type": "invoke",
            "id": "f:bc319b1d",
            "name": f"composeExtension/{name}",
            "text": None,
            "conversation": chat | {"tenantId": OWN},
            "value": value,
        }
        return self.activity(**(invoke | changes))


class PlainToken:
    """A token source that counts how often a new one was asked for."""

    def __init__(self) -> None:
        self.renewed = 0
        self.fails: Exception | None = None

    async def __call__(self, fresh: bool = False) -> str:
        if self.fails:
            raise self.fails
        self.renewed += fresh
        return f"token-{self.renewed}"


@pytest.fixture(scope="session")
def pairs() -> list[rsa.RSAPrivateKey]:
    return [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]


@pytest.fixture
async def channel(pairs: list[rsa.RSAPrivateKey]) -> AsyncIterator[Channel]:
    channel = Channel(pairs)
    async with TestServer(channel.app()) as server:
        channel.url = str(server.make_url("")).rstrip("/")
        yield channel


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def hosts(channel: Channel) -> ServiceHosts:
    return ServiceHosts([channel.url])


@pytest.fixture
def token() -> PlainToken:
    return PlainToken()


@pytest.fixture
def connector(session: aiohttp.ClientSession, token: PlainToken, hosts: ServiceHosts) -> Connector:
    return Connector(session, token, hosts)


@pytest.fixture
async def keys(channel: Channel, session: aiohttp.ClientSession) -> AsyncIterator[SigningKeys]:
    keys = SigningKeys(session, f"{channel.url}/openid")
    await keys.start()
    yield keys
    await keys.close()


@pytest.fixture
async def door(
    channel: Channel,
    session: aiohttp.ClientSession,
    hosts: ServiceHosts,
    connector: Connector,
    keys: SigningKeys,
) -> AsyncIterator[Door]:
    listener, extension, adapter = Listener(), Reacher(), Adapter(connector)
    trust = Trust(APP_ID, {OWN, PARTNER}, hosts, keys)
    app = web.Application()
    endpoint = Endpoint(trust, adapter, listener, extension, clock=lambda: RECEIVED)
    app.add_routes(endpoint.routes())
    async with TestServer(app) as server:
        url = str(server.make_url("/api/messages"))
        yield Door(channel, listener, extension, adapter, keys, session, url)


@pytest.fixture
def place(channel: Channel) -> Place:
    return Place("a:personal-marcus", channel.service_url, OWN, BOT_ID, locale="de")


@pytest.fixture
async def longest_pause() -> AsyncIterator[Callable[[], float]]:
    """Measures, in seconds, the longest time during which the event loop did not turn.

    What a thread beside it had to wait as well is the machine's doing and taken off.
    """
    loop_waited = thread_waited = 0.0
    stopped = threading.Event()

    async def watch() -> None:
        nonlocal loop_waited
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            loop_waited = max(loop_waited, time.monotonic() - before - 0.01)

    def watch_machine() -> None:
        nonlocal thread_waited
        while not stopped.is_set():
            before = time.monotonic()
            time.sleep(0.01)
            thread_waited = max(thread_waited, time.monotonic() - before - 0.01)

    gc.collect()
    gc.freeze()  # what earlier tests left behind, as app.py does with what lives for ever
    machine = threading.Thread(target=watch_machine, daemon=True)
    machine.start()
    watching = asyncio.create_task(watch())
    yield lambda: loop_waited - thread_waited
    watching.cancel()
    stopped.set()
    machine.join()
    gc.unfreeze()


def _b64(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def _reply(response: aiohttp.ClientResponse) -> Reply:
    body = await response.read()
    is_json = response.content_type == "application/json"
    return Reply(response.status, body, await response.json() if is_json else None)
