"""JSON bodies in, refusals out, in the shape Microsoft's services use."""

from __future__ import annotations

import json

from aiohttp import web

from sandbox.conversations import Json

_DEEPEST = 100


def refusal(status: int, code: str, message: str) -> web.Response:
    """An error answer."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


async def json_object(request: web.Request) -> Json | None:
    """The body as an object; None where it is anything else. An empty body is {}."""
    try:
        body = json.loads(await request.read()) if request.can_read_body else {}
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and _fits(body, _DEEPEST) else None


def _fits(value: object, levels: int) -> bool:
    """Whether it is nested no deeper: what takes cards apart, and writes them, goes in as far."""
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_fits(item, levels - 1) for item in inner)
