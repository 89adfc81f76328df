"""Teams' connector as the bot sees it: its serviceUrl is /connector of the sandbox."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from sandbox.conversations import Conversations, Json
from sandbox.directline import BOT
from sandbox.faults import Faults
from sandbox.people import Seat, seats, team_seats
from sandbox.team import CHANNEL_ID, TEAM_ID, Channel
from sandbox.wire import json_object, refusal
from sandbox.world import World

_LARGEST = 100 * 1024  # bytes in UTF-16, Teams' limit for one message
_Handler = Callable[[web.Request], Awaitable[web.Response]]


class Posted(Protocol):
    """What the bot can post to."""

    def post(self, activity: Mapping[str, object]) -> str: ...

    def replace(self, activity_id: str, activity: Mapping[str, object]) -> bool: ...


@dataclass
class Connector:
    """The routes and what they need. `token_valid` judges the bot's bearer token."""

    world: World
    conversations: Conversations
    channel: Channel
    faults: Faults
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
        """A thread of the channel, or somebody's own chat."""
        body = await json_object(request) or {}
        if body.get("isGroup"):
            return self._thread(body)
        members = body.get("members")
        first = members[0] if isinstance(members, list) and members else {}
        return self._chat(str(first.get("id", "")) if isinstance(first, dict) else "")

    def _thread(self, body: Json) -> web.Response:
        if refused := self.faults.of_team():
            return refused
        data, activity = body.get("channelData"), body.get("activity")
        channel = data.get("channel") if isinstance(data, dict) else None
        if not isinstance(channel, dict) or channel.get("id") != CHANNEL_ID:
            return refusal(403, "BotNotInConversationRoster", "The bot is not installed there.")
        if not isinstance(activity, dict) or _too_large(activity):
            return _too_big() if activity else refusal(400, "BadSyntax", "An activity is wanted.")
        begun = self.channel.begin(_from_bot(activity))
        return web.json_response({"id": begun.id, "activityId": begun.root}, status=201)

    def _chat(self, wanted: str) -> web.Response:
        people = seats(self.world).values()
        seat = next((s for s in people if wanted in (s.teams_id, s.object_id)), None)
        if seat is None:
            return refusal(403, "BotNotInConversationRoster", "The bot is not installed there.")
        refused = self.faults.of_person(seat.id)
        return refused or web.json_response({"id": self.conversations.begin(seat).id}, status=201)

    async def post(self, request: web.Request) -> web.Response:
        found, body = self._place(request), await self._activity(request)
        if isinstance(body, web.Response):
            return body
        if isinstance(found, web.Response):
            return found
        posted = found.post({**_from_bot(body), "conversation": {"id": request.match_info["id"]}})
        return web.json_response({"id": posted}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        found, body = self._place(request), await self._activity(request)
        if isinstance(body, web.Response):
            return body
        return self._replaced(found, request.match_info["activity"], body)

    async def delete(self, request: web.Request) -> web.Response:
        found, activity = self._place(request), request.match_info["activity"]
        return self._replaced(found, activity, {"type": "messageDelete"})

    def _replaced(self, found: Posted | web.Response, activity: str, new: Json) -> web.Response:
        if isinstance(found, web.Response):
            return found
        if not found.replace(activity, new):
            return refusal(404, "ActivityNotFoundInConversation", "There is no such message.")
        return web.json_response({"id": activity})

    async def members(self, request: web.Request) -> web.Response:
        found = self._members(request)
        return found if isinstance(found, web.Response) else web.json_response(found)

    async def paged_members(self, request: web.Request) -> web.Response:
        found = self._members(request)
        return found if isinstance(found, web.Response) else web.json_response({"members": found})

    async def member(self, request: web.Request) -> web.Response:
        found, wanted = self._members(request), request.match_info["member"]
        if isinstance(found, web.Response):
            return found
        one = next((m for m in found if wanted in (m["id"], m["objectId"])), None)
        if one is None:
            return refusal(404, "MemberNotFoundInConversation", "There is no such member.")
        return web.json_response(one)

    def _members(self, request: web.Request) -> list[Json] | web.Response:
        where = request.match_info["id"]
        if where == TEAM_ID or where.partition(";")[0] == CHANNEL_ID:
            team = [_described(seat) for seat in team_seats(self.world)]
            return self.faults.of_team() or team
        found = self.conversations.get(where)
        return [_described(seats(self.world)[found.seat.id])] if found else _unknown()

    def _place(self, request: web.Request) -> Posted | web.Response:
        """Where the bot posts: a person's chat, the channel, or a thread of it."""
        where = request.match_info["id"]
        if where.partition(";")[0] != CHANNEL_ID:
            return self.conversations.get(where) or _unknown()
        if refused := self.faults.of_team():
            return refused
        return self.channel if where == CHANNEL_ID else self.channel.thread(where) or _unknown()

    async def _activity(self, request: web.Request) -> Json | web.Response:
        body = await json_object(request)
        if not body or not isinstance(body.get("type"), str):
            return refusal(400, "BadSyntax", "An activity with a type is wanted.")
        return _too_big() if _too_large(body) else body


def _from_bot(activity: Json) -> Json:
    return {**activity, "id": None, "from": BOT}


def _too_large(activity: Json) -> bool:
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > _LARGEST


def _too_big() -> web.Response:
    return refusal(413, "MessageSizeTooBig", "Message size too large.")


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
