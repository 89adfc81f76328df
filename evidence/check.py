"""One run through the probes: tenants first, settings at once, directory entries when released."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from evidence.access import (
    Asker,
    Proof,
    Registrations,
    Release,
    may_prove_by_guest,
    may_read,
    owns,
    release,
    unless_absent,
    withheld,
)
from evidence.addresses import domain_of, normal
from evidence.board import Board
from evidence.collectors.cross_tenant import G3, H6
from evidence.collectors.domains import G2
from evidence.collectors.guests import H2, H3, Search, facts_of
from evidence.collectors.invitee import G1, own_object
from evidence.collectors.probe import INVITED, INVITING, Found, Probe, Subject
from evidence.collectors.sharepoint import H1
from evidence.collectors.sponsors import prove_by_guest
from evidence.collectors.tenants import H12, OIDC_HOME, OIDC_HOST
from evidence.facts import (
    GUEST_EXISTS,
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_TENANT,
    INVITED_ADDRESS,
    MAIL,
    PROXY_ADDRESSES,
    REPORTER_SIDE,
    TENANT_FOUND,
    UPN,
    Complaint,
    Fact,
    Reason,
)
from evidence.graph import Graph, TenantReader
from evidence.refusals import of_exception
from evidence.tokens import is_guid

PROBES: tuple[Probe, ...] = (OIDC_HOST, OIDC_HOME, H12, H1, H6, H2, H3, G1, G2, G3)
_SETTINGS = (H1, H6, G2, G3)
_DIRECTORY = (H2, H3, G1)


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
    ) -> None:
        self._graph, self._registrations, self._own_tenant = graph, registrations, own_tenant
        self._complaint, self._asker = complaint, asker
        self._board, self._until = board, until
        self.owner = False  # whether the asker's own directory object holds the invited address
        address = normal(_told(complaint, INVITED_ADDRESS))
        self._subject = Subject(
            invited_address=address if domain_of(address) else "",
            host_domain=_told(complaint, HOST_DOMAIN),
        )

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            proof = group.create_task(self._own_object())
            await self._locate(group)
            if not self._subject.home_tenant:
                self._live_at_home(await proof)
            for probe in _SETTINGS:
                group.create_task(self._settings(probe))
            await self._directory(*await self._prove(proof))

    async def _locate(self, group: asyncio.TaskGroup) -> None:
        """The two tenants, first by public discovery; everything else hangs on their ids."""
        named = group.create_task(self._read(H12, self._own_tenant))
        await asyncio.gather(self._read(OIDC_HOST, ""), self._read(OIDC_HOME, ""))
        host = self._board.found(OIDC_HOST).get(HOST_TENANT)
        home = self._board.found(OIDC_HOME)
        if not home and self._subject.invited_address:
            await named
            home = self._board.found(H12)
        nobody = home.get(TENANT_FOUND) is False
        self._subject = replace(
            self._subject,
            host_tenant=host if isinstance(host, str) else self._guess(HOST_TENANT, INVITING),
            home_tenant="" if nobody else self._home(home),
        )

    def _home(self, found: Found) -> str:
        home = found.get(HOME_TENANT)
        return home if isinstance(home, str) else self._guess(HOME_TENANT, INVITED)

    def _live_at_home(self, proof: Proof) -> None:
        """No tenant owns the address's domain, but the asker's own object holds the address."""
        mine = self._asker.tenant_id.lower()
        if owns(self._subject.invited_address, proof.own) and mine != self._subject.host_tenant:
            self._subject = replace(self._subject, home_tenant=mine)

    def _guess(self, fact: Fact, side: str) -> str:
        """A told tenant id, else the reporter's own tenant on their own side."""
        told = _told(self._complaint, fact)
        if is_guid(told):
            return told.lower()
        mine = self._complaint.value(REPORTER_SIDE) == side
        return self._asker.tenant_id.lower() if mine else ""

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

    async def _directory(self, proof: Proof, held: Search | None) -> None:
        """Directory entries, only once the asker has been shown to have to do with them."""
        released = release(self._subject.invited_address, self._asker, proof)
        if not released.granted:
            reasons = {p: self._withheld(released, self._tenant_of(p)) for p in _DIRECTORY}
            self._board.refuse(reasons)
            return
        self._take_from(released)
        await self._people(held)

    def _by_guest(self) -> bool:
        if self._asker.agent or not is_guid(self._asker.object_id):
            return False
        known = bool(self._subject.invited_address)
        return known and may_prove_by_guest(self._asker, self._subject.host_tenant)

    def _withheld(self, released: Release, tenant: str) -> Reason:
        return withheld(released, tenant) if self._subject.invited_address else Reason.NOT_KNOWN

    def _take_from(self, released: Release) -> None:
        """The owner of the address asks: their own object is the invited person's account."""
        if released.owner is None:
            return
        self.owner = True
        at_home = self._subject.home_tenant == self._asker.tenant_id.lower()
        self._subject = replace(
            self._subject,
            account=released.owner.entry if at_home else None,
            known_addresses=released.owner.addresses,
        )

    async def _people(self, held: Search | None) -> None:
        async with asyncio.TaskGroup() as group:
            account = group.create_task(self._settings(G1))
            group.create_task(self._settings(H3))
            if self._readable(self._subject.host_tenant):
                await self._guest(held, account)
            else:
                await self._settings(H2)

    async def _guest(self, held: Search | None, account: asyncio.Task[None]) -> None:
        """The guest by every known address; the account's own ones count before "none"."""

        async def look(reader: TenantReader, subject: Subject) -> Found:
            use = None if subject.known_addresses else held
            found = self._facts(use) if use else await H2.read(reader, subject)
            if found[GUEST_EXISTS] is True or subject.known_addresses:
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
        return self._graph.reader(tenant, self._until)

    def _tenant_of(self, probe: Probe) -> str:
        inviting = probe.organisation == INVITING
        return self._subject.host_tenant if inviting else self._subject.home_tenant

    def _readable(self, tenant: str) -> bool:
        return may_read(tenant, self._asker, self._registrations)

    def _closed(self, tenant: str) -> Reason:
        return Reason.NOT_RELEASED if tenant else Reason.NOT_KNOWN


def _told(complaint: Complaint, fact: Fact) -> str:
    value = complaint.value(fact)
    return value if isinstance(value, str) else ""
