"""Whether the process can do its work, as a load balancer asks."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from web.health import health_routes


async def test_it_is_ready_only_while_it_can_take_a_turn() -> None:
    answers = [True, False, True]

    async def ready() -> bool:
        return answers.pop(0)

    app = web.Application()
    app.add_routes(health_routes(ready))
    async with TestClient(TestServer(app)) as client:
        seen = [(await client.get("/healthz")).status for _ in range(3)]

    assert seen == [200, 503, 200]
