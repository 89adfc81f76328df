"""A sign-in service that answers as it is told: what no honest one would ever answer, above all."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer

from evidence.sign_in import Begun, SignInClient

LOGIN = "https://login.microsoftonline.com"
CLIENT, SECRET = "51917000-0000-4000-8000-00000000cccc", "a secret of the sign-in check"
BACK = "https://desk.fabrikam.example/signed-in"
HOME = "c0c0c0c0-0000-4000-8000-000000000001"
OBJECT = "0b1ec700-0000-4000-8000-000000000001"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Json = dict[str, object]


class Authority:
    """`claims`: what the next ID token says, over what an honest one would. `answers`: status and
    body of the next token answer instead of any. `forms`: what was asked for."""

    def __init__(self) -> None:
        self.claims: Json = {}
        self.answers: tuple[int, Json] | None = None
        self.forms: list[Json] = []
        self.nonce = ""
        self.away = False

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/login/{tenant}/v2.0/.well-known/openid-configuration", self._discovery),
                web.post("/login/{tenant}/oauth2/v2.0/token", self._token),
            ]
        )
        return app

    async def _discovery(self, request: web.Request) -> web.Response:
        if self.away:
            return web.Response(status=503, text="no")
        base = f"{LOGIN}/{request.match_info['tenant']}"
        body = {
            "issuer": f"{LOGIN}/{{tenantid}}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
        }
        return web.json_response(body)

    async def _token(self, request: web.Request) -> web.Response:
        self.forms.append({key: str(value) for key, value in (await request.post()).items()})
        if self.answers:
            status, body = self.answers
            return web.json_response(body, status=status)
        at = int(NOW.timestamp())
        claims: Json = {
            "aud": CLIENT,
            "iss": f"{LOGIN}/{HOME}/v2.0",
            "tid": HOME,
            "oid": OBJECT,
            "sub": "whoever it is, for this application",
            "iat": at,
            "exp": at + 3600,
            "nonce": self.nonce,
            "preferred_username": "mj4711@contoso.com",
            "email": "marcus.jones@contoso.com",
        }
        whole = {key: value for key, value in (claims | self.claims).items() if value is not None}
        # msal does not look at the signature: the token comes straight from here.
        token = jwt.encode(whole, "k" * 32, "HS256")
        return web.json_response(
            {"token_type": "Bearer", "expires_in": 3599, "access_token": "at", "id_token": token}
        )


class Attempt:
    """One sign-in at that authority."""

    def __init__(self, authority: Authority, login: str) -> None:
        self.authority = authority
        self.client = SignInClient(CLIENT, SECRET, login, lambda: NOW)

    async def begin(self, tenant: str = "common", **more: object) -> tuple[Begun, dict[str, str]]:
        """What was begun, and the query of the address a browser is sent to."""
        begun = await self.client.begin(tenant, BACK, "the-state", **more)  # type: ignore[arg-type]
        asked = {key: found[0] for key, found in parse_qs(urlsplit(begun.url).query).items()}
        self.authority.nonce = asked["nonce"]
        return begun, asked


@asynccontextmanager
async def authority() -> AsyncIterator[Attempt]:
    """`async with authority() as attempt`."""
    service = Authority()
    async with TestServer(service.app(), host="127.0.0.1") as server:
        yield Attempt(service, f"http://127.0.0.1:{server.port}/login")


def challenge_of(verifier: str) -> bytes:
    return hashlib.sha256(verifier.encode()).digest()
