"""Teams' connector as the bot sees it: its serviceUrl is /connector of the sandbox."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox.conversations import Conversation, Conversations, Json
from sandbox.directline import BOT
from sandbox.people import Seat, seats
from sandbox.wire import json_object, refusal
from sandbox.world import World

_LARGEST = 100 * 1024  # bytes in UTF-16, Teams' limit for one message
_Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Connector:
    """The routes and what they need. `token_valid` judges the bot's bearer token."""

    world: World
    conversations: Conversations
    token_valid: Callable[[str], bool]

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """The routes under a prefix."""
        chats = f"{prefix}/v3/conversations"
        one, posts = f"{chats}/{{id}}", f"{chats}/{{id}}/activities"
        wanted: list[tuple[str, str, _Handler]] = [
            ("POST", chats, self.create),
            ("POST", posts, self.post),
            ("POST", f"{posts}/{{activity}}", self.post),
            ("PUT", f"{posts}/{{activity}}", self.update),
            ("DELETE", f"{posts}/{{activity}}", self.delete),
            ("GET", f"{one}/members", self.members),
            ("GET", f"{one}/pagedmembers", self.paged_members),
            ("GET", f"{one}/members/{{member}}", self.member),
        ]
        return [web.route(m, path, self._for_the_bot(h)) for m, path, h in wanted]

    def _for_the_bot(self, handler: _Handler) -> _Handler:
        async def checked(request: web.Request) -> web.Response:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not self.token_valid(token):
                return refusal(401, "Unauthorized", "Authorization has been denied.")
            return await handler(request)

        return checked

    async def create(self, request: web.Request) -> web.Response:
        body = await json_object(request) or {}
        members = body.get("members")
        first = members[0] if isinstance(members, list) and members else {}
        wanted = str(first.get("id", "")) if isinstance(first, dict) else ""
        found = self.conversations.latest_of(wanted)
        if found is None:
            return refusal(403, "BotNotInConversationRoster", "The bot is not installed there.")
        return web.json_response({"id": found.id}, status=201)

    async def post(self, request: web.Request) -> web.Response:
        found, body = self._conversation(request), await self._activity(request)
        if isinstance(body, web.Response):
            return body
        if found is None:
            return _unknown()
        posted = found.post({**body, "id": None, "from": BOT, "conversation": {"id": found.id}})
        return web.json_response({"id": posted}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        found, body = self._conversation(request), await self._activity(request)
        if isinstance(body, web.Response):
            return body
        activity = request.match_info["activity"]
        if found is None or not found.replace(activity, body):
            return _unknown()
        return web.json_response({"id": activity})

    async def delete(self, request: web.Request) -> web.Response:
        found, activity = self._conversation(request), request.match_info["activity"]
        if found is None or not found.replace(activity, {"type": "messageDelete"}):
            return _unknown()
        return web.Response()

    async def members(self, request: web.Request) -> web.Response:
        found = self._conversation(request)
        return web.json_response([self._member(found)]) if found else _unknown()

    async def paged_members(self, request: web.Request) -> web.Response:
        found = self._conversation(request)
        return web.json_response({"members": [self._member(found)]}) if found else _unknown()

    async def member(self, request: web.Request) -> web.Response:
        found, wanted = self._conversation(request), request.match_info["member"]
        if found is None or wanted not in (found.seat.teams_id, found.seat.object_id):
            return refusal(404, "MemberNotFoundInConversation", "There is no such member.")
        return web.json_response(self._member(found))

    def _member(self, conversation: Conversation) -> Json:
        return _described(seats(self.world)[conversation.seat.id])

    def _conversation(self, request: web.Request) -> Conversation | None:
        return self.conversations.get(request.match_info["id"])

    async def _activity(self, request: web.Request) -> Json | web.Response:
        body = await json_object(request)
        if not body or not isinstance(body.get("type"), str):
            return refusal(400, "BadSyntax", "An activity with a type is wanted.")
        if len(json.dumps(body, ensure_ascii=False).encode("utf-16-le")) > _LARGEST:
            return refusal(413, "MessageSizeTooBig", "Message size too large.")
        return body


def _described(seat: Seat) -> Json:
    return {
        "id": seat.teams_id,
        "name": seat.name,
        "aadObjectId": seat.object_id,
        "objectId": seat.object_id,
        "email": seat.upn,
        "userPrincipalName": seat.upn,
        "tenantId": seat.tenant_id,
        "userRole": "user",
    }


def _unknown() -> web.Response:
    return refusal(404, "ConversationNotFound", "Conversation not found.")
