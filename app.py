"""InviteDesk in production: settings → store, Graph, desk, bot, web, routes.

The only module that knows them all. Without its settings it names every missing one and stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import sys
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp
import aiohttp.web as http

from bot.adapter import Adapter
from bot.connector import Connector, Token
from bot.conversation import Conversation
from bot.endpoint import Endpoint
from bot.extending import Extending
from bot.keys import SigningKeys
from bot.service_hosts import ServiceHosts
from bot.trust import Trust
from cards.words import warm
from cases.model import JobKind
from cases.store import Store, StoreError
from desk.arrivals import Arrivals
from desk.carrying.ways import Outside, ways
from desk.checks import Checks, Ground
from desk.delivering import Delivering
from desk.desk import Desk
from desk.files import Fetched
from desk.finding import Finder
from desk.granting import Granting
from desk.grouping import Grouping
from desk.links import Links
from desk.members import Directory, Members
from desk.outbox import Outbox
from desk.settings import Settings, SettingsError, from_env
from desk.showing import Showing
from desk.sign_in_checks import sign_in_checks
from desk.sweeping import Sweeping, sweep_job
from desk.timing import Timing
from desk.visiting import Visiting
from desk.web_addresses import is_loopback
from desk.worker import Worker
from evidence.graph import Graph
from evidence.reading import warm as warm_reading
from evidence.tokens import LoopbackHttp, Tokens
from web.downloads import Downloads
from web.health import health_routes
from web.pace import Pace
from web.pages import page_routes
from web.pages import warm as warm_pages
from web.partner_site import partner_routes
from web.server_log import say_places_only

CONNECTOR_SCOPE = "https://api.botframework.com/.default"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"


def clock() -> datetime:
    """The wall clock, in UTC: the only one of production."""
    return datetime.now(UTC)


Credential = str | Mapping[str, object]


def tokens(settings: Settings, client: str, credential: Credential, scope: str) -> Tokens:
    """Tokens for one registration. A loopback authority (the sandbox) is reached by msal's own
    seam for a HTTP client, because msal refuses http addresses."""
    loopback = is_loopback(urlsplit(settings.login_url).hostname or "")
    client_http = LoopbackHttp(settings.login_url) if loopback else None
    authority = "https://login.microsoftonline.com" if loopback else settings.login_url
    return Tokens(client, credential, authority, scope, client_http)


def connector_token(settings: Settings) -> Token:
    """The bot's own token towards Teams, cached and renewed by msal."""
    own = tokens(settings, settings.app_id, settings.app_password, CONNECTOR_SCOPE)

    async def token(fresh: bool = False) -> str:
        return await own.token(settings.app_tenant, fresh)

    return token


def graph(settings: Settings, session: aiohttp.ClientSession) -> Graph:
    """Microsoft Graph, with the Graph reader's registration."""
    reader = tokens(settings, settings.graph_client_id, settings.graph_credential, GRAPH_SCOPE)
    return Graph(session, reader, settings.graph_url, settings.login_url)


def delivering(
    settings: Settings, store: Store, reads: Graph, way: Connector, session: aiohttp.ClientSession
) -> Delivering:
    """What takes summaries to their readers."""
    own, url, there = settings.own_tenant, settings.graph_url, members(settings, store, reads, way)
    outside = Outside(session, reads.tokens, url, own, way, there, clock)
    links, carriers = (
        Links(store, settings.desk.public_url),
        ways(settings.hand_off, store, outside),
    )
    return Delivering(store, carriers, links, clock, settings.desk.patience)


def members(settings: Settings, store: Store, reads: Graph, way: Connector) -> Members:
    """Who is at the desk."""
    own, staff = settings.own_tenant, settings.desk.staff
    return Members(store, Directory(reads, own), way, staff, own, clock)


