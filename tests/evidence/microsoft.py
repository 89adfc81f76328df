"""The two tenants' Graph and sign-in, served from a World on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from evidence.facts import (
    HOST_DOMAIN,
    INVITED_ADDRESS,
    Answer,
    Complaint,
    Fact,
    Facts,
    Reason,
    Trust,
    Unknown,
    Value,
    fact,
)
from evidence.gather import Asker, Gatherer, ProbeState
from evidence.graph import Graph, TenantReader
from evidence.tokens import LoopbackHttp, Tokens
from sandbox.graph import graph_routes
from sandbox.login import login_routes
from sandbox.world import World

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CLIENT, SECRET = "6c1e47aa-0000-4000-8000-00000000aaaa", "a secret of the tests"
# The registration of the sign-in check.
SIGN_IN_CLIENT, SIGN_IN_SECRET = "51917000-0000-4000-8000-00000000cccc", "another of the tests"


@dataclass
class Microsoft:
    """Both tenants as the bot meets them. `requests`: method and path of every call; `batched`:
    the address of every part of a batch."""

    world: World
    base: str
    session: aiohttp.ClientSession
    requests: list[str] = field(default_factory=list)
    batched: list[str] = field(default_factory=list)
    states: list[tuple[ProbeState, ...]] = field(default_factory=list)

    def tokens(self, secret: str = SECRET) -> Tokens:
        return Tokens(CLIENT, secret, http_client=LoopbackHttp(f"{self.base}/login"))

    def graph(self, tokens: Tokens | None = None) -> Graph:
        return Graph(
            self.session, tokens or self.tokens(), f"{self.base}/graph", f"{self.base}/login"
        )

    def reader(self, tenant: str, until: float) -> TenantReader:
        return self.graph().reader(tenant, until)

    def registered(self) -> dict[str, frozenset[str]]:
        """Each of the two lets the other's people ask."""
        host, home = self.world.inviting.tenant_id, self.world.invited.tenant_id
        return {host: frozenset({home}), home: frozenset({host})}

    def gatherer(
        self,
        registrations: dict[str, frozenset[str]] | None = None,
        deadline: float = 8.0,
        graph: Graph | None = None,
    ) -> Gatherer:
        lets = self.registered() if registrations is None else registrations
        own = self.world.inviting.tenant_id
        return Gatherer(graph or self.graph(), lets, own, deadline)

    async def check(
        self, asker: Asker, complaint: Complaint | None = None, gatherer: Gatherer | None = None
    ) -> Facts:
        self.states.clear()
        told = complaint or self.complaint()
        return await (gatherer or self.gatherer()).gather(told, asker, NOW, self.states.append)

    def complaint(self, address: str = "") -> Complaint:
        """The invited address and the site's host, as a person tells them."""
        told = complained(INVITED_ADDRESS, address or self.world.share.invited_address)
        return told.with_(HOST_DOMAIN, answer(self.world.inviting.sharepoint_host))

    @property
    def marcus(self) -> Asker:
        """The invited person."""
        return Asker(self.world.invited.user_object_id, self.world.invited.tenant_id)

    @property
    def denise(self) -> Asker:
        """The inviter."""
        return Asker(self.world.inviting.inviter_object_id, self.world.inviting.tenant_id)

    @property
    def colleague(self) -> Asker:
        """Somebody of the inviting organisation who has nothing to do with the guest."""
        return Asker("0c011ea9-0000-4000-8000-000000000009", self.world.inviting.tenant_id)

    @property
    def stranger(self) -> Asker:
        """Somebody of a third organisation."""
        return Asker("57a49e40-0000-4000-8000-000000000009", "57a49e40-0000-4000-8000-00000000000a")


def complained(of: Fact, value: Value) -> Complaint:
    return Complaint().with_(of, answer(value))


def answer(value: Value) -> Answer:
    return Answer(value, Trust.TOLD, NOW - timedelta(minutes=1))


def values(facts: Facts) -> dict[str, Value | Unknown]:
    """What is judged of every fact."""
    return {name: facts.value(fact(name)) for name in facts}


def reason(value: object) -> Reason | None:
    """Why it is unknown; None where it is known."""
    return value.reason if isinstance(value, Unknown) else None


def reasons(facts: Facts) -> dict[str, Reason]:
    """Why each unknown fact is unknown."""
    known = values(facts)
    return {name: value.reason for name, value in known.items() if isinstance(value, Unknown)}


class served:  # noqa: N801 - reads as a verb: `async with served(world)`
    """Serves a world: `async with served(World()) as microsoft`."""

    def __init__(
        self,
        world: World,
        slow_seconds: float = 2.0,
        token_seconds: float = 0.0,
        clock: Callable[[], datetime] = lambda: NOW,
    ) -> None:
        self._world = world
        self._seen: list[str] = []
        self._batched: list[str] = []
        app = web.Application(middlewares=[self._note])
        clients = {CLIENT: SECRET, SIGN_IN_CLIENT: SIGN_IN_SECRET}
        app.add_routes(graph_routes(world, clock, slow_seconds, retry_after=0.125))
        app.add_routes(login_routes(world, clock, clients, token_seconds))
        self._server = TestServer(app, host="127.0.0.1")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Microsoft:
        await self._server.start_server()
        self._session = aiohttp.ClientSession()
        base = f"http://127.0.0.1:{self._server.port}"
        return Microsoft(self._world, base, self._session, self._seen, self._batched)

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()
        await self._server.close()

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._seen.append(f"{request.method} {request.path}")
        if request.path.endswith("/$batch"):
            self._batched.extend(part["url"] for part in (await request.json())["requests"])
        return await handler(request)
