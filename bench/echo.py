"""The least a bot can do: take the activity and say nothing. The floor for bench.turns."""

from __future__ import annotations

import os

from aiohttp import web


async def heard(request: web.Request) -> web.Response:
    await request.json()
    return web.Response()


async def healthz(request: web.Request) -> web.Response:
    return web.json_response({"ready": True})


def main() -> None:
    app = web.Application()
    app.add_routes([web.post("/api/messages", heard), web.get("/healthz", healthz)])
    web.run_app(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), print=None)


if __name__ == "__main__":
    main()
