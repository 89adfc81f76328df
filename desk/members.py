"""Who is at the desk: by the settings, by groups in Entra, by the desk channel's team.

Asked of Microsoft at most every few minutes a person; the answer is kept for all processes. What
cannot be told is no role at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from cases.model import Acquaintance, Person, Place
from cases.roles import NONE, Held, Role
from cases.store import Store
from desk.delivery import DeliveryError
from desk.desk_settings import Staff
from evidence.graph import Graph
from evidence.refusals import MisreadError, Refused

log = logging.getLogger(__name__)
_AT_ONCE = 20  # groups in one request, as Graph allows
_SECONDS = 4.0  # Teams waits 5 s for a message extension's answer
_NO_SUCH = frozenset({400, 404})


class RolesUnknownError(Exception):
    """Nobody could say which roles the person holds now: then they hold none."""


class Groups(Protocol):
    async def of(self, person: Person, ids: Sequence[str]) -> frozenset[str]:
        """Those of the groups in which the person is, none for a guest. Raises Refused or
        MisreadError."""
        ...


class Roster(Protocol):
    async def member(self, place: Place, teams_id: str) -> bool:
        """Whether they are in that team, and no guest there. Raises DeliveryError."""
        ...


class Directory:
    """Group memberships from Microsoft Graph, nested ones too. `tenant`: the own one."""

    def __init__(self, graph: Graph, tenant: str) -> None:
        self._graph, self._tenant = graph, tenant

    async def of(self, person: Person, ids: Sequence[str]) -> frozenset[str]:
        """See Groups. An id that is no group's is none of theirs; a guest of the tenant, whom
        Teams shows as one of its own, is in none."""
        until = asyncio.get_running_loop().time() + _SECONDS
        parts = [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)]
        found = await asyncio.gather(*(self._part(person, part, until) for part in parts))
        groups = frozenset[str]().union(*found)
        return frozenset() if groups and await self._guest(person, until) else groups

    async def _guest(self, person: Person, until: float) -> bool:
        """Needs no more permission than the groups do."""
        reader = self._graph.reader(self._tenant, until)
        user = await reader.get(_path(person), {"$select": "userType"})
        if "userType" not in user:
            raise MisreadError("no kind of user")
        # Accounts from before guests could be invited have none: null.
        return str(user["userType"]).lower() == "guest"

    async def _part(self, person: Person, ids: Sequence[str], until: float) -> frozenset[str]:
        try:
            return await self._ask(person, ids, until)
        except Refused as refused:
            if refused.status not in _NO_SUCH:
                raise
        if len(ids) == 1:
            return frozenset()
        # One id that is no group's spoils the whole request: each alone then.
        single = await asyncio.gather(*(self._part(person, [id_], until) for id_ in ids))
        return frozenset[str]().union(*single)

    async def _ask(self, person: Person, ids: Sequence[str], until: float) -> frozenset[str]:
        reader = self._graph.reader(self._tenant, until)
        path = f"{_path(person)}/checkMemberGroups"
        answer = (await reader.post(path, {"groupIds": list(ids)})).get("value")
        if not isinstance(answer, list):
            raise MisreadError("no list of groups")
        return frozenset(str(id_).lower() for id_ in answer) & frozenset(ids)


class Members:
    """Knows the desk roles of people. Only people of the own tenant hold any."""

    def __init__(
        self,
        store: Store,
        groups: Groups,
        roster: Roster,
        staff: Staff,
        own_tenant: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._groups, self._roster = store, groups, roster
        self._staff, self._own_tenant, self._clock = staff, own_tenant, clock

    async def roles(self, person: Person) -> Held:
        """The desk roles the person holds now. Raises RolesUnknownError."""
        own = person.tenant_id.lower() == self._own_tenant.lower()
        if not own or not person.object_id or not self._staff.named:
            return NONE
        named = self._among(frozenset({person.object_id.lower()}))
        kept = await self._kept(person)
        if kept is not None:
            return named | kept
        try:
            return named | await self._asked(person)
        except (Refused, MisreadError, DeliveryError) as refused:
            log.warning("roles unknown: %s", _reason(refused))
            if named:  # the settings themselves say so
                return named
            raise RolesUnknownError from refused

    async def _kept(self, person: Person) -> Held | None:
        """What was found lately; None where it is time to ask."""
        known, now = await self._store.acquaintance(person), self._clock()
        if known is None or known.roles_at is None:
            return None
        if not now - self._staff.roles_for < known.roles_at <= now:
            return None
        return frozenset(role for role in Role if role.value in known.roles)

    async def _asked(self, person: Person) -> Held:
        at = self._clock()  # before the question: a change meanwhile must not count as seen
        groups, team = await asyncio.gather(self._by_groups(person), self._by_team(person))
        named = self._among(frozenset({person.object_id.lower()}))
        found = groups | team | named
        roles = frozenset(role.value for role in found)
        await self._store.met(Acquaintance(person, at, roles=roles, roles_at=at))
        return found

    async def _by_groups(self, person: Person) -> Held:
        ids = sorted(frozenset[str]().union(*self._staff.ids.values()))
        return self._among(await self._groups.of(person, ids)) if ids else NONE

    async def _by_team(self, person: Person) -> Held:
        channel = await self._store.desk_channel() if self._staff.team_is_agents else None
        if channel is None or not channel.team_id or not person.teams_id:
            return NONE
        team = replace(channel.place, conversation_id=channel.team_id)
        member = await self._roster.member(team, person.teams_id)
        return frozenset({Role.AGENT}) if member else NONE

    def _among(self, ids: frozenset[str]) -> Held:
        return frozenset(role for role, of in self._staff.ids.items() if of & ids)


def _path(person: Person) -> str:
    return f"/users/{quote(person.object_id, safe='')}"


def _reason(refused: Exception) -> str:
    # An answer that could not be read may hold what nobody should find in a log.
    return str(refused) if isinstance(refused, Refused | DeliveryError) else type(refused).__name__
