"""One run through the probes: tenants first, then the settings of a tenant as a whole, and what
concerns the invited person once it is shown that the asker has to do with them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from evidence.access import (
    Asker,
    Proof,
    Registrations,
    Release,
    may_prove_by_guest,
    may_read,
    release,
    unless_absent,
    withheld,
)
from evidence.board import Board
from evidence.collectors.guests import H2, Search, facts_of
from evidence.collectors.invitee import G1, own_object
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.sharepoint import H1
from evidence.collectors.sponsors import prove_by_guest
from evidence.collectors.tenants import H12, OIDC_HOME, OIDC_HOST
from evidence.facts import (
    GUEST_EXISTS,
    MAIL,
    PROXY_ADDRESSES,
    SPO_DOMAIN_ALLOWS,
    UPN,
    Complaint,
    Reason,
    Unknown,
)
from evidence.graph import Asked, Graph, TenantReader
from evidence.probes import GENERAL, RELEASED
from evidence.refusals import of_exception
from evidence.subject import home_of, host_of, located, told, with_holder
from evidence.tokens import is_guid


class Check:
    """One run through the probes for one complaint."""

    def __init__(
        self,
        graph: Graph,
        registrations: Registrations,
        own_tenant: str,
        complaint: Complaint,
        asker: Asker,
        board: Board,
        until: float,
        now: datetime,
    ) -> None:
        self._graph, self._registrations, self._own_tenant = graph, registrations, own_tenant
        self._complaint, self._asker = complaint, asker
        self._board, self._until = board, until
        # Whether the invited address is shown to be the asker's own.
        self.owner: bool | Unknown = Unknown(Reason.TIMED_OUT)
        self._home: str | None = None  # as `home_of` returns it
        self._subject = told(complaint, now)
        self._asked: Asked = {}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            own = group.create_task(self._own_object())
            await self._locate(group)
            sharepoint = group.create_task(self._sharepoint())
            group.create_task(self._general())
            proof, held = await self._prove(own)
            released = release(self._subject.invited_address, self._home, self._asker, proof)
            self.owner = _owner(released, own.result())
            self._subject = with_holder(self._subject, released, self._home, self._asker)
            self._withhold(released)
            await self._released(released, held, sharepoint)

    async def _locate(self, group: asyncio.TaskGroup) -> None:
        """The two tenants, first by public discovery; everything else hangs on their ids."""
        named = group.create_task(self._read(H12, self._own_tenant))
        await asyncio.gather(self._read(OIDC_HOST, ""), self._read(OIDC_HOME, ""))
        home = self._board.found(OIDC_HOME)
        if not home and self._subject.invited_address:
            await named
            home = self._board.found(H12)
        host, self._home = host_of(self._board.found(OIDC_HOST)), home_of(home)
        self._subject = located(self._subject, host, self._home, self._complaint, self._asker)

    async def _general(self) -> None:
        """The other settings of the inviting tenant as a whole, all at once."""
        others = [probe for probe in GENERAL if probe is not H1]
        tenant = self._subject.host_tenant
        if not self._readable(tenant):
            self._board.refuse(dict.fromkeys(others, self._closed(tenant)))
            return
        async with asyncio.TaskGroup() as group:
            for probe in others:
                group.create_task(self._read(probe, tenant))

    async def _sharepoint(self) -> Found:
        """H1 at once, but for what it says of the invited address; the whole for later."""
        tenant, known = self._subject.host_tenant, bool(self._subject.invited_address)
        if not self._readable(tenant):
            self._board.refuse({H1: self._closed(tenant)})
            return {}
        whole: Found = {}

        async def look(reader: TenantReader, subject: Subject) -> Found:
            nonlocal whole
            whole = await H1.read(reader, subject)
            reason = Reason.NOT_RELEASED if known else Reason.NOT_LOOKED_UP
            return {**whole, SPO_DOMAIN_ALLOWS: Unknown(reason)}

        await self._read(H1, tenant, look)
        return whole

    async def _settings(self, probe: Probe) -> None:
        tenant = self._tenant_of(probe)
        if self._readable(tenant):
            await self._read(probe, tenant)
        else:
            self._board.refuse({probe: self._closed(tenant)})

    async def _prove(self, own: asyncio.Task[Proof]) -> tuple[Proof, Search | None]:
        """What Graph shows of the asker, and the guest search that showed it."""
        if not self._by_guest():
            return await own, None
        reader = self._reader(self._subject.host_tenant)
        shown, held = await prove_by_guest(reader, self._subject.invited_address, self._asker)
        mine = await own
        return replace(shown, own=mine.own, refused=shown.refused or mine.refused), held

    def _by_guest(self) -> bool:
        if self._asker.agent or not is_guid(self._asker.object_id):
            return False
        known = bool(self._subject.invited_address)
        return known and may_prove_by_guest(self._asker, self._subject.host_tenant)

    def _withhold(self, released: Release) -> None:
        """Ends in one step whatever this asker may not learn."""
        closed = [p for p in RELEASED if not released.covers(self._tenant_of(p))]
        if closed:
            self._board.refuse({probe: self._withheld(released, probe) for probe in closed})

    def _withheld(self, released: Release, probe: Probe) -> Reason:
        tenant = self._tenant_of(probe)
        if self._subject.invited_address:
            return withheld(released, tenant, probe.personal)
        return Reason.NOT_LOOKED_UP if self._readable(tenant) else self._closed(tenant)

    async def _released(
        self, released: Release, held: Search | None, sharepoint: asyncio.Task[Found]
    ) -> None:
        """What this asker may learn, all at once."""
        covered = [p for p in RELEASED if released.covers(self._tenant_of(p))]
        async with asyncio.TaskGroup() as group:
            tasks = {p: group.create_task(self._settings(p)) for p in covered if p is not H2}
            if H2 in covered:
                group.create_task(self._guest(held, tasks.get(G1)))
            if released.covers(self._subject.host_tenant) and (whole := await sharepoint):
                self._board.read(H1, whole)

    async def _guest(self, held: Search | None, account: asyncio.Task[None] | None) -> None:
        """The guest by every known address; the account's own ones count before "none"."""
        if not self._readable(self._subject.host_tenant):
            await self._settings(H2)
            return

        async def look(reader: TenantReader, subject: Subject) -> Found:
            use = None if subject.known_addresses else held
            found = self._facts(use) if use else await H2.read(reader, subject)
            if account is None or found[GUEST_EXISTS] is True or subject.known_addresses:
                return found
            await account
            others = self._addresses_at_home()
            return (
                await H2.read(reader, replace(subject, known_addresses=others)) if others else found
            )

        await self._read(H2, self._subject.host_tenant, look)

    def _facts(self, held: Search) -> Found:
        return facts_of(held, self._subject.invited_address)

    def _addresses_at_home(self) -> tuple[str, ...]:
        found = self._board.found(G1)
        proxies = found.get(PROXY_ADDRESSES)
        single = [value for value in (found.get(UPN), found.get(MAIL)) if isinstance(value, str)]
        return (*single, *(sorted(proxies) if isinstance(proxies, frozenset) else ()))

    async def _own_object(self) -> Proof:
        """Looked up for any asker, whatever the invited address is."""
        reader = self._reader(self._asker.tenant_id)
        try:
            return Proof(own=await own_object(reader, self._asker.object_id))
        except Exception as error:  # noqa: BLE001 - named and logged by of_exception
            return Proof(refused=unless_absent(of_exception("own object", error)))

    async def _read(
        self,
        probe: Probe,
        tenant: str,
        read: Callable[[TenantReader, Subject], Awaitable[Found]] | None = None,
    ) -> None:
        """Fail forward: whatever goes wrong in one probe ends that probe only."""
        try:
            found = await (read or probe.read)(self._reader(tenant), self._subject)
        except Exception as error:  # noqa: BLE001 - named and logged by of_exception
            self._board.refuse({probe: of_exception(probe.id, error)})
        else:
            self._board.read(probe, found)

    def _reader(self, tenant: str) -> TenantReader:
        return self._graph.reader(tenant, self._until, self._asked)

    def _tenant_of(self, probe: Probe) -> str:
        inviting = probe.organisation == INVITING
        return self._subject.host_tenant if inviting else self._subject.home_tenant

    def _readable(self, tenant: str) -> bool:
        return may_read(tenant, self._asker, self._registrations)

    def _closed(self, tenant: str) -> Reason:
        return Reason.NOT_RELEASED if tenant else Reason.NOT_LOOKED_UP


def _owner(released: Release, mine: Proof) -> bool | Unknown:
    """Whoever could not be looked up may own the address all the same."""
    return released.owner or (Unknown(mine.refused) if mine.refused else False)
