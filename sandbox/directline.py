"""Direct Line 3.0 for Web Chat and for tests, at /directline and /directline/v3/directline.

POST /conversations {"user": {"id": "invited-user" | "inviter" | "agent" | "lead"}} opens a new
conversation of that person; activities go in by POST and come out by watermark. With
"conversation": "channel" it is a window of that member on the helpdesk's channel, where what is
typed begins a thread and mentions the bot. No token is needed on loopback.

Beyond Direct Line, for tests: GET .../activities?raw=1 gives the cards as the bot sent them, and
POST .../activities with {"type": "invoke", "name": "adaptiveCard/action", "value": {...},
"replyToId": ...} answers {"id", "status", "body"}: the bot's own answer to the invoke. With the
"id" of an earlier one it is the same delivery again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.bridge import for_web_chat, invoke_value, unwrap
from sandbox.conversations import Conversation, Conversations, Json, new_id
from sandbox.door import Answer, Door
from sandbox.envelope import Envelopes
from sandbox.pages import line
from sandbox.people import BOT_NAME, Seat, seats
from sandbox.team import CARD, Channel, Window, own_view_of
from sandbox.wire import json_object, refusal
from sandbox.world import World

_PRESSED = "adaptiveCard/action"
_TOKEN_SECONDS = 1800
_TOKEN = "sandbox."  # noqa: S105 - a name, no secret: anybody on loopback may talk
_ECHOED = ("id", "replyToId", "text", "textFormat", "value", "channelData", "locale")
BOT = {"id": "bot", "name": BOT_NAME, "role": "bot"}


@dataclass
class DirectLine:
    """The routes and what they need."""

    world: World
    conversations: Conversations
    channel: Channel
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
        seat, spoken = known[wanted], str(locale or "en-US")[:20]
        if body and body.get("conversation") == "channel":
            return self._open_window(seat, spoken)
        opened = self.conversations.open(seat, spoken)
        self.aside(self.door.greet(opened))
        return web.json_response(_described(opened), status=201)

    def _open_window(self, seat: Seat, locale: str) -> web.Response:
        if not seat.at_desk:
            return refusal(403, "NotAMember", f"{seat.id} is no member of the helpdesk's team")
        return web.json_response(_described(self.channel.open(seat, locale)), status=201)

    def aside(self, work: Coroutine[object, object, None]) -> None:
        """Does that beside everything else; close() ends it."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

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
        if isinstance(found, Window):
            self._ask_for_views(found)
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
        if body.get("value") is not None:
            return await self._pressed(conversation, body)
        text = body["text"] if isinstance(body.get("text"), str) else ""
        in_channel = isinstance(conversation, Window)
        said = _without_mention(str(text)) if in_channel else str(text)
        shown = {"text": f"@{BOT_NAME} {said}"} if in_channel else {}
        posted = conversation.post({**_echo(conversation, body), **shown})
        await conversation.greeted.wait()
        activity = self._envelopes.message(conversation.spot(posted), said)
        return await self._told(conversation, posted, activity)

    async def _pressed(self, conversation: Conversation, body: Json) -> web.Response:
        press = unwrap(body["value"])
        posted = conversation.press(_echo(conversation, body))
        await conversation.greeted.wait()
        if press and press[0].get("execute"):
            return await self._press(conversation, posted, *press)
        value = press[1] if press else body["value"]
        about = press[0].get("card") if press else body.get("replyToId")
        card = str(about) if about else None
        activity = self._envelopes.submit(conversation.spot(card), value, card)
        return await self._told(conversation, posted, activity)

    async def _told(self, conversation: Conversation, posted: str, activity: Json) -> web.Response:
        answer = await self.door.deliver({**activity, "id": posted})
        return self._accepted(conversation, posted, answer)

    async def _press(
        self, conversation: Conversation, posted: str, envelope: object, data: Json
    ) -> web.Response:
        about = envelope if isinstance(envelope, dict) else {}
        value, card = invoke_value(about, data), str(about.get("card", ""))
        activity = self._envelopes.invoke(conversation.spot(card), _PRESSED, value, card)
        await self._press_delivered(conversation, card, activity)
        return web.json_response({"id": posted})

    async def _press_delivered(
        self, conversation: Conversation, card: str, activity: Json
    ) -> Answer:
        """The bot's answer, shown; in a window asked for anew if the card was updated meanwhile."""
        window = conversation if isinstance(conversation, Window) else None
        before = window.state_of(card) if window else 0
        answer = await self.door.deliver(activity)
        _show_answer(conversation, card, answer)
        if window:
            window.catch_up(card, before)
        return answer

    def _ask_for_views(self, window: Window) -> None:
        """What Teams does when somebody looks: their own view of cards that were updated."""
        while window.due:
            self.aside(self._ask_for_view(window, window.due.pop()))

    async def _ask_for_view(self, window: Window, card: str) -> None:
        action, before = own_view_of(window.common(card), window.seat), window.state_of(card)
        if action is None:
            return
        value = {"action": action, "trigger": "automatic"}
        spot = window.spot(card)
        answer = await self.door.deliver(self._envelopes.invoke(spot, _PRESSED, value, card))
        new = _new_card(answer)
        if new and window.state_of(card) == before:
            window.replace(card, new)
        elif answer.status == 503:
            window.due.add(card)  # the bot was away: the next look asks again

    async def _invoke(self, conversation: Conversation, body: Json) -> web.Response:
        await conversation.greeted.wait()
        card, name = body.get("replyToId"), str(body.get("name", ""))
        card = str(card) if card else None
        activity = self._envelopes.invoke(conversation.spot(card), name, body.get("value"), card)
        if isinstance(body.get("id"), str):
            activity["id"] = body["id"]
        if name == _PRESSED:
            answer = await self._press_delivered(conversation, card or "", activity)
        else:
            answer = await self.door.deliver(activity)
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
    if new := _new_card(answer):
        if not conversation.replace(card, new):
            conversation.answer(card, {**new, "from": BOT})
    elif text := _line_of(answer):
        _say(conversation, text, card)


