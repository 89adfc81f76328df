"""Mail through Graph's sendMail: one mailbox, our Message-ID, each refusal by its name."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from desk.carrying.by_graph import ByGraph
from desk.carrying.carrier import CarryError
from evidence.tokens import Tokens
from sandbox.world import World
from tests.desk.postroom import RECIPIENT, SENDER
from tests.evidence.microsoft import Microsoft, served

HANGS = 0


@dataclass
class Exchange:
    """What answers sendMail. `will`: statuses with headers instead of 202."""

    will: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    async def send(self, request: web.Request) -> web.Response:
        self.paths.append(request.path)
        self.tokens.append(request.headers["Authorization"])
        status, headers = self.will.pop(0) if self.will else (202, {})
        if status == HANGS:
            await asyncio.sleep(60)
        if status != 202:
            error = {"error": {"code": "ErrorAccessDenied", "message": "no"}}
            return web.json_response(error, status=status, headers=headers)
        assert request.content_type == "text/plain"
        raw = base64.b64decode(await request.read(), validate=True)
        read = message_from_bytes(raw, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.taken.append(read)
        return web.Response(status=202)


@dataclass
class Meeting:
    exchange: Exchange
    microsoft: Microsoft
    base: str

    def carrier(self, tokens: Tokens | None = None) -> ByGraph:
        tenant, session = self.microsoft.world.inviting.tenant_id, self.microsoft.session
        return ByGraph(session, tokens or self.microsoft.tokens(), tenant, self.base, seconds=0.5)

    async def send(self) -> None:
        await self.carrier().send(message(), SENDER, (RECIPIENT,))


def message() -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    made["Message-ID"], made["To"] = "<1@fabrikam.example>", RECIPIENT
    made.set_content("Hello")
    return made


@asynccontextmanager
async def meeting() -> AsyncIterator[Meeting]:
    exchange, app = Exchange(), web.Application()
    app.router.add_post("/v1.0/users/{mailbox}/sendMail", exchange.send)
    async with served(World()) as microsoft, TestServer(app, host="127.0.0.1") as server:
        yield Meeting(exchange, microsoft, str(server.make_url("")).rstrip("/"))


@pytest.fixture
async def met() -> AsyncIterator[Meeting]:
    async with meeting() as made:
        yield made


async def test_it_leaves_from_the_one_mailbox_with_our_message_id(met: Meeting) -> None:
    await met.send()
    assert met.exchange.paths == [f"/v1.0/users/{SENDER}/sendMail"]
    assert [mail["Message-ID"] for mail in met.exchange.taken] == ["<1@fabrikam.example>"]
    assert met.exchange.taken[0]["To"] == RECIPIENT


@pytest.mark.parametrize(
    ("status", "failed", "final", "unsure"),
    [
        (400, "refused", True, False),
        (401, "no permission", True, False),
        (403, "no permission", True, False),
        (404, "no mailbox", True, False),
        (413, "too large", True, False),
        (429, "throttled", False, False),
        (500, "busy", False, True),
        (503, "busy", False, False),
        (504, "busy", False, True),
        (HANGS, "timed out", False, True),
    ],
)
async def test_a_refusal_has_its_name(
    met: Meeting, status: int, failed: str, final: bool, unsure: bool
) -> None:
    met.exchange.will = [(status, {})] * 2
    with pytest.raises(CarryError) as refused:
        await met.send()
    error = refused.value
    assert (error.reason, error.final, error.unsure) == (failed, final, unsure)
    assert met.exchange.taken == []


async def test_it_waits_as_long_as_graph_asks(met: Meeting) -> None:
    met.exchange.will = [(429, {"Retry-After": "17"})]
    with pytest.raises(CarryError) as refused:
        await met.send()
    assert refused.value.retry_after == 17


async def test_a_token_withdrawn_before_its_time_is_fetched_anew_once(met: Meeting) -> None:
    carrier = met.carrier()
    await carrier.send(message(), SENDER, (RECIPIENT,))
    met.exchange.will = [(401, {})]
    await carrier.send(message(), SENDER, (RECIPIENT,))

    first, refused, renewed = met.exchange.tokens
    assert first == refused != renewed
    assert len(met.exchange.taken) == 2


async def test_without_a_token_it_is_tried_again_and_nothing_is_sent(met: Meeting) -> None:
    """A secret that ran out can be replaced within the day."""
    carrier = met.carrier(met.microsoft.tokens("ran out"))
    with pytest.raises(CarryError) as refused:
        await carrier.send(message(), SENDER, (RECIPIENT,))
    assert (refused.value.reason, refused.value.final) == ("no permission", False)
    assert met.exchange.paths == []


async def test_a_graph_that_is_away_surely_sent_nothing(met: Meeting) -> None:
    met.base = "http://127.0.0.1:1"
    with pytest.raises(CarryError) as refused:
        await met.send()
    assert (refused.value.reason, refused.value.unsure) == ("unreachable", False)
