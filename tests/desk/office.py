"""What runs beside the turns, with a clock that stands still until it is moved: the real store,
worker and connector, the channel service over HTTP, and a gatherer that reads what a test says."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.connector import Connector, Patience
from bot.service_hosts import ServiceHosts
from cards.visible import known_to
from cases import due
from cases.model import (
    Acquaintance,
    Case,
    Channel,
    EventKind,
    JobKind,
    NewJob,
    PassedBecause,
    Person,
    Place,
    Post,
    Scope,
)
from cases.roles import Role
from cases.store import Retention, Store
from causes import classify
from causes.model import Diagnosis
from desk.arrivals import Arrivals
from desk.checks import Checks, Ground
from desk.grouping import Grouping
from desk.moves import happened, owned, passed
from desk.outbox import Outbox
from desk.passing import Takes
from desk.reader import viewer_of
from desk.showing import Showing, show_job
from desk.sweeping import Sweeping
from desk.timing import Timing, due_job
from desk.worker import Run, Worker
from evidence.facts import Complaint, Facts
from evidence.gather import Asker, Progress
from tests.bot.conftest import Json, PlainToken
from tests.cards import casebook
from tests.living_sandbox import text_of

OWN = "f4b41ca3-0000-4000-8000-000000000001"  # the inviting organisation of the case book
CASES, TEAM = "19:cases@thread.tacv2", "19:helpdesk@thread.tacv2"
AMARA = Person("29:amara", "0bj-amara", OWN, "Amara Osei")
ADA = Person("29:ada", "0bj-ada", OWN, "Ada Novak")
LEASE = timedelta(seconds=6)


@dataclass
class Posted:
    """A message as Teams holds it. `thread`: the activity it answers to, in a channel."""

    id: str
    conversation: str
    body: Json
    changed: int = 0

    @property
    def text(self) -> str:
        attached = self.body.get("attachments")
        return str(self.body.get("text") or (text_of(attached[0]["content"]) if attached else ""))


@dataclass
class Teams:
    """The channel service. `refuses`: what it answers instead, by where. `loses`: how many
    messages it takes and answers 502. `silent`: it takes a message and does not answer."""

    messages: list[Posted] = field(default_factory=list)
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)
    loses: int = 0
    silent: bool = False
    requests: int = 0

    def routes(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v3/conversations", self._begin)
        app.router.add_post("/v3/conversations/{id}/activities", self._post)
        app.router.add_put("/v3/conversations/{id}/activities/{activity}", self._put)
        return app

    def of(self, conversation: str) -> list[Posted]:
        return [m for m in self.messages if m.conversation == conversation]

    @property
    def roots(self) -> list[Posted]:
        """The posts of the desk's channel."""
        return [m for m in self.messages if m.conversation == f"{CASES};messageid={m.id}"]

    def replies(self, root: Posted) -> list[Posted]:
        return [m for m in self.of(root.conversation) if m is not root]

    async def _begin(self, request: web.Request) -> web.Response:
        self.requests += 1
        body = await request.json()
        if refused := self._refused("new"):
            return refused
        if not body.get("isGroup"):  # somebody's own chat
            return web.json_response({"id": body["members"][0]["id"].replace("29:", "a:")})
        id_ = str(len(self.messages) + 1)
        thread = f"{body['channelData']['channel']['id']};messageid={id_}"
        self.messages.append(Posted(id_, thread, body["activity"]))
        if lost := await self._lost():
            return lost
        return web.json_response({"id": thread, "activityId": id_}, status=201)

    async def _post(self, request: web.Request) -> web.Response:
        self.requests += 1
        where, id_ = request.match_info["id"], str(len(self.messages) + 1)
        if refused := self._refused(where):
            return refused
        self.messages.append(Posted(id_, where, await request.json()))
        if lost := await self._lost():
            return lost
        return web.json_response({"id": id_}, status=201)

    async def _put(self, request: web.Request) -> web.Response:
        self.requests += 1
        where, id_ = request.match_info["id"], request.match_info["activity"]
        found = next((m for m in self.messages if (m.id, m.conversation) == (id_, where)), None)
        if refused := self._refused(where):
            return refused
        if found is None:
            return web.json_response({"error": {"code": "ActivityNotFound"}}, status=404)
        found.body, found.changed = await request.json(), found.changed + 1
        return web.json_response({"id": id_})

    async def _lost(self) -> web.Response | None:
        if self.silent:
            await asyncio.sleep(60)
        if not self.loses:
            return None
        self.loses -= 1
        return web.json_response({}, status=502)

    def _refused(self, where: str) -> web.Response | None:
        status, code = self.refuses.get(where) or self.refuses.get("all") or (0, "")
        if not status:
            return None
        headers = {"Retry-After": "60"} if status == 429 else {}
        return web.json_response({"error": {"code": code}}, status=status, headers=headers)


