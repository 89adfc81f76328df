"""Who is at the desk: asked of Microsoft, kept for a while, lost in time; what cannot be told is
no role."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from cases.model import Channel, Person, Place, Scope
from cases.roles import NONE, Role
from cases.store import Store
from desk.delivery import DeliveryError, Refusal
from desk.desk_settings import Staff
from desk.members import Directory, Members, RolesUnknownError
from evidence.facts import Reason
from evidence.graph import Graph
from evidence.refusals import MisreadError, Refused
from tests.cases import made
from tests.desk.office import opened

OWN = "f4b41ca3-0000-4000-8000-000000000001"
AGENTS, LEADS = "a6e70000-0000-4000-8000-00000000000a", "a6e70000-0000-4000-8000-00000000000b"
ADA = "ada00000-0000-4000-8000-000000000001"
AMARA = Person("29:amara", "amara000-0000-4000-8000-000000000001", OWN, "Amara Osei")
STAFF = Staff(
    {
        Role.AGENT: frozenset({AGENTS}),
        Role.LEAD: frozenset({LEADS}),
        Role.ADMINISTRATOR: frozenset({ADA}),
    }
)
CHANNEL = Channel(
    Place("19:cases@thread.tacv2", "https://smba.example/", OWN, "28:bot", Scope.CHANNEL),
    "19:helpdesk@thread.tacv2",
)


@dataclass
class Organisation:
    """What Entra and Teams say; `refuses`: instead of an answer."""

    groups: dict[str, set[str]] = field(default_factory=dict)
    team: set[str] = field(default_factory=set)
    refuses: Exception | None = None
    asked: int = 0

    async def of(self, person: Person, ids: Sequence[str]) -> frozenset[str]:
        self.asked += 1
        if self.refuses:
            raise self.refuses
        return frozenset(i for i in ids if person.object_id in self.groups.get(i, ()))

    async def member(self, place: Place, teams_id: str) -> bool:
        assert place.conversation_id == CHANNEL.team_id
        if self.refuses:
            raise self.refuses
        return teams_id in self.team


@dataclass
class Desk:
    """Processes that share one database and one organisation."""

    store: Store
    organisation: Organisation
    now: datetime = made.NOON

    def process(self, staff: Staff = STAFF) -> Members:
        around = self.organisation
        return Members(self.store, around, around, staff, OWN, lambda: self.now)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = await opened(tmp_path / "desk.db")
    yield Desk(store, Organisation({AGENTS: {AMARA.object_id}}, {AMARA.teams_id}))
    await store.close()


async def test_members_of_a_group_hold_its_role(desk: Desk) -> None:
    assert await desk.process().roles(AMARA) == {Role.AGENT}
    desk.organisation.groups[LEADS] = {AMARA.object_id}
    desk.now += timedelta(minutes=5)
    assert await desk.process().roles(AMARA) == {Role.AGENT, Role.LEAD}


async def test_whoever_leaves_the_group_loses_the_role_everywhere_in_minutes(desk: Desk) -> None:
    one, other = desk.process(), desk.process()
    assert await one.roles(AMARA) == {Role.AGENT}
    desk.organisation.groups.clear()
    desk.now += timedelta(minutes=4, seconds=59)
    assert await other.roles(AMARA) == {Role.AGENT}, "the answer is kept for all processes"
    assert desk.organisation.asked == 1

    desk.now += timedelta(seconds=1)
    assert await other.roles(AMARA) == NONE
    assert await one.roles(AMARA) == NONE


async def test_roles_are_read_again_at_once_where_an_administrator_says_so(desk: Desk) -> None:
    assert await desk.process().roles(AMARA) == {Role.AGENT}
    desk.organisation.groups.clear()
    await desk.store.forget_roles()
    assert await desk.process().roles(AMARA) == NONE


@pytest.mark.parametrize(
    "refuses",
    [
        Refused(Reason.THROTTLED, status=429),
        Refused(Reason.NO_PERMISSION, status=403),
        Refused(Reason.TIMED_OUT),
        DeliveryError(Refusal.GONE),
    ],
)
async def test_what_cannot_be_told_is_no_role(desk: Desk, refuses: Exception) -> None:
    assert await desk.process().roles(AMARA) == {Role.AGENT}
    desk.organisation.refuses = refuses
    assert await desk.process().roles(AMARA) == {Role.AGENT}, "what was found still counts"
    desk.now += timedelta(minutes=5)
    with pytest.raises(RolesUnknownError):
        await desk.process().roles(AMARA)


async def test_whom_the_settings_name_needs_no_answer(desk: Desk) -> None:
    desk.organisation.refuses = Refused(Reason.UNREACHABLE)
    ada = replace(AMARA, object_id=ADA.upper())
    assert await desk.process().roles(ada) == {Role.ADMINISTRATOR}


async def test_a_clock_that_was_put_back_keeps_no_role_alive(desk: Desk) -> None:
    assert await desk.process().roles(AMARA) == {Role.AGENT}
    desk.organisation.groups.clear()
    desk.now -= timedelta(days=1)
    assert await desk.process().roles(AMARA) == NONE


async def test_people_of_other_organisations_are_not_even_asked_about(desk: Desk) -> None:
    guest = replace(AMARA, tenant_id="c0470500-0000-4000-8000-000000000002")
    named = replace(guest, object_id=ADA)
    for person in (guest, named, replace(AMARA, object_id="")):
        assert await desk.process().roles(person) == NONE
    assert desk.organisation.asked == 0


async def test_the_channels_team_are_agents_where_the_settings_say_so(desk: Desk) -> None:
    team = desk.process(Staff(team_is_agents=True))
    assert await team.roles(AMARA) == NONE, "no channel is set yet"
    await desk.store.set_desk_channel(CHANNEL, desk.now)
    await desk.store.forget_roles()
    assert await team.roles(AMARA) == {Role.AGENT}
    desk.now += timedelta(minutes=5)
    desk.organisation.team.clear()
    assert await team.roles(AMARA) == NONE


async def test_without_any_setting_nobody_is_asked(desk: Desk) -> None:
    assert await desk.process(Staff()).roles(AMARA) == NONE
    assert desk.organisation.asked == 0


# --- the groups, over HTTP ----------------------------------------------------------------------


@dataclass
class Entra:
    """checkMemberGroups and the person as Graph answers them; `person` empty: refused."""

    known: set[str]
    member_of: set[str]
    person: dict[str, object] = field(default_factory=lambda: {"userType": "Member"})
    asked: list[list[str]] = field(default_factory=list)
    refuses: int = 0

    async def check(self, request: web.Request) -> web.Response:
        ids = (await request.json())["groupIds"]
        self.asked.append(ids)
        if self.refuses:
            return web.json_response({"error": {"code": "x"}}, status=self.refuses)
        if len(ids) > 20 or not set(ids) <= self.known:
            body = {"error": {"code": "Request_ResourceNotFound"}}
            return web.json_response(body, status=404)
        return web.json_response({"value": [i.upper() for i in ids if i in self.member_of]})

    async def user(self, request: web.Request) -> web.Response:
        assert dict(request.query) == {"$select": "userType"}
        if not self.person:
            return web.json_response({"error": {"code": "Authorization_RequestDenied"}}, status=403)
        return web.json_response(self.person)


class Token:
    async def token(self, tenant: str, fresh: bool = False) -> str:
        return f"token of {tenant}"

    async def renewed(self, tenant: str, since: float) -> str:
        return await self.token(tenant)


@pytest.fixture
async def entra() -> AsyncIterator[tuple[Entra, Directory]]:
    groups = [f"a6e70000-0000-4000-8000-{number:012}" for number in range(45)]
    around = Entra(set(groups), {groups[0], groups[44]})
    app = web.Application()
    app.router.add_post(f"/v1.0/users/{AMARA.object_id}/checkMemberGroups", around.check)
    app.router.add_get(f"/v1.0/users/{AMARA.object_id}", around.user)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        base = str(server.make_url("")).rstrip("/")
        graph = Graph(session, Token(), base, base)  # type: ignore[arg-type]
        yield around, Directory(graph, OWN)


async def test_groups_are_asked_for_twenty_at_a_time(entra: tuple[Entra, Directory]) -> None:
    around, directory = entra
    assert await directory.of(AMARA, sorted(around.known)) == around.member_of
    assert sorted(map(len, around.asked)) == [5, 20, 20]


async def test_a_persons_id_among_the_groups_spoils_nothing(
    entra: tuple[Entra, Directory],
) -> None:
    around, directory = entra
    ids = [*sorted(around.known)[:3], ADA]
    assert await directory.of(AMARA, ids) == {ids[0]}


@pytest.mark.parametrize("status", [403, 500])
async def test_a_refusal_is_no_empty_answer(entra: tuple[Entra, Directory], status: int) -> None:
    around, directory = entra
    around.refuses = status
    with pytest.raises(Refused):
        await asyncio.wait_for(directory.of(AMARA, [AGENTS]), 8)


@pytest.mark.parametrize("kind", ["Guest", "guest"])
async def test_a_guest_is_in_none_of_the_groups(entra: tuple[Entra, Directory], kind: str) -> None:
    around, directory = entra
    around.person = {"userType": kind}
    assert await directory.of(AMARA, sorted(around.known)) == frozenset()


async def test_an_old_account_without_a_kind_is_a_members(entra: tuple[Entra, Directory]) -> None:
    around, directory = entra
    around.person = {"userType": None}
    assert await directory.of(AMARA, sorted(around.known)) == around.member_of


@pytest.mark.parametrize("person", [{}, {"id": "x"}])
async def test_who_cannot_be_told_from_a_guest_is_unknown(
    entra: tuple[Entra, Directory], person: dict[str, object]
) -> None:
    around, directory = entra
    around.person = person
    with pytest.raises((Refused, MisreadError)):
        await directory.of(AMARA, sorted(around.known))
