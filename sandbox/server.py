"""The sandbox put together: one listening process, and the bot's process beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
from aiohttp import web

from sandbox.admission import admission
from sandbox.child import Child
from sandbox.connector import Connector
from sandbox.conversations import Conversations
from sandbox.directline import DirectLine
from sandbox.door import Door
from sandbox.envelope import Envelopes
from sandbox.faults import Faults
from sandbox.keys import SigningKeys
from sandbox.knobs import Knobs
from sandbox.mailbox import Mailbox
from sandbox.opening import Opening
from sandbox.passing import Passing
from sandbox.playground import Playground
from sandbox.settings import Settings, SettingsError, bot_environment
from sandbox.site import site_headers, site_routes
from sandbox.stage import Stage
from sandbox.team import Channel
from sandbox.world import World


@dataclass(frozen=True)
class Microsoft:
    """The parts of Microsoft's cloud that others play: Graph, sign-in, the token check."""

    routes: Iterable[web.AbstractRouteDef]
    token_valid: Callable[[str], bool]


@dataclass(frozen=True)
class Plan:
    """What one sandbox is made of. `command` starts the bot; tests put a stand-in there.

    `opens_desk`: tells the bot of the helpdesk's channel as soon as it runs.
    """

    settings: Settings
    command: Sequence[str]
    webchat: Path
    microsoft: Callable[[World, Callable[[], datetime]], Microsoft]
    opens_desk: bool = True


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def running(plan: Plan) -> AsyncIterator[Child]:
    """Serves until left. First we listen, then the bot starts: it asks us for keys at once.

    Raises SettingsError where it cannot listen.
    """
    world, settings = World(), plan.settings
    child = Child(plan.command, lambda: bot_environment(settings, world))
    async with aiohttp.ClientSession() as session:
        parts = _parts(plan, world, child, session)
        app = _application(plan, world, child, session, parts)
        # Bodies stay packed: aiohttp would inflate a bomb even where nobody reads it.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2, auto_decompress=False)
        await runner.setup()
        try:
            await _listen(runner, settings)
            await child.start()
            if plan.opens_desk:
                parts.direct_line.aside(parts.opening.run())
            yield child
        finally:
            await parts.direct_line.close()
            await child.stop()
            await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as reason:
        where = f"{settings.host} port {settings.port}"
        raise SettingsError(f"cannot listen on {where}: {reason.strerror}") from reason


@dataclass(frozen=True)
class _Parts:
    """Teams, as far as it is played here."""

    keys: SigningKeys
    conversations: Conversations
    channel: Channel
    door: Door
    direct_line: DirectLine
    opening: Opening


def _parts(plan: Plan, world: World, child: Child, session: aiohttp.ClientSession) -> _Parts:
    settings, conversations, keys = plan.settings, Conversations(), SigningKeys()
    channel = Channel(conversations)
    envelopes = Envelopes(settings.secrets.app_id, f"{settings.base}/connector")
    door = Door(session, keys, envelopes, child)
    direct_line = DirectLine(world, conversations, channel, door)
    opening = Opening(world, channel, door)
    return _Parts(keys, conversations, channel, door, direct_line, opening)


def _application(
    plan: Plan, world: World, child: Child, session: aiohttp.ClientSession, parts: _Parts
) -> web.Application:
    settings, microsoft, faults = plan.settings, plan.microsoft(world, clock), Faults()
    environment = partial(bot_environment, settings, world)
    passing = Passing(session, child)
    stage = Stage(
        world, Knobs(world), child, environment, clock, parts.opening.done, passing.answers
    )
    valid = microsoft.token_valid
    connector = Connector(world, parts.conversations, parts.channel, faults, valid)
    around = [admission(settings), site_headers]
    app = web.Application(middlewares=around, client_max_size=1 << 20)
    app.add_routes(site_routes(plan.webchat))
    app.add_routes(stage.routes())
    app.add_routes(faults.routes())
    app.add_routes(Mailbox(world).routes())
    app.add_routes(parts.direct_line.routes("/directline"))
    app.add_routes(parts.direct_line.routes("/v3/directline"))
    app.add_routes(connector.routes("/connector"))
    app.add_routes(_key_routes(parts.keys, settings))
    app.add_routes(Playground(settings, parts.door, passing).routes())
    app.add_routes(passing.routes())
    app.add_routes(microsoft.routes)
    return app


def _key_routes(keys: SigningKeys, settings: Settings) -> list[web.RouteDef]:
    base = f"{settings.base}/botframework"

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response(keys.metadata(base))

    async def jwks(request: web.Request) -> web.Response:
        return web.json_response(keys.jwks())

    return [
        web.get("/botframework/.well-known/openidconfiguration", metadata),
        web.get("/botframework/.well-known/keys", jwks),
    ]
