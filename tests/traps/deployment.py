"""The real application, composed as in production, between fakes of Microsoft's three services.

Teams' side is the signing channel of tests/bot; both tenants' Graph and sign-in are those of
tests/evidence. Everything between them is ours and real: HTTP, database, jobs, msal.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

import app
from desk.settings import Settings, from_env
from sandbox.world import World
from tests.bot.conftest import BOT_ID, Answered, Channel, Door, Json, Received, Reply
from tests.evidence.microsoft import CLIENT, NOW, SECRET, Microsoft, served
from tests.living_sandbox import actions, matches, text_of

PAGE = """That didn't work
We're sorry, but mj4711@contoso.com can't be found in the fabrikam.sharepoint.com directory.
Correlation ID: 5d8f1ba0-0000-4000-8000-1234567890ab
URL: https://fabrikam.sharepoint.com/:f:/s/project-x/E1
Issue Type: User not in directory
"""
MAIL = "marcus.jones@contoso.com"
CREATES = "/v3/conversations"  # the path under which the bot begins a conversation
CASES = "19:helpdesk-cases@thread.tacv2"  # the desk's channel
PATIENCE = 15.0  # seconds until something that should happen counts as missing
# Who is what at the desk: two agents, the lead, the administrator; Olga is nothing.
DESK = {
    name: f"de5c0000-0000-4000-8000-{number:012}"
    for number, name in enumerate(("amara", "ben", "lena", "ada", "olga"), 1)
}
T = TypeVar("T")


class Teams(Channel):
    """The channel service, in which people can also delete messages."""

    def __init__(self, pair: rsa.RSAPrivateKey) -> None:
        super().__init__([pair])
        self.deleted: set[str] = set()

    async def _connector(self, request: web.Request) -> web.StreamResponse:
        if request.path.rsplit("/", 1)[1] in self.deleted:
            gone = {"error": {"code": "ActivityNotFoundInConversation", "message": "no"}}
            self.will_answer.insert(0, Answered(404, gone))
        elif request.path.endswith(CREATES) and not self.will_answer:
            self.will_answer.append(Answered(201, self._begun(await request.json())))
        return await super()._connector(request)

    def _begun(self, asked: Json) -> Json:
        """A new thread of a channel, or somebody's own chat."""
        number = len(self.posted) + 1
        if not asked.get("isGroup"):
            return {"id": asked["members"][0]["id"].replace("29:", "a:")}
        thread = _thread(asked["channelData"]["channel"]["id"], number)
        return {"id": thread, "activityId": f"activity-{number}"}


class Speaker(Door):
    """One person in one conversation, as the channel service tells of them."""

    def __init__(self, deployment: Deployment, who: Json, conversation: Json) -> None:
        self.channel, self.session = deployment.channel, deployment.session
        self.deployment, self.who, self.conversation = deployment, who, conversation
        self.ids = deployment.ids

    def __repr__(self) -> str:
        return f"Speaker({self.who['name']})"

    async def says(self, text: str | None, **changes: Any) -> Reply:
        """Types a message; returns what the delivery was answered with."""
        return await self.tells(self.message(text, **changes))

    async def tells(self, activity: Json) -> Reply:
        """Delivers an activity as it stands, once more if need be."""
        self.url = self.deployment.url
        return await self.deliver(activity, self.channel.token(aud=CLIENT))

    def message(self, text: str | None, **changes: Any) -> Json:
        tenant = self.conversation["tenantId"]
        full = {
            "id": f"said-{next(self.ids)}",
            "text": text,
            "from": self.who,
            "conversation": self.conversation,
            "channelData": {"tenant": {"id": tenant}},
        }
        return self.activity(**(full | changes))

    def press(self, card: Json, verb: str, **inputs: str) -> Json:
        """The invoke that a press of that very card makes."""
        fixed = {name: value for name, value in inputs.items() if name == "field"}
        button = next(a for a in actions(card["content"]) if matches(a, verb, fixed))
        action = {"type": "Action.Execute", "verb": verb, "data": {**button["data"], **inputs}}
        invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        return self.message(None, **invoke, replyToId=card["id"])

    async def presses(self, verb: str, **inputs: str) -> Reply:
        """Presses the newest button of that verb; its answer takes the card's place."""
        card = await self.card_with(verb, **inputs)
        reply = await self.tells(self.press(card, verb, **inputs))
        value = (reply.json or {}).get("value")
        if isinstance(value, dict) and value.get("type") == "AdaptiveCard":
            self.deployment.answered.append((len(self.channel.posted), card["id"], value))
        return reply

    async def reports(self, side: str = "invited") -> None:
        """Tells everything a check needs, up to the overview."""
        await self.says(PAGE)
        await self.deployment.settled()
        await self.presses("intake.answer", field="reporter.side", answer=side)
        await self.presses("intake.answer", field="case.invitedAddress", answer=MAIL)

    async def verdict(self) -> str:
        """Waits for the verdict; returns all of it."""
        return text_of((await self.card_with("case.again"))["content"])

    def cards(self) -> list[Json]:
        """The cards as they stand, in the order in which they were last renewed."""
        return self.deployment.cards(self.conversation["id"])

    async def card_with(self, verb: str, **inputs: str) -> Json:
        fixed = {name: value for name, value in inputs.items() if name == "field"}

        def find() -> Json | None:
            held = [
                c
                for c in self.cards()
                if any(matches(a, verb, fixed) for a in actions(c["content"]))
            ]
            return held[-1] if held else None

        return await eventually(find, f"a button {verb} {fixed}")

    async def sees(self, wanted: str) -> str:
        """Waits for a text among all that is shown; returns the piece it is in."""

        def find() -> str | None:
            return next((text for text in reversed(self.shown()) if wanted in text), None)

        return await eventually(find, wanted)

    def shown(self) -> list[str]:
        """What the connector got for this conversation and what presses were answered."""
        posted = self.deployment.posted(self.conversation["id"])
        return [
            *(text_of(p.body) for p in posted),
            *(text_of(c["content"]) for c in self.cards()),
        ]


