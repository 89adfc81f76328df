"""The helpdesk moves in: its lead adds the bot to the team and names the channel, as in life."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from sandbox.conversations import Json
from sandbox.door import Door
from sandbox.people import BOT_NAME, seats
from sandbox.team import CHANNEL_ID, Channel, channel_spot
from sandbox.world import World

log = logging.getLogger(__name__)
_SAID = "desk here"
_LOCALE = "en-US"
_AWAY = (503, 504)


@dataclass
class Opening:
    """`done` once the bot was told. The channel is the same after each start, and so is what the
    bot keeps of it."""

    world: World
    channel: Channel
    door: Door
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Waits for the bot, then tells it by the door that everything comes through."""
        # Not before: an activity says when it was written.
        await self.door.child.ready.wait()
        lead, envelopes = seats(self.world)["lead"], self.door.envelopes
        everywhere = channel_spot(lead, _LOCALE, CHANNEL_ID)
        await self._deliver(envelopes.installed(everywhere))
        await self._deliver(envelopes.members_added(everywhere))
        author = {"id": lead.id, "name": lead.name, "role": "user"}
        said: Json = {"type": "message", "from": author, "text": f"@{BOT_NAME} {_SAID}"}
        thread = self.channel.begin(said)
        spoken = envelopes.message(channel_spot(lead, _LOCALE, thread.id), _SAID)
        await self._deliver({**spoken, "id": thread.root})
        self.done.set()

    async def _deliver(self, activity: Json) -> None:
        answer = await self.door.deliver(activity)
        while answer.status in _AWAY:
            answer = await self.door.deliver(activity)
        if answer.status >= 300:
            log.warning("the bot answered %s HTTP %s", activity["type"], answer.status)
