"""Sign-in of the two tenants: discovery documents, tokens for applications, and people's sign-in.

Discovery names Microsoft's real addresses, as MSAL demands https; the bot's injected HTTP
client brings the requests here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from sandbox.bearer import CONNECTOR, GRAPH, LIFETIME, connector_token_valid, sealed
from sandbox.discovery import document, shared_document
from sandbox.oidc import SHARED, SignIn
from sandbox.registrations import LoginRefusal, Registrations, Tenant, not_in_directory
from sandbox.world import Inviting, World

__all__ = ["Clock", "connector_token_valid", "login_routes"]

Clock = Callable[[], datetime]


def login_routes(
    world: World,
    clock: Clock,
    clients: Mapping[str, str] | None = None,
    seconds: float = 0.0,
    returns: Collection[str] | None = None,
) -> list[web.AbstractRouteDef]:
    """Routes below /login. `clients`: client id → secret; without it any secret will do.

    `seconds`: how long a token takes. `returns`: the redirect addresses people may be sent back
    to; without it any will do.
    """
    known = Registrations(world, clients, returns)
    people = SignIn(world, clock, known)
    login = _Login(clock, known, people, seconds)
    return [
        web.get("/login/{tenant}/v2.0/.well-known/openid-configuration", login.discovery),
        web.post("/login/{tenant}/oauth2/v2.0/token", login.token),
        *people.routes(),
    ]


@dataclass(frozen=True)
class _Login:
    clock: Clock
    known: Registrations
    people: SignIn
    seconds: float

    async def discovery(self, request: web.Request) -> web.Response:
        name = request.match_info["tenant"]
        try:
            if name in SHARED:
                return web.json_response(shared_document(name))
            return web.json_response(document(self.known.tenant(name)))
        except LoginRefusal as refusal:
            return self._refuse(refusal)

    async def token(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.seconds)
        form = {key: str(value) for key, value in (await request.post()).items()}
        name = request.match_info["tenant"]
        try:
            if form.get("grant_type") == "authorization_code":
                return web.json_response(self.people.redeemed(name, form))
            return web.json_response(self._of_application(self.known.tenant(name), form))
        except LoginRefusal as refusal:
            return self._refuse(refusal)

    def _refuse(self, refusal: LoginRefusal) -> web.Response:
        return web.json_response(refusal.body(self.clock()), status=refusal.status)

    def _of_application(self, tenant: Tenant, form: Mapping[str, str]) -> dict[str, object]:
        self.known.check_secret(form, tenant.name)
        roles = _roles(form, tenant)
        claims: dict[str, object] = {
            "aud": form["scope"].removesuffix("/.default"),
            "iss": f"https://sts.windows.net/{tenant.tenant_id}/",
            "appid": form.get("client_id", ""),
            "tid": tenant.tenant_id,
            **({"roles": roles} if roles else {}),
        }
        lasts = int(LIFETIME.total_seconds()) - 1
        return {
            "token_type": "Bearer",
            "expires_in": lasts,
            "ext_expires_in": lasts,
            "access_token": sealed(claims, self.clock()),
        }


def _roles(form: Mapping[str, str], tenant: Tenant) -> list[str]:
    """Permissions go into the token when it is issued: a later consent needs a new one."""
    scope, client = form.get("scope", ""), form.get("client_id", "")
    if scope == f"{CONNECTOR}/.default":
        return []
    if scope != f"{GRAPH}/.default":
        message = f"The provided value '{scope}' is not valid."
        raise LoginRefusal(400, "invalid_scope", 70011, message)
    if tenant.cloud != "global":
        message = "Confidential Client is not supported in Cross Cloud request."
        raise LoginRefusal(400, "invalid_request", 900382, message)
    if tenant.consents:
        return sorted(tenant.graph.permissions)
    if isinstance(tenant, Inviting):
        raise not_in_directory(client, tenant.name)
    message = (
        f"The client application {client} is missing service principal in the tenant"
        f" {tenant.tenant_id}."
    )
    raise LoginRefusal(401, "invalid_client", 7000229, message)
