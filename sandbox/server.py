"""The sandbox put together: one listening process, and the bot's process beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
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
from sandbox.keys import SigningKeys
from sandbox.knobs import Knobs
from sandbox.passing import Passing
from sandbox.settings import Settings, SettingsError, bot_environment
from sandbox.site import site_headers, site_routes
from sandbox.stage import Stage
from sandbox.world import World


@dataclass(frozen=True)
class Microsoft:
    """The parts of Microsoft's cloud that others play: Graph, sign-in, the token check."""

    routes: Iterable[web.AbstractRouteDef]
    token_valid: Callable[[str], bool]


@dataclass(frozen=True)
class Plan:
    """What one sandbox is made of. `command` starts the bot; tests put a stand-in there."""

    settings: Settings
    command: Sequence[str]
    webchat: Path
    microsoft: Callable[[World, Callable[[], datetime]], Microsoft]


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
        app, direct_line = _application(plan, world, child, session)
        # Bodies stay packed: aiohttp would inflate a bomb even where nobody reads it.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2, auto_decompress=False)
        await runner.setup()
        try:
            await _listen(runner, settings)
            await child.start()
            yield child
        finally:
            await direct_line.close()
            await child.stop()
            await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as reason:
        where = f"{settings.host} port {settings.port}"
        raise SettingsError(f"cannot listen on {where}: {reason.strerror}") from reason


def _application(
    plan: Plan, world: World, child: Child, session: aiohttp.ClientSession
) -> tuple[web.Application, DirectLine]:
    settings, conversations, keys = plan.settings, Conversations(), SigningKeys()
    envelopes = Envelopes(settings.secrets.app_id, f"{settings.base}/connector")
    direct_line = DirectLine(world, conversations, Door(session, keys, envelopes, child))
    microsoft = plan.microsoft(world, clock)
    stage = Stage(world, Knobs(world), child, lambda: bot_environment(settings, world), clock)
    around = [admission(settings), site_headers]
    app = web.Application(middlewares=around, client_max_size=1 << 20)
    app.add_routes(site_routes(plan.webchat))
    app.add_routes(stage.routes())
    app.add_routes(direct_line.routes("/directline"))
    app.add_routes(direct_line.routes("/v3/directline"))
    app.add_routes(Connector(world, conversations, microsoft.token_valid).routes("/connector"))
    app.add_routes(_key_routes(keys, settings))
    app.add_routes(Passing(session, child).routes())
    app.add_routes(microsoft.routes)
    return app, direct_line


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
