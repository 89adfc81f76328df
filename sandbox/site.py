"""The page and its files, and Web Chat as it was fetched. Nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

_PAGE = Path(__file__).parent / "page"
_HEADERS = {
    # Web Chat sets styles from script (inline styles) and shows pictures of its own as data; the
    # bot names this machine by its number, the visitor perhaps by name.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' http://127.0.0.1:* data: blob:; font-src 'self'; connect-src 'self'; "
        "frame-src 'self'; worker-src blob:; "
        "media-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def site_routes(webchat: Path) -> list[web.AbstractRouteDef]:
    """The routes; `webchat` is the folder with webchat.js."""
    return [
        web.get("/", _index),
        web.static("/page", _PAGE),
        web.static("/webchat", webchat),
    ]


@web.middleware
async def site_headers(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Adds the security headers to the page and its files."""
    answer = await handler(request)
    if request.path == "/" or request.path.startswith(("/page/", "/webchat/")):
        answer.headers.update(_HEADERS)
    return answer


async def _index(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(_PAGE / "index.html")
