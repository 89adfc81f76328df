"""The HTTP side of the sandbox's Graph: bearer, pace, envelopes, $batch."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from aiohttp import web

from sandbox.bearer import GRAPH, read_bearer
from sandbox.graph.answers import (
    Answer,
    Call,
    Clock,
    Json,
    Refusal,
    bad_token,
    no_segment,
    not_consented,
    throttled,
)
from sandbox.graph.endpoints import answer
from sandbox.graph.mail import MIME
from sandbox.world import World

_VERSIONS = ("v1.0", "beta")
_BATCH_LIMIT = 20
_CONTENT_TYPE = (
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false"
)


def graph_routes(
    world: World,
    clock: Clock,
    slow_seconds: float = 5.0,
    retry_after: float = 1.128,
    hang_seconds: float = 60.0,
) -> list[web.AbstractRouteDef]:
    """Routes below /graph. Every knob acts at once, but a new permission needs a new token."""
    service = _Service(world, clock, slow_seconds, retry_after, hang_seconds)
    return [
        web.post("/graph/v1.0/$batch", service.batch),
        web.get("/graph/{version}/{path:.*}", service.single),
        web.post("/graph/{version}/{path:.*}", service.single),
    ]


@dataclass(frozen=True)
class _Service:
    world: World
    clock: Clock
    slow_seconds: float
    retry_after: float
    hang_seconds: float
    searches: dict[tuple[str, str], Json] = field(default_factory=dict)

    async def single(self, request: web.Request) -> web.Response:
        try:
            version = request.match_info["version"]
            if version not in _VERSIONS:
                raise no_segment(version)
            call = replace(
                self._call(request, version),
                path=f"/{request.match_info['path']}",
                query=dict(request.query),
                body=await _body(request),
            )
            await self._pace(call)
            found = self._answered(call)
            if found.status == 202 and self.world.inviting.desk_mail == "hangs":
                await asyncio.sleep(self.hang_seconds)
        except Refusal as refusal:
            found = refusal.answer(self.clock(), str(uuid.uuid4()))
        return _response(request, found)

    async def batch(self, request: web.Request) -> web.Response:
        """200 outside whatever the parts say; the parts come in any order."""
        try:
            call = self._call(request)
            parts = _parts(await request.json())
            await self._pace(call)
            found = Answer(200, {"responses": [self._part(call, part) for part in parts]})
        except Refusal as refusal:
            found = refusal.answer(self.clock(), str(uuid.uuid4()))
        return _response(request, found)

    def _part(self, call: Call, part: Json) -> Json:
        url = urlsplit(str(part.get("url", "")))
        path = unquote(url.path)
        given = part.get("headers")
        headers = (
            {str(k).lower(): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
        )
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        own = replace(call, path=f"/{path.lstrip('/')}", query=query, headers=headers)
        try:
            found = self._answered(own)
        except Refusal as refusal:
            found = refusal.answer(self.clock(), str(uuid.uuid4()))
        shown = {"Content-Type": "application/json", **found.headers}
        return {"id": part["id"], "status": found.status, "headers": shown, "body": found.body}

    def _answered(self, call: Call) -> Answer:
        if call.knobs.pace == "throttled":
            raise throttled(self.retry_after)
        if not (call.user or call.tenant.consents):
            raise not_consented()
        return answer(call)

    async def _pace(self, call: Call) -> None:
        if call.knobs.pace == "slow":
            await asyncio.sleep(self.slow_seconds)

    def _call(self, request: web.Request, version: str = "v1.0") -> Call:
        """The tenant and the roles of the bearer token; a permission taken away counts at once."""
        bearer = read_bearer(request.headers.get("Authorization", ""), self.clock())
        if bearer is None:
            raise bad_token("Access token is empty, invalid or expired.")
        if bearer.audience != GRAPH:
            raise bad_token("Access token validation failure. Invalid audience.")
        world = self.world
        tenant = next(
            (t for t in (world.inviting, world.invited) if t.tenant_id == bearer.tenant_id), None
        )
        if tenant is None:
            raise not_consented()
        base = f"{request.url.origin()}/graph/{version}"
        headers = {key.lower(): value for key, value in request.headers.items()}
        roles = bearer.roles & tenant.graph.permissions
        now, kept = self.clock(), self.searches
        return Call(
            world,
            tenant,
            now,
            base,
            "",
            {},
            headers,
            roles,
            version,
            searches=kept,
            user=bearer.user,
            scopes=bearer.scopes,
        )


async def _body(request: web.Request) -> Json | None:
    if request.method != "POST":
        return None
    if request.content_type == "text/plain":
        return {MIME: await request.text()}
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refusal(400, "BadRequest", "Unable to read JSON request payload.")
    return body


def _parts(body: object) -> list[Json]:
    given = body.get("requests") if isinstance(body, dict) else None
    parts = [part for part in given if isinstance(part, dict)] if isinstance(given, list) else []
    ids = [str(part.get("id", "")).lower() for part in parts]
    if not parts or len(parts) > _BATCH_LIMIT or len(set(ids)) < len(ids) or "" in ids:
        raise Refusal(400, "BadRequest", "Invalid batch payload format.")
    random.shuffle(parts)
    return parts


def _response(request: web.Request, found: Answer) -> web.Response:
    request_id = str(uuid.uuid4())
    headers: Mapping[str, str] = {
        "Content-Type": f"{_CONTENT_TYPE};charset=utf-8",
        "request-id": request_id,
        "client-request-id": request.headers.get("client-request-id", request_id),
        "OData-Version": "4.0",
        **found.headers,
    }
    # What was only taken on has no body.
    text = "" if found.status == 202 else json.dumps(found.body)
    return web.Response(text=text, status=found.status, headers=headers)