def worker(
    settings: Settings, store: Store, reads: Graph, way: Connector, leaving: Delivering
) -> Worker:
    """What runs beside the turns."""
    desk, own = settings.desk, settings.own_tenant
    arrivals = Arrivals(store, desk.takes, desk.patience, desk.staff.named)
    gatherer = Granting(store, reads, settings.registrations, own)
    ground = Ground(own, settings.legacy_tenants, arrivals)
    checks = Checks(store, gatherer, way, clock, ground)
    showing = Showing(store, way, clock, own)
    timing = Timing(store, clock, arrivals)
    grouping = Grouping(store, clock, desk.patience)
    sweeping = Sweeping(store, clock, desk.retention)
    handlers = {
        JobKind.CHECK: checks.run,
        JobKind.SEND: Outbox(store, way).run,
        JobKind.SWEEP: sweeping.run,
        JobKind.SHOW: showing.run,
        JobKind.DUE: timing.run,
        JobKind.GROUP: grouping.run,
        JobKind.DELIVER: leaving.run,
        JobKind.MAIL: leaving.run,
    }
    failed = {
        JobKind.CHECK: checks.gave_up,
        JobKind.SWEEP: sweeping.gave_up,
        JobKind.SHOW: showing.gave_up,
        JobKind.DUE: timing.gave_up,
        JobKind.GROUP: grouping.gave_up,
        JobKind.DELIVER: leaving.gave_up,
        JobKind.MAIL: leaving.gave_up,
    }
    return Worker(store, handlers, failed, clock, f"{os.getpid()}-{secrets.token_hex(4)}")


def door(
    settings: Settings, store: Store, reads: Graph, way: Connector, trust: Trust, jobs: Worker
) -> Endpoint:
    """Where Teams delivers, and what answers it."""
    setup, own = settings.desk, settings.own_tenant
    roles = members(settings, store, reads, way)
    desk = Desk(store, roles, own, setup.patience, setup.public_url, settings.hand_off)
    conversation = Conversation(store, desk, jobs.wake)
    extending = Extending(store, desk, Finder(store, roles), way, jobs.wake)
    return Endpoint(trust, Adapter(way), conversation, extending)


def partner_pages(
    settings: Settings, store: Store, reads: Graph, jobs: Worker, pace: Pace
) -> list[http.RouteDef]:
    """What people of the other organisation reach with the link of a hand-off."""
    visiting = Visiting(store, settings.own_tenant, settings.desk.patience, clock, jobs.wake)
    checks = sign_in_checks(settings, store, reads, visiting, clock)
    return partner_routes(settings, visiting, checks, clock, pace)


async def application(settings: Settings) -> http.Application:
    """Returns the wired application; what it opened is closed with it."""
    stack = contextlib.AsyncExitStack()
    await asyncio.to_thread(warm)
    await asyncio.to_thread(warm_reading)
    await asyncio.to_thread(warm_pages)
    store = await Store.open(settings.database_url)
    stack.push_async_callback(store.close)
    session = await stack.enter_async_context(aiohttp.ClientSession())
    keys = SigningKeys(session, settings.openid_url)
    stack.push_async_callback(keys.close)
    hosts = ServiceHosts(settings.service_hosts)
    connector, reads = (
        Connector(session, connector_token(settings), hosts),
        graph(settings, session),
    )
    leaving = delivering(settings, store, reads, connector, session)
    jobs = worker(settings, store, reads, connector, leaving)
    stack.push_async_callback(jobs.stop)
    trust = Trust(settings.app_id, settings.allowed_tenants, hosts, keys)
    endpoint = door(settings, store, reads, connector, trust, jobs)
    # Nobody may have us inflate a megabyte into a gigabyte: the door answers 415.
    say_places_only()
    app = http.Application(handler_args={"auto_decompress": False})
    app.add_routes([*endpoint.routes(), *health_routes(lambda: reachable(store))])
    app.add_routes(page_routes(settings.desk.retention, settings.desk.public_url))
    files = Fetched(store, Links(store, settings.desk.public_url))
    pace = Pace(settings.hand_off.proxies)
    app.add_routes(Downloads(files.find, pace, clock, settings.desk.public_url).routes())
    app.add_routes(partner_pages(settings, store, reads, jobs, pace))
    app.on_cleanup.append(lambda _: stack.aclose())
    await keys.start()
    await store.enqueue(sweep_job(clock()))
    jobs.start()
    return app


async def reachable(store: Store) -> bool:
    """Whether the database answers."""
    try:
        await store.ping()
    except StoreError:
        return False
    return True


async def frozen(starting: Coroutine[object, object, http.Application]) -> http.Application:
    """The application with what lives for ever put aside: steadier answers (docs/operations)."""
    app = await starting
    gc.collect()
    gc.freeze()
    return app


def main() -> int:
    """Serves until told to stop; 2 where a setting is missing or wrong."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = from_env(os.environ)
    except SettingsError as wrong:
        sys.stderr.write("".join(f"{problem}\n" for problem in wrong.problems))
        sys.stderr.write("InviteDesk did not start. See docs/operations.md.\n")
        return 2
    http.run_app(
        frozen(application(settings)),
        host=settings.host,
        port=settings.port,
        print=None,
        access_log=None,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
