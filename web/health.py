"""Whether this process can do its work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web


def health_routes(ready: Callable[[], Awaitable[bool]]) -> list[web.RouteDef]:
    """GET /healthz: 200 once the process can take a turn, 503 before and when it no longer can."""

    async def healthz(request: web.Request) -> web.Response:
        fine = await ready()
        return web.json_response({"ready": fine}, status=200 if fine else 503)

    return [web.get("/healthz", healthz)]
