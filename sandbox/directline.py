"""Direct Line 3.0 for Web Chat and for tests, at /directline and /directline/v3/directline.

POST /conversations {"user": {"id": "invited-user" | "inviter"}} opens a new conversation of that
person; activities go in by POST and come out by watermark. No token is needed on loopback.

Beyond Direct Line, for tests: GET .../activities?raw=1 gives the cards as the bot sent them, and
POST .../activities with {"type": "invoke", "name": "adaptiveCard/action", "value": {...},
"replyToId": ...} answers {"id", "status", "body"}: the bot's own answer to the invoke.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.bridge import CARD, for_web_chat, invoke_value, unwrap
from sandbox.conversations import Conversation, Conversations, Json, new_id
from sandbox.door import Answer, Door
from sandbox.envelope import Envelopes
from sandbox.pages import line
from sandbox.people import BOT_NAME, seats
from sandbox.wire import json_object, refusal
from sandbox.world import World

_TOKEN_SECONDS = 1800
_TOKEN = "sandbox."  # noqa: S105 - a name, no secret: anybody on loopback may talk
_ECHOED = ("text", "textFormat", "value", "channelData", "locale")
BOT = {"id": "bot", "name": BOT_NAME, "role": "bot"}


@dataclass
class DirectLine:
    """The routes and what they need."""

    world: World
    conversations: Conversations
    door: Door
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """The routes under a prefix."""
        one = f"{prefix}/conversations/{{id}}"
        return [
            web.post(f"{prefix}/conversations", self.open),
            web.get(one, self.reconnect),
            web.post(f"{prefix}/tokens/refresh", self.refresh),
            web.get(f"{one}/activities", self.read),
            web.post(f"{one}/activities", self.say),
        ]

    async def close(self) -> None:
        """Ends greetings that are still under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def open(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        user = body.get("user") if body else None
        wanted = user.get("id") if isinstance(user, dict) else None
        known = seats(self.world)
        if not isinstance(wanted, str) or wanted not in known:
            return refusal(400, "BadArgument", f"user.id must be one of: {', '.join(known)}")
        locale = body.get("locale") if body else None
        opened = self.conversations.open(known[wanted], str(locale or "en-US")[:20])
        greeting = asyncio.create_task(self.door.greet(opened))
        self._running.add(greeting)
        greeting.add_done_callback(self._running.discard)
        return web.json_response(_described(opened), status=201)

    async def reconnect(self, request: web.Request) -> web.Response:
        found = self.conversations.get(request.match_info["id"])
        return web.json_response(_described(found)) if found else _unknown()

    async def refresh(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = self.conversations.get(token.removeprefix(_TOKEN))
        return web.json_response(_described(found)) if found else _unknown()

    async def read(self, request: web.Request) -> web.Response:
        found = self.conversations.get(request.match_info["id"])
        mark = request.query.get("watermark") or "0"
        if found is None:
            return _unknown()
        if not mark.isdecimal() or len(mark) > 9:
            return refusal(400, "BadArgument", "watermark must be one that was given before")
        activities = found.since(int(mark))
        if "raw" not in request.query:
            activities = [for_web_chat(activity) for activity in activities]
        return web.json_response({"activities": activities, "watermark": str(len(found.log))})

    async def say(self, request: web.Request) -> web.Response:
        found = self.conversations.get(request.match_info["id"])
        if found is None:
            return _unknown()
        body = await json_object(request)
        if body is None:
            return refusal(400, "BadSyntax", "the body must be one JSON object, an activity")
        match body.get("type", "message"):
            case "message":
                return await self._message(found, body)
            case "invoke":
                return await self._invoke(found, body)
            case "typing" | "event":
                return web.json_response({"id": new_id()})
        return refusal(400, "BadArgument", "type must be message, invoke, typing or event")

    async def _message(self, conversation: Conversation, body: Json) -> web.Response:
        text, press = body.get("text"), unwrap(body.get("value"))
        kept: Json = {k: body[k] for k in _ECHOED if k in body}
        author = {"id": conversation.seat.id, "name": conversation.seat.name, "role": "user"}
        echo = {**kept, "type": "message", "from": author, "conversation": {"id": conversation.id}}
        posted = conversation.post(echo)
        await conversation.greeted.wait()
        if press and press[0].get("execute"):
            return await self._press(conversation, posted, *press)
        if body.get("value") is not None:
            value = press[1] if press else body["value"]
            card = press[0].get("card") if press else body.get("replyToId")
            activity = self._envelopes.submit(conversation, value, str(card) if card else None)
        else:
            activity = self._envelopes.message(conversation, text if isinstance(text, str) else "")
        answer = await self.door.deliver({**activity, "id": posted})
        return self._accepted(conversation, posted, answer)

    async def _press(
        self, conversation: Conversation, posted: str, envelope: object, data: Json
    ) -> web.Response:
        about = envelope if isinstance(envelope, dict) else {}
        value, card = invoke_value(about, data), str(about.get("card", ""))
        name = "adaptiveCard/action"
        answer = await self.door.deliver(self._envelopes.invoke(conversation, name, value, card))
        _show_answer(conversation, card, answer)
        return web.json_response({"id": posted})

    async def _invoke(self, conversation: Conversation, body: Json) -> web.Response:
        await conversation.greeted.wait()
        card, name = body.get("replyToId"), str(body.get("name", ""))
        card = str(card) if card else None
        activity = self._envelopes.invoke(conversation, name, body.get("value"), card)
        if isinstance(body.get("id"), str):
            activity["id"] = body["id"]
        answer = await self.door.deliver(activity)
        if name == "adaptiveCard/action":
            _show_answer(conversation, card or "", answer)
        shown = {"id": activity["id"], "status": answer.status, "body": answer.body}
        return web.json_response(shown)

    def _accepted(self, conversation: Conversation, posted: str, answer: Answer) -> web.Response:
        if answer.status < 300:
            return web.json_response({"id": posted})
        if answer.status in (503, 504):
            _say(conversation, line("bot-away"))
        return refusal(502, "BotError", f"the bot answered HTTP {answer.status}")

    @property
    def _envelopes(self) -> Envelopes:
        return self.door.envelopes


def _described(conversation: Conversation) -> Json:
    return {
        "conversationId": conversation.id,
        "token": _TOKEN + conversation.id,
        "expires_in": _TOKEN_SECONDS,
    }


def _unknown() -> web.Response:
    return refusal(404, "ConversationNotFound", "there is no such conversation (any more)")


def _show_answer(conversation: Conversation, card: str, answer: Answer) -> None:
    """Does with an invoke's answer what Teams does: new card, a message, or an error line."""
    body = answer.body if isinstance(answer.body, dict) else {}
    kind, value = body.get("type"), body.get("value")
    if answer.status == 200 and kind == CARD and isinstance(value, dict):
        attachment = {"contentType": CARD, "content": value}
        new = {"type": "message", "attachments": [attachment]}
        if not conversation.replace(card, new):
            conversation.post({**new, "from": BOT})
    elif answer.status == 200 and kind == "application/vnd.microsoft.activity.message":
        _say(conversation, str(value))
    elif kind == "application/vnd.microsoft.error" and isinstance(value, dict):
        _say(conversation, str(value.get("message", "")))
    elif answer.status in (503, 504):
        _say(conversation, line("bot-away"))
    elif answer.status != 200:
        _say(conversation, line("press-refused", status=answer.status))


def _say(conversation: Conversation, text: str) -> None:
    conversation.post({"type": "message", "from": BOT, "text": text, "textFormat": "markdown"})
