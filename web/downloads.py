"""GET /downloads/{token}: a file that was made for one person, while its link lasts.

The token is the only key, as Teams fetches a card's images without anybody's sign-in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

from cases.model import Download
from web.pages import page

Find = Callable[[str, datetime], Awaitable[Download | None]]

# A file may hold what people wrote: whatever it is, no browser is to run or keep it.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
}


def download_routes(find: Find, clock: Callable[[], datetime]) -> list[web.RouteDef]:
    """`find`: the file of a token, None where it never was, has ended, or was erased."""
    html, page_headers = page("link-ended")

    async def download(request: web.Request) -> web.Response:
        found = await find(request.match_info["token"], clock())
        if found is None:
            return web.Response(
                status=404, text=html, content_type="text/html", headers=page_headers
            )
        return web.Response(
            body=found.content,
            headers={**_HEADERS, **_described(found)},
            content_type=found.kind,
            charset="utf-8" if found.kind == "text/plain" else None,
        )

    return [web.get("/downloads/{token:[A-Za-z0-9_-]{20,100}}", download)]


def _described(file: Download) -> dict[str, str]:
    # Cards show images where they stand, a text is read and copied; everything else is kept by
    # whoever fetches it.
    shown = file.kind.startswith("image/") or file.kind == "text/plain"
    how = "inline" if shown else "attachment"
    return {"Content-Disposition": f'{how}; filename="{file.name}"'}
