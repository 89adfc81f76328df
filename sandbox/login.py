"""Sign-in of the two tenants: discovery documents and tokens for applications.

Discovery names Microsoft's real addresses, as MSAL demands https; the bot's injected HTTP
client brings the requests here.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from aiohttp import web

from sandbox.discovery import LOGIN, document
from sandbox.world import Invited, Inviting, World

GRAPH = "https://graph.microsoft.com"
CONNECTOR = "https://api.botframework.com"
_LIFETIME = timedelta(minutes=60)
_ALGORITHM = "HS256"
# What this sign-in signs with: new with each start, never leaves the process.
_KEY = secrets.token_bytes(32)

Clock = Callable[[], datetime]


class LoginRefusal(Exception):  # noqa: N818 - what Entra answers instead of a token
    """An AADSTS answer."""

    def __init__(self, status: int, error: str, number: int, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.number, self.message = status, error, number, message

    def body(self, now: datetime) -> dict[str, object]:
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        at = f"{now:%Y-%m-%d %H:%M:%SZ}"
        return {
            "error": self.error,
            "error_description": f"AADSTS{self.number}: {self.message} Trace ID: {trace}"
            f" Correlation ID: {correlation} Timestamp: {at}",
            "error_codes": [self.number],
            "timestamp": at,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{LOGIN}/error?code={self.number}",
        }


@dataclass(frozen=True)
class Bearer:
    """What a token of this sign-in says."""

    audience: str
    tenant_id: str
    roles: frozenset[str]


def login_routes(
    world: World,
    clock: Clock,
    clients: Mapping[str, str] | None = None,
    seconds: float = 0.0,
) -> list[web.AbstractRouteDef]:
    """Routes below /login. `clients`: client id → secret; without it any secret will do.

    `seconds`: how long a token takes.
    """
    login = _Login(world, clock, clients, seconds)
    return [
        web.get("/login/{tenant}/v2.0/.well-known/openid-configuration", login.discovery),
        web.post("/login/{tenant}/oauth2/v2.0/token", login.token),
    ]


def read_bearer(authorization: str, now: datetime) -> Bearer | None:
    """What a header `Bearer …` of ours says; None where it is not ours, spoilt or expired."""
    kind, _, token = authorization.partition(" ")
    claims = _claims(token) if kind.lower() == "bearer" else None
    if claims is None or not _in_time(claims, now):
        return None
    roles = claims.get("roles")
    return Bearer(
        str(claims.get("aud")),
        str(claims.get("tid")),
        frozenset(map(str, roles)) if isinstance(roles, list) else frozenset(),
    )


def connector_token_valid(token: str, now: datetime | None = None) -> bool:
    """Whether the token is one this sign-in issued for the Bot Connector, still in time."""
    bearer = read_bearer(f"Bearer {token}", now or datetime.now(UTC))
    return bearer is not None and bearer.audience == CONNECTOR


def _claims(token: str) -> dict[str, object] | None:
    """Times are checked against the sandbox's clock, not here."""
    checks = {"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        claims: dict[str, object] = jwt.decode(token, _KEY, [_ALGORITHM], options=checks)  # type: ignore[arg-type]
    except jwt.PyJWTError:
        return None
    return claims


def _in_time(claims: Mapping[str, object], now: datetime) -> bool:
    expires = claims.get("exp")
    return isinstance(expires, int) and now.timestamp() < expires


class _Login:
    def __init__(
        self, world: World, clock: Clock, clients: Mapping[str, str] | None, seconds: float
    ) -> None:
        self._world, self._clock, self._clients, self._seconds = world, clock, clients, seconds

    async def discovery(self, request: web.Request) -> web.Response:
        try:
            tenant = self._tenant(request.match_info["tenant"])
        except LoginRefusal as refusal:
            return self._refuse(refusal)
        return web.json_response(document(tenant))

    async def token(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self._seconds)
        form = {key: str(value) for key, value in (await request.post()).items()}
        try:
            tenant = self._tenant(request.match_info["tenant"])
            self._check_client(form, tenant)
            roles = self._roles(form, tenant)
        except LoginRefusal as refusal:
            return self._refuse(refusal)
        return web.json_response(self._issued(form, tenant, roles))

    def _refuse(self, refusal: LoginRefusal) -> web.Response:
        return web.json_response(refusal.body(self._clock()), status=refusal.status)

    def _tenant(self, name: str) -> Inviting | Invited:
        for tenant in (self._world.inviting, self._world.invited):
            known = (
                {tenant.tenant_id, tenant.domain, tenant.initial_domain} if tenant.exists else ()
            )
            if name.casefold() in {k.casefold() for k in known}:
                return tenant
        raise LoginRefusal(
            400,
            "invalid_tenant",
            90002,
            f"Tenant '{name}' not found. Check to make sure you have the correct tenant ID and"
            " are signing into the correct cloud.",
        )

    def _check_client(self, form: Mapping[str, str], tenant: Inviting | Invited) -> None:
        client = form.get("client_id", "")
        if self._clients is not None and client not in self._clients:
            raise _not_in_directory(client, tenant)
        secret = form.get("client_secret", "")
        wrong = self._clients is not None and self._clients[client] != secret
        if wrong or not (secret or form.get("client_assertion")):
            raise LoginRefusal(
                401,
                "invalid_client",
                7000215,
                f"Invalid client secret provided for app '{client}'.",
            )

    def _roles(self, form: Mapping[str, str], tenant: Inviting | Invited) -> list[str]:
        """Permissions go into the token when it is issued: a later consent needs a new one."""
        scope, client = form.get("scope", ""), form.get("client_id", "")
        if scope == f"{CONNECTOR}/.default":
            return []
        if scope != f"{GRAPH}/.default":
            raise LoginRefusal(
                400, "invalid_scope", 70011, f"The provided value '{scope}' is not valid."
            )
        if tenant.cloud != "global":
            message = "Confidential Client is not supported in Cross Cloud request."
            raise LoginRefusal(400, "invalid_request", 900382, message)
        if tenant.consents:
            return sorted(tenant.graph.permissions)
        if isinstance(tenant, Inviting):
            raise _not_in_directory(client, tenant)
        raise LoginRefusal(
            401,
            "invalid_client",
            7000229,
            f"The client application {client} is missing service principal in the tenant"
            f" {tenant.tenant_id}.",
        )

    def _issued(
        self, form: Mapping[str, str], tenant: Inviting | Invited, roles: list[str]
    ) -> dict[str, object]:
        now = self._clock()
        claims: dict[str, object] = {
            "aud": form["scope"].removesuffix("/.default"),
            "iss": f"https://sts.windows.net/{tenant.tenant_id}/",
            "iat": int(now.timestamp()),
            "exp": int((now + _LIFETIME).timestamp()),
            "appid": form.get("client_id", ""),
            "tid": tenant.tenant_id,
            "uti": secrets.token_urlsafe(8),
            **({"roles": roles} if roles else {}),
        }
        return {
            "token_type": "Bearer",
            "expires_in": int(_LIFETIME.total_seconds()) - 1,
            "ext_expires_in": int(_LIFETIME.total_seconds()) - 1,
            "access_token": jwt.encode(claims, _KEY, _ALGORITHM),
        }


def _not_in_directory(client: str, tenant: Inviting | Invited) -> LoginRefusal:
    return LoginRefusal(
        400,
        "unauthorized_client",
        700016,
        f"Application with identifier '{client}' was not found in the directory '{tenant.name}'.",
    )
