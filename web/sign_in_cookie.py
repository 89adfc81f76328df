"""The cookie that ties a sign-in to the browser it was begun in, and to the page it was begun on.

It holds the page's token, which the database does not, and a random word. The name's prefix makes
browsers take it only from this host, over https, for the whole of it (RFC 6265bis, 4.1.3.2).
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from desk.signing_in import LASTS

_FORM = re.compile(r"([A-Za-z0-9_-]{20,100})\.([A-Za-z0-9_-]{43})")
_BYTES = 32


@dataclass(frozen=True)
class Browser:
    """`token`: of the partner's page. `binding`: known to this browser alone."""

    token: str = field(repr=False)
    binding: str = field(repr=False)


class SignInCookie:
    """`https`: whether people reach this process so. Only the sandbox is reached otherwise."""

    def __init__(self, https: bool) -> None:
        self._https = https
        self._name = "__Host-sign-in" if https else "sign-in"

    def new(self, token: str) -> Browser:
        return Browser(token, secrets.token_urlsafe(_BYTES))

    def read(self, request: web.Request) -> Browser | None:
        """The browser that a sign-in was begun in; None for every other."""
        found = _FORM.fullmatch(request.cookies.get(self._name, ""))
        return Browser(found[1], found[2]) if found else None

    def keep(self, response: web.StreamResponse, browser: Browser) -> None:
        # Lax: it has to come along when Microsoft sends the person back.
        response.set_cookie(
            self._name,
            f"{browser.token}.{browser.binding}",
            max_age=int(LASTS.total_seconds()),
            path="/",
            secure=self._https,
            httponly=True,
            samesite="Lax",
        )

    def drop(self, response: web.StreamResponse) -> None:
        response.del_cookie(self._name, path="/", secure=self._https, httponly=True, samesite="Lax")