class InChannel(Speaker):
    """Somebody in the desk's channel. `thread`: the id of the post they answer to."""

    thread = ""

    def message(self, text: str | None, **changes: Any) -> Json:
        bot = {"id": BOT_ID, "name": "InviteDesk"}
        mention = {"type": "mention", "text": "<at>InviteDesk</at>", "mentioned": bot}
        where = {"team": {"id": "19:helpdesk@thread.tacv2"}, "channel": {"id": CASES}}
        tenant = {"tenant": {"id": self.conversation["tenantId"]}}
        written = f"<at>InviteDesk</at> {text}" if text else text
        said = {"entities": [mention], "channelData": tenant | where}
        id_ = f"{CASES};messageid={self.thread}" if self.thread else CASES
        return super().message(
            written, **(said | {"conversation": self.conversation | {"id": id_}} | changes)
        )


@dataclass
class Deployment:
    """A running bot, what stands around it, and its database. `more`: further settings."""

    channel: Teams
    microsoft: Microsoft
    session: aiohttp.ClientSession
    database: Path
    secret: str = SECRET
    url: str = ""
    ids: Iterator[int] = field(default_factory=itertools.count)
    answered: list[tuple[int, str, Json]] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    _server: TestServer | None = None

    @property
    def world(self) -> World:
        return self.microsoft.world

    async def start(self) -> None:
        self._server = TestServer(await app.application(self.settings()), host="127.0.0.1")
        await self._server.start_server()
        self.url = str(self._server.make_url("/api/messages"))

    async def stop(self) -> None:
        """Ends the process's work at once, as a redeployment does."""
        if self._server:
            await self._server.close()
        self._server = None

    def settings(self) -> Settings:
        return from_env(self.environment())

    def environment(self) -> dict[str, str]:
        """What the bot's process is told, as a deployment writes it."""
        host, home = self.world.inviting.tenant_id, self.world.invited.tenant_id
        lets = {tenant: sorted(asking) for tenant, asking in self.microsoft.registered().items()}
        return {
            "MicrosoftAppId": CLIENT,
            "MicrosoftAppPassword": self.secret,
            "MicrosoftAppType": "SingleTenant",
            "MicrosoftAppTenantId": host,
            "OWN_TENANT_ID": host,
            "ALLOWED_TENANT_IDS": f"{host} {home}",
            "GRAPH_CLIENT_ID": CLIENT,
            "GRAPH_CLIENT_SECRET": SECRET,
            "TENANT_REGISTRATIONS": json.dumps(lets),
            "DATABASE_URL": self.database_url,
            "LOGIN_URL": f"{self.microsoft.base}/login",
            "GRAPH_URL": f"{self.microsoft.base}/graph",
            "BOT_OPENID_URL": f"{self.channel.url}/openid",
            "SERVICE_HOSTS": self.channel.url,
            "DESK_AGENTS": f"{DESK['amara']} {DESK['ben']}",
            "DESK_LEADS": DESK["lena"],
            "DESK_ADMINISTRATORS": DESK["ada"],
            "PUBLIC_URL": "https://desk.fabrikam.example",
            **self.more,
        }

    @property
    def database_url(self) -> str:
        return f"sqlite+aiosqlite:///{self.database}"

    def marcus(self, **who: Any) -> Speaker:
        """The invited user in his personal chat."""
        home = self.world.invited
        person = {"id": "29:marcus", "name": "Marcus", "aadObjectId": home.user_object_id}
        chat = {"id": "a:marcus", "conversationType": "personal", "tenantId": home.tenant_id}
        return Speaker(self, person | who, chat)

    def denise(self) -> Speaker:
        """The inviter in her personal chat."""
        host = self.world.inviting
        person = {"id": "29:denise", "name": "Denise", "aadObjectId": host.inviter_object_id}
        chat = {"id": "a:denise", "conversationType": "personal", "tenantId": host.tenant_id}
        return Speaker(self, person, chat)

    def at_desk(self, name: str) -> Speaker:
        """Somebody of the inviting organisation, in their own chat: DESK names what they are."""
        chat = {"id": f"a:{name}", "conversationType": "personal"}
        return Speaker(self, _colleague(name), chat | {"tenantId": self.world.inviting.tenant_id})

    def in_channel(self, name: str) -> Speaker:
        """The same person in the desk's channel, who names the bot in every message."""
        channel = {"id": CASES, "conversationType": "channel", "isGroup": True}
        where = channel | {"tenantId": self.world.inviting.tenant_id}
        return InChannel(self, _colleague(name), where)

    def posted(self, conversation_id: str) -> list[Received]:
        """What the connector got for one conversation or a channel's threads, oldest first."""
        at = enumerate(self.channel.posted, 1)
        return [p for n, p in at if _of(n, p).split(";")[0] == conversation_id]

    def cards(self, conversation_id: str) -> list[Json]:
        """The cards of a conversation as they stand: id and content, latest change last."""
        at = enumerate(self.channel.posted, 1)
        mine = [p for p in at if _of(*p).split(";")[0] == conversation_id]
        sent = [(at, _id(at, p), _card(p)) for at, p in mine]
        known = {id_ for _, id_, _ in sent}
        replaced = [one for one in self.answered if one[1] in known]
        standing: dict[str, Json] = {}
        for _, id_, content in sorted([*sent, *replaced], key=lambda one: one[0]):
            standing.pop(id_, None)
            standing.update({id_: content} if content else {})
        return [{"id": id_, "content": content} for id_, content in standing.items()]

    async def settled(self) -> None:
        """Waits until nothing is owed any more but to look again at another time."""
        later = "(kind IN ('sweep', 'due') OR key LIKE 'second-check-%')"
        owed = f"SELECT count(*) FROM jobs WHERE state = 'open' AND NOT {later}"
        await eventually(lambda: None if self.rows(owed)[0][0] else True, "an end of all jobs")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, read beside the bot."""
        with sqlite3.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()


def _of(number: int, posted: Received) -> str:
    """In which conversation it stands."""
    if not posted.path.endswith(CREATES):
        return str(posted.body["conversation"]["id"])
    if not posted.body.get("isGroup"):
        return ""
    return _thread(posted.body["channelData"]["channel"]["id"], number)


def _thread(channel: str, number: int) -> str:
    return f"{channel};messageid=activity-{number}"


def _colleague(name: str) -> Json:
    return {"id": f"29:{name}", "name": name.capitalize(), "aadObjectId": DESK[name]}


def _id(number: int, posted: Received) -> str:
    return posted.path.rsplit("/", 1)[1] if posted.method == "PUT" else f"activity-{number}"


def _card(posted: Received) -> Json:
    attached = posted.body.get("activity", posted.body).get("attachments")
    content: Json = attached[0]["content"] if attached else {}
    return content


@asynccontextmanager
async def deployed(
    database: Path,
    pair: rsa.RSAPrivateKey,
    *,
    slow_seconds: float = 2.0,
    token_seconds: float = 0.0,
    clock: Callable[[], datetime] = lambda: NOW,
) -> AsyncIterator[Deployment]:
    """Everything around a bot; `start` begins it. What was opened is closed at the end."""
    channel = Teams(pair)
    async with (
        TestServer(channel.app(), host="127.0.0.1") as teams,
        served(World(), slow_seconds, token_seconds, clock) as microsoft,
        aiohttp.ClientSession() as session,
    ):
        channel.url = str(teams.make_url("")).rstrip("/")
        deployment = Deployment(channel, microsoft, session, database)
        try:
            yield deployment
        finally:
            await deployment.stop()


async def eventually(find: Callable[[], T | None], what: str) -> T:
    """Waits for the first thing found that is not None."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := find()) is not None:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"never came: {what}")
