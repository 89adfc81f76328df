"""The page's own API: the knobs, the stories, the attempt to accept, and how the bot is."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from sandbox.accounts import account_in_browser
from sandbox.child import Child
from sandbox.gates import Outcome, attempt
from sandbox.knobs import KnobError, Knobs
from sandbox.pages import link_url
from sandbox.people import seats
from sandbox.redemption import redeem
from sandbox.wire import json_object, refusal
from sandbox.world import World


@dataclass
class Stage:
    """The routes and what they need. `environment`: the bot's settings as of now. `desk`: set
    once the bot knows the helpdesk's channel. `answered`: how many answers partners' pages took."""

    world: World
    knobs: Knobs
    child: Child
    environment: Callable[[], Mapping[str, str]]
    clock: Callable[[], datetime]
    desk: asyncio.Event
    answered: Callable[[], int]
    # A page that sees another one knows that its conversations are gone.
    instance: str = field(default_factory=lambda: uuid.uuid4().hex)

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/knobs", self.show),
            web.patch("/knobs", self.turn),
            web.post("/knobs/reset", self.reset),
            web.post("/stories/{story}", self.play),
            web.post("/try", self.try_invitation),
            web.get("/status", self.status),
        ]

    async def show(self, request: web.Request) -> web.Response:
        people = [
            {
                "id": seat.id,
                "name": seat.name,
                "organisation": seat.organisation,
                "desk": seat.at_desk,
            }
            for seat in seats(self.world).values()
        ]
        home, link = self.world.invited, link_url(self.world)
        it = {"name": home.it_name, "organisation": home.name, "address": home.it_address}
        shown = {"people": people, "mailbox": it, "link": link}
        return web.json_response({**self.knobs.schema(), **shown})

    async def turn(self, request: web.Request) -> web.Response:
        changes = await json_object(request)
        if changes is None:
            return refusal(400, "BadKnob", "One JSON object is wanted: knob names and values.")
        return await self._changed(request, lambda: self.knobs.turn(changes))

    async def reset(self, request: web.Request) -> web.Response:
        return await self._changed(request, self.knobs.reset)

    async def play(self, request: web.Request) -> web.Response:
        story = request.match_info["story"]
        return await self._changed(request, lambda: self.knobs.play(story))

    async def try_invitation(self, request: web.Request) -> web.Response:
        now = self.clock()
        outcome = attempt(self.world, now)
        settle(self.world, outcome, now)
        answer = {
            "stage": outcome.stage,
            "in": outcome.got_in,
            "seen_by": outcome.seen_by,
            "setting": outcome.setting,
            "owner": outcome.owner,
            "page": outcome.page.to_json(),
            "guest": outcome.guest_after,
            "link": link_url(self.world),
        }
        return web.json_response(answer)

    async def status(self, request: web.Request) -> web.Response:
        ready = self.child.ready.is_set()
        told = {"ready": ready, "reason": self.child.reason, "instance": self.instance}
        mails = self.world.mails
        heard = {"mail": mails[-1].id if mails else "", "answered": self.answered()}
        return web.json_response({**told, **heard, "desk": self.desk.is_set()})

    async def _changed(self, request: web.Request, change: Callable[[], None]) -> web.Response:
        before = dict(self.environment())
        try:
            change()
        except KnobError as reason:
            return refusal(400, "BadKnob", str(reason))
        if before != dict(self.environment()):
            await self.child.restart()
        return await self.show(request)


def settle(world: World, outcome: Outcome, now: datetime) -> None:
    """What an attempt leaves behind: the logs, and whose guest it is from now on."""
    world.last_attempt = outcome.attempted(world, now)
    if outcome.guest_after == "accepted":
        redeem(world, account_in_browser(world))
    world.share.guest = outcome.guest_after
