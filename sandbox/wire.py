"""JSON bodies in, refusals out, in the shape Microsoft's services use."""

from __future__ import annotations

import json

from aiohttp import web

from sandbox.conversations import Json


def refusal(status: int, code: str, message: str) -> web.Response:
    """An error answer."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


async def json_object(request: web.Request) -> Json | None:
    """The body as an object; None where it is anything else. An empty body is {}."""
    try:
        body = await request.json() if request.can_read_body else {}
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    return body if isinstance(body, dict) else None
