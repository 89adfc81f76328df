"""POST /api/messages: the door that Teams knocks at."""

from __future__ import annotations

import asyncio
import logging
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot import extension, hearing, invokes, wire
from bot.adapter import Adapter
from bot.answers import Conversation, Extension
from bot.invokes import InvokeReply
from bot.rejections import Compressed, Malformed, Rejection, TooLarge, TooSlow
from bot.trust import Trust
from cards.render import line
from cards.screens import Note

MAX_BODY = 256 * 1024
BODY_SECONDS = 10.0

# What a sender that was turned away should have sent.
_WANTED = {401: {"WWW-Authenticate": "Bearer"}, 415: {"Accept-Encoding": "identity"}}

log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class Endpoint:
    """Answers every delivery: 200 heard, 400 unreadable, 401 not authentic, 403 not for us,
    408 too slow, 413 too large, 415 compressed, 501 an invoke we do not offer, 503 keys
    unreadable; 500 is a defect of ours, logged with a reference and without anybody's words.

    The server must be told `auto_decompress=False`: else aiohttp inflates a body on arrival, and
    once more to be rid of it, whatever is answered here."""

    def __init__(
        self,
        trust: Trust,
        adapter: Adapter,
        conversation: Conversation,
        extension: Extension,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._trust, self._adapter, self._conversation = trust, adapter, conversation
        self._extension, self._clock = extension, clock

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/api/messages", self._deliver)]

    async def _deliver(self, request: web.Request) -> web.Response:
        try:
            return _response(await self._take_turn(await self._admit(request)))
        except Rejection as rejection:
            log.info("turned away with %s: %s", rejection.status, rejection)
            return _turned_away(rejection)
        except Exception as failure:  # noqa: BLE001  the last line: whatever it is, no stack leaves
            return web.json_response({"reference": _logged(failure)}, status=500)

    async def _admit(self, request: web.Request) -> Activity:
        _refuse_compressed(request)
        raw = wire.parse(await _body(request))
        await self._trust.authenticate(request.headers.get("Authorization"), raw)
        return wire.to_activity(raw)

    async def _take_turn(self, activity: Activity) -> InvokeReply | None:
        return await self._adapter.turn(activity, self._hear)

    async def _hear(self, context: TurnContext) -> None:
        activity = context.activity
        if activity.type != "invoke":
            said = hearing.said(activity, self._clock())
            if said:
                await self._conversation.hear(said)
            return
        self._adapter.reply(context, await self._invoke_reply(activity))

    async def _invoke_reply(self, activity: Activity) -> InvokeReply:
        if activity.name == hearing.CARD_ACTION:
            return await self._card_reply(activity)
        if activity.name in extension.INVOKES:
            return await self._extension_reply(activity)
        return invokes.other_reply(activity.name)

    async def _card_reply(self, activity: Activity) -> InvokeReply:
        try:
            said = hearing.invoked(activity, self._clock())
            return invokes.card_reply(await self._conversation.hear(said))
        except Malformed:
            return invokes.bad_action()
        except Exception as failure:  # noqa: BLE001  Teams shows a person what the body says
            return invokes.failed_action(_logged(failure))

    async def _extension_reply(self, activity: Activity) -> InvokeReply:
        try:
            return await extension.answered(self._extension, activity, self._clock())
        except Malformed as malformed:
            log.info("%s not answered: %s", activity.name, malformed)
            return InvokeReply(malformed.status)
        except Exception as failure:  # noqa: BLE001  Teams shows a person what the body says
            sorry = Note("error-reference", {"reference": _logged(failure)})
            return extension.failed(activity.name, line(sorry, hearing.place_of(activity).locale))


def _refuse_compressed(request: web.Request) -> None:
    """By its header, before anything is read: RFC 9110, 8.4 and 15.5.16."""
    stated = ",".join(request.headers.getall("Content-Encoding", []))
    if any(coding.strip().lower() not in ("", "identity") for coding in stated.split(",")):
        raise Compressed("body")


async def _body(request: web.Request) -> bytes:
    """The body, bounded in size and time whatever the application's own limits are."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(64 * 1024):
                body += chunk
                if len(body) > MAX_BODY:
                    raise TooLarge("body")
    except TimeoutError:
        raise TooSlow("body") from None
    except (web.RequestPayloadError, aiohttp.ClientPayloadError, ConnectionError) as failure:
        raise Malformed(f"body: {type(failure).__name__}") from None
    return bytes(body)


def _turned_away(rejection: Rejection) -> web.Response:
    return web.Response(status=rejection.status, headers=_WANTED.get(rejection.status))


def _response(reply: InvokeReply | None) -> web.Response:
    if reply is None:
        return web.Response()
    body = wire.dumps(reply.body)
    return web.Response(body=body, status=reply.status, content_type="application/json")


def _logged(failure: Exception) -> str:
    """Writes what failed to the log; returns the reference under which it is found."""
    reference = uuid.uuid4().hex[:12]
    # Places in the code only: an exception's own text may quote what somebody wrote.
    frames = traceback.extract_tb(failure.__traceback__)
    where = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames))
    log.error("reference %s: %s at %s", reference, type(failure).__name__, where)
    return reference