def _new_card(answer: Answer) -> Json | None:
    kind, value = _kind_and_value(answer)
    if answer.status != 200 or kind != CARD or not isinstance(value, dict):
        return None
    return {"type": "message", "attachments": [{"contentType": CARD, "content": value}]}


def _line_of(answer: Answer) -> str:
    """What an answer without a card says to the person; "" where it says nothing."""
    kind, value = _kind_and_value(answer)
    if answer.status == 200 and kind == "application/vnd.microsoft.activity.message":
        return str(value)
    if kind == "application/vnd.microsoft.error" and isinstance(value, dict):
        return str(value.get("message", ""))
    if answer.status in (503, 504):
        return line("bot-away")
    return "" if answer.status == 200 else line("press-refused", status=answer.status)


def _kind_and_value(answer: Answer) -> tuple[object, object]:
    body = answer.body if isinstance(answer.body, dict) else {}
    return body.get("type"), body.get("value")


def _say(conversation: Conversation, text: str, card: str = "") -> None:
    said = {"type": "message", "from": BOT, "text": text, "textFormat": "markdown"}
    conversation.answer(card, said)


def _echo(conversation: Conversation, body: Json) -> Json:
    """What the client sent, as it stands in the conversation."""
    kept: Json = {k: body[k] for k in _ECHOED if k in body}
    author = {"id": conversation.seat.id, "name": conversation.seat.name, "role": "user"}
    return {**kept, "type": "message", "from": author, "conversation": {"id": conversation.id}}


def _without_mention(text: str) -> str:
    """In a window on the channel the mention is added by itself; it may have been typed too."""
    return text.removeprefix(f"@{BOT_NAME}").lstrip()
