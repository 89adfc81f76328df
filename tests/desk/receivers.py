"""Who receives summaries: a real mail server and a real ticket system, with all their moods."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP, Envelope, Session

HANGS, DROPS = "hangs", "drops"  # instead of an answer; what it takes it has


@dataclass
class MailServer:
    """`will`: what it answers to the next messages, the usual afterwards: a reply, HANGS, DROPS.
    `refuses`: its reply to recipients. `taken`: the messages it has, each time."""

    will: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mood = self.will.pop(0) if self.will else "250 taken"
        if mood[0] in "45":
            return mood
        self.taken.append(_parsed(envelope))
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        if mood == HANGS:
            await asyncio.sleep(60)
        if mood == DROPS:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return mood

    @asynccontextmanager
    async def open(self, **options: Any) -> AsyncIterator[None]:
        """It listens, on the same port as before if it did."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(self, hostname="mail.example", loop=loop, **options),
            "127.0.0.1",
            self.port,
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]


def _parsed(envelope: Envelope) -> EmailMessage:
    content = envelope.content
    assert isinstance(content, bytes)
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@dataclass
class Post:
    """One request that a receiver got."""

    id: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Tickets:
    """A ticket system that checks signatures and knows each delivery once. `will`: what it answers
    to the next requests, the usual afterwards: a status with headers, HANGS, DROPS."""

    secret: str
    will: list[int | str | tuple[int, dict[str, str]]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    strays: int = 0
    url: str = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_post("/tickets", self._post)
        app.router.add_route("*", "/elsewhere", self._stray)
        async with TestServer(app, host="127.0.0.1") as server:
            self.url = str(server.make_url("/tickets"))
            yield

    async def _stray(self, request: web.Request) -> web.Response:
        self.strays += 1
        return web.Response()

    async def _post(self, request: web.Request) -> web.StreamResponse:
        body, headers = await request.read(), dict(request.headers)
        id_ = headers.get("InviteDesk-Delivery", "")
        self.posts.append(Post(id_, body, headers))
        if headers.get("InviteDesk-Signature") != self._signature(headers, body):
            return web.Response(status=401)
        mood = self.will.pop(0) if self.will else 201
        if isinstance(mood, int) and not 200 <= mood < 300:
            return web.Response(status=mood)
        if isinstance(mood, tuple):
            return web.Response(status=mood[0], headers=mood[1])
        known = id_ in self.made
        self.made.setdefault(id_, json.loads(body))
        return await self._answered(mood, known=known, request=request)

    async def _answered(
        self, mood: int | str, *, known: bool, request: web.Request
    ) -> web.StreamResponse:
        if mood == HANGS:
            await asyncio.sleep(60)
        if mood == DROPS:
            assert request.transport
            request.transport.close()
        return web.Response(status=409 if known else 201)

    def _signature(self, headers: dict[str, str], body: bytes) -> str:
        signed = headers.get("InviteDesk-Timestamp", "").encode() + b"." + body
        made = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        return f"sha256={made}"
