"""GET /downloads/{token}: a file that was made for one person, while its link lasts.

The token is the only key, as Teams fetches a card's images without anybody's sign-in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

from cases.model import Download
from web.pace import Of, Pace
from web.pages import base_of, page

Find = Callable[[str, datetime], Awaitable[Download | None]]

# A file may hold what people wrote: whatever it is, no browser is to run or keep it.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
}


class Downloads:
    """`find`: the file of a token, None where it never was, has ended, or was erased."""

    def __init__(
        self, find: Find, pace: Pace, clock: Callable[[], datetime], public_url: str = ""
    ) -> None:
        self._find, self._pace, self._clock = find, pace, clock
        self._base = base_of(public_url)

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/downloads/{token:[A-Za-z0-9_-]{20,100}}", self._download)]

    async def _download(self, request: web.Request) -> web.Response:
        if wait := self._pace.wait(request, Of.FETCH):
            return self._too_many(wait)
        found = await self._find(request.match_info["token"], self._clock())
        if found is None:
            wait = self._pace.wait(request, Of.MISS)
            return self._too_many(wait) if wait else self._said(404, "link-ended")
        return web.Response(
            body=found.content,
            headers={**_HEADERS, **_described(found)},
            content_type=found.kind,
            charset="utf-8" if found.kind == "text/plain" else None,
        )

    def _too_many(self, wait: int) -> web.Response:
        """`wait`: seconds until it would be answered."""
        response = self._said(429, "too-many", wait=wait)
        response.headers["Retry-After"] = str(wait)
        return response

    def _said(self, status: int, name: str, **values: object) -> web.Response:
        html, headers = page(name, base=self._base, **values)
        return web.Response(status=status, text=html, content_type="text/html", headers=headers)


def _described(file: Download) -> dict[str, str]:
    # Cards show images where they stand, a text is read and copied; everything else is kept by
    # whoever fetches it.
    shown = file.kind.startswith("image/") or file.kind == "text/plain"
    how = "inline" if shown else "attachment"
    return {"Content-Disposition": f'{how}; filename="{file.name}"'}
