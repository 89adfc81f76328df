"""The bot's front door: signed activities in, as Teams' connector delivers them."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

import aiohttp

from sandbox.child import Child
from sandbox.conversations import Conversation, Json
from sandbox.envelope import Envelopes
from sandbox.keys import SigningKeys

log = logging.getLogger(__name__)

_TEAMS_WAITS = 15.0  # seconds for one delivery
_OUTAGE = 20.0  # seconds during which a delivery that met no bot is repeated


@dataclass(frozen=True)
class Answer:
    """What the bot answered. Status 503: it could not be reached; 504: it took too long."""

    status: int
    body: object


@dataclass
class Door:
    """Delivers to the bot."""

    session: aiohttp.ClientSession
    keys: SigningKeys
    envelopes: Envelopes
    child: Child

    async def greet(self, conversation: Conversation) -> None:
        """Tells the bot that the person opened the chat, in Teams' order."""
        try:
            await self.deliver(self.envelopes.installed(conversation.spot()))
            await self.deliver(self.envelopes.members_added(conversation.spot()))
        finally:
            conversation.greeted.set()

    async def deliver(self, activity: Json, service_url: str = "") -> Answer:
        """Posts one activity; while the bot restarts, the same one again, as Teams does.

        `service_url`: where its answers go, if not to our connector.
        """
        until = time.monotonic() + _OUTAGE
        while await self.child.wait_ready(until - time.monotonic()):
            try:
                return await self._post(activity, service_url or self.envelopes.service_url)
            except aiohttp.ClientConnectionError as reason:
                log.info("the bot was not reached (%s); trying again", type(reason).__name__)
                await asyncio.sleep(0.1)
            except TimeoutError:
                return Answer(504, None)
        return Answer(503, None)

    async def _post(self, activity: Json, service_url: str) -> Answer:
        token = self.keys.token(self.envelopes.app_id, service_url)
        async with self.session.post(
            f"{self.child.base}/api/messages",
            json=activity,
            headers={"Authorization": f"Bearer {token}"},
            timeout=aiohttp.ClientTimeout(total=_TEAMS_WAITS),
        ) as answer:
            return Answer(answer.status, await _body(answer))


async def _body(answer: aiohttp.ClientResponse) -> object:
    try:
        return await answer.json(content_type=None) if await answer.read() else None
    except ValueError:
        return None
