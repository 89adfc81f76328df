"""Passes requests on to the bot's process: its API, the pages for people outside, its health."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from sandbox.child import Child
from sandbox.pages import line
from sandbox.wire import refusal

# RFC 9110, 7.6.1: what concerns one connection only; and the body comes as it is, unpacked.
_OF_THE_CONNECTION = frozenset(
    "connection keep-alive te trailer transfer-encoding upgrade host content-length"
    " accept-encoding".split()
)
# The API, what pages and downloads there are for people outside Teams, and the health.
_PASSED = (
    "/api/{rest:.*}",
    "/partner/{rest:.*}",
    "/h{rest:(/.*)?}",
    "/{page:signed-in|consented|consent|privacy|terms}{rest:(/.*)?}",
    "/downloads/{rest:.*}",
    "/healthz",
)


@dataclass
class Passing:
    """The routes and what they need."""

    session: aiohttp.ClientSession
    child: Child
    taken: int = 0

    def answers(self) -> int:
        """How many answers the partner's pages took since the start."""
        return self.taken

    def routes(self) -> list[web.RouteDef]:
        """Everything the bot's process answers itself."""
        return [web.route("*", path, self.handle) for path in _PASSED]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if not self.child.ready.is_set():
            return refusal(503, "BotAway", line("bot-away"))
        try:
            async with self.session.request(
                request.method,
                self.child.base + request.raw_path,
                headers=_told_for_whom(request),
                data=request.content if request.can_read_body else None,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=60),
            ) as answer:
                body = await answer.read()
                headers = _kept(answer.headers)
                self.taken += _took_an_answer(request, answer.status)
                return web.Response(status=answer.status, body=body, headers=headers)
        except (aiohttp.ClientError, TimeoutError):
            return refusal(502, "BotAway", line("bot-away"))


def _took_an_answer(request: web.Request, status: int) -> bool:
    return request.path.startswith("/h/") and request.path.endswith("/answer") and status == 303


def _told_for_whom(request: web.Request) -> CIMultiDict[str]:
    """The headers, with the address they came from behind whatever they say themselves."""
    headers = _kept(request.headers)
    before = headers.popall("X-Forwarded-For", [])
    headers["X-Forwarded-For"] = ", ".join([*before, request.remote or "127.0.0.1"])
    return headers


def _kept(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    return CIMultiDict((k, v) for k, v in headers.items() if k.lower() not in _OF_THE_CONNECTION)