@dataclass
class Evidence:
    """What Graph says; `asked`: by whom it was asked for."""

    facts: Facts = field(default_factory=casebook.facts)
    asked: list[Asker] = field(default_factory=list)
    fails: bool = False

    async def gather(
        self, complaint: Complaint, asker: Asker, now: datetime, progress: Progress
    ) -> Facts:
        self.asked.append(asker)
        if self.fails:
            raise RuntimeError("a defect of ours")
        return self.facts


@dataclass
class Office:
    store: Store
    database: Path
    teams: Teams
    evidence: Evidence
    connector: Connector
    service_url: str
    takes: Takes
    now: datetime = casebook.AT

    patience = due.Patience()

    def handlers(self) -> dict[JobKind, Run]:
        return self._parts()[0]

    def worker(self) -> Worker:
        handlers, failed = self._parts()
        return Worker(self.store, handlers, failed, self._clock, "test")

    def _parts(self) -> tuple[dict[JobKind, Run], dict[JobKind, Run]]:
        """What runs each kind of job, and what is told of those given up."""
        arrivals = Arrivals(self.store, self.takes, self.patience, staffed=False)
        ground = Ground(OWN, frozenset(), arrivals)
        checks = Checks(self.store, self.evidence, self.connector, self._clock, ground)
        showing = Showing(self.store, self.connector, self._clock, OWN)
        timing = Timing(self.store, self._clock, arrivals)
        grouping = Grouping(self.store, self._clock, self.patience)
        sweeping = Sweeping(self.store, self._clock, Retention())
        handlers: dict[JobKind, Run] = {
            JobKind.CHECK: checks.run,
            JobKind.SEND: Outbox(self.store, self.connector).run,
            JobKind.SWEEP: sweeping.run,
            JobKind.SHOW: showing.run,
            JobKind.DUE: timing.run,
            JobKind.GROUP: grouping.run,
        }
        failed: dict[JobKind, Run] = {
            JobKind.CHECK: checks.gave_up,
            JobKind.SWEEP: sweeping.gave_up,
            JobKind.SHOW: showing.gave_up,
            JobKind.DUE: timing.gave_up,
            JobKind.GROUP: grouping.gave_up,
        }
        return handlers, failed

    def _clock(self) -> datetime:
        return self.now

    async def settles(self, **later: float) -> None:
        """Moves the clock, then lets everything that is due be done."""
        self.now += timedelta(**later)
        worker = self.worker()
        worker.start()
        for _ in range(1500):
            await asyncio.sleep(0.01)
            if not self._busy():
                break
        await worker.stop()
        assert not self._busy(), "something never ends"

    async def passes_time(self, **time: float) -> None:
        """As settles, but stopping wherever something was due on the way."""
        end = self.now + timedelta(**time)
        await self.settles()
        while (at := await self.store.next_due(tuple(JobKind))) is not None and at <= end:
            self.now = max(self.now, at)
            await self.settles()
        self.now = end

    def _busy(self) -> bool:
        wanted = "SELECT COUNT(*) FROM jobs WHERE state = 'open' AND (due_at <= ? OR leased_until)"
        at = self.now.strftime("%Y-%m-%d %H:%M:%S.%f")
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return bool(connection.execute(wanted, [at]).fetchone()[0])

    async def opens(self) -> None:
        """The desk works in its channel; an agent and an administrator were seen."""
        place = Place(CASES, self.service_url, OWN, "28:bot", Scope.CHANNEL)
        await self.store.set_desk_channel(Channel(place, TEAM), self.now)
        for person, role in ((AMARA, Role.AGENT), (ADA, Role.ADMINISTRATOR)):
            held, chat = frozenset({role.value}), replace(self.chat(person), tenant_id=OWN)
            await self.store.met(Acquaintance(person, self.now, chat, held, self.now))

    def chat(self, person: Person) -> Place:
        return Place(f"a:{person.object_id}", self.service_url, person.tenant_id, "28:bot")

    async def told(self, **more: Any) -> Case:
        """A case that the reporter sent, judged once with everything readable."""
        number = await self.store.next_case_number()
        judged = _judged()
        case = casebook.case(judged=judged)
        case = replace(case, number=number, version=0)
        reporter = replace(case.reporter, object_id=f"0bj-{number}")
        case = replace(
            case,
            reporter=reporter,
            place=self.chat(reporter),
            cause=judged.cause,
            partner="contoso.com",
            answered_at=case.opened_at,
        )
        return await self.store.save_case(replace(case, **more))

    async def passed(self, *, owner: Person | None = None, **more: Any) -> Case:
        """The same at the desk, its card asked for."""
        case = await self.told(**more)
        case = passed(case, PassedBecause.ASKED, self.now, case.reporter.object_id, self.patience)
        return await self.changed(owned(case, owner))

    async def changed(self, case: Case) -> Case:
        """The case as a turn leaves it: kept, its card and its time asked for."""
        kept = await self.store.save_case(case)
        await self.asks(show_job(kept, self.now), *due_job(kept, self.patience))
        return kept

    async def does(self, case: Case, kind: EventKind, by: Person = AMARA, **detail: object) -> Case:
        """What an agent does with the newest version of the case."""
        latest, who = await self.latest(case), {"role": Role.AGENT.value, "by": by.name}
        return await self.changed(happened(latest, kind, self.now, by.object_id, **(who | detail)))

    async def asks(self, *jobs: NewJob) -> None:
        for job in jobs:
            await self.store.enqueue(job)

    async def checks(self, case: Case, *, desk: bool = False) -> None:
        """A check of the case: the reporter's, on a new card, or the desk's."""
        body = {"case": case.number, "card": None, **({"desk": True} if desk else {})}
        await self.asks(NewJob(JobKind.CHECK, f"check-{case.number}", body, self.now))
        await self.settles()

    async def latest(self, case: Case) -> Case:
        found = await self.store.case(case.number)
        assert found
        return found

    async def events(self, case: Case) -> list[EventKind]:
        return [event.kind for event in (await self.latest(case)).history]

    async def post(self, case: Case) -> Post:
        found = await self.store.post_of(case.number)
        assert found
        return found

    def told_to(self, person: Person) -> list[str]:
        return [m.text for m in self.teams.of(f"a:{person.object_id}")]

    async def dies_at(self, kind: JobKind, until: Callable[[], bool]) -> None:
        """A process takes a job of that kind and dies as soon as that is so; its lease ends."""
        job = await self.store.claim((kind,), "dies", self.now, LEASE)
        assert job
        task = asyncio.ensure_future(self.handlers()[kind](job))
        for _ in range(500):
            await asyncio.sleep(0.01)
            if until():
                break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self.now += LEASE


@cache
def _judged() -> Diagnosis:
    """The answer to the reporter of the case book."""
    case = casebook.case()
    return classify(known_to(case.facts, viewer_of(case)))


_BLANK = tempfile.TemporaryDirectory(prefix="desk")


async def opened(database: Path) -> Store:
    """A store on a new database: a copy of one that was made once."""
    blank = Path(_BLANK.name) / "blank.db"
    if not blank.exists():
        await (await Store.open(f"sqlite:///{blank}")).close()
    shutil.copy(blank, database)
    return await Store.open(f"sqlite:///{database}")


@asynccontextmanager
async def office(folder: Path, takes: Takes | None = None) -> AsyncIterator[Office]:
    """An office without a channel; `takes`: nothing by itself, unless said otherwise."""
    database, teams = folder / "desk.db", Teams()
    store = await opened(database)
    async with TestServer(teams.routes()) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        hasty = Patience(first_wait=0.01, tries=1)
        connector = Connector(session, PlainToken(), ServiceHosts([url]), hasty)
        default = Takes((), cannot_tell=False)
        yield Office(store, database, teams, Evidence(), connector, url, takes or default)
        await store.close()
