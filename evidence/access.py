"""Who may learn what: which tenant is read for a person, and whose directory entry. Pure.

The bot holds application permissions; without these rules it would be a directory look-up
for whoever asks. Only signed ids and what Graph says of them count, never a typed domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence.facts import Reason
from evidence.facts.addresses import among, domain_of, normal

Registrations = Mapping[str, frozenset[str]]

NOBODYS = ""  # instead of a tenant id: no tenant has verified that domain
# Refusals of one permission: they say nothing of what another permission would have read.
_OF_ONE_PERMISSION = frozenset({Reason.NO_PERMISSION, Reason.NO_LICENCE})


@dataclass(frozen=True)
class Asker:
    """Who asks, by the ids of the signed activity."""

    object_id: str
    tenant_id: str
    agent: bool = False


def may_read(tenant: str, asker: Asker, registrations: Registrations) -> bool:
    """Whether that tenant is read for this person at all.

    `registrations`: tenant id → the tenants whose people its administrator lets ask.
    """
    if not tenant:
        return False
    asking = asker.tenant_id.lower()
    lets = {t.lower(): {a.lower() for a in askers} for t, askers in registrations.items()}
    return asking == tenant.lower() or asking in lets.get(tenant.lower(), set())


@dataclass(frozen=True)
class OwnObject:
    """The asker's own directory object in the signed tenant: the addresses its administrators
    gave it (sign-in name, mail, proxies; not otherMails, which people change themselves)."""

    addresses: tuple[str, ...]
    entry: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True)
class Proof:
    """What Graph showed of the asker. `refused`: why it could not be read."""

    own: OwnObject | None = None
    sponsors: frozenset[str] = frozenset()
    audited_inviters: frozenset[str] = frozenset()
    refused: Reason | None = None


@dataclass(frozen=True)
class Release:
    """Where what concerns the invited person may be read for this asker.

    `everywhere`: in both tenants; `only_in`: else in this one. `holder`: the asker's own object,
    where it carries the invited address; `owner`: whether the address is thereby shown to be
    theirs. `refused`: Graph did not let the asker be looked up in `refused_in`; it says nothing
    of the invited address, because these look-ups run for any address.
    """

    everywhere: bool = False
    only_in: str = ""
    holder: OwnObject | None = None
    owner: bool = False
    refused: Reason | None = None
    refused_in: str = ""

    def covers(self, tenant: str) -> bool:
        """Whether that tenant may be read; one that is not known counts with "everywhere"."""
        return self.everywhere or (bool(tenant) and tenant.lower() == self.only_in.lower())


def release(address: str, home: str | None, asker: Asker, proof: Proof) -> Release:
    """What this asker may learn of that address.

    `home`: the tenant that Microsoft's discovery names for the address's domain, NOBODYS where
    there is none, None where it could not tell. A told tenant is none of these.
    """
    holder = proof.own if holds(address, proof.own) else None
    owner = holder is not None and _theirs(home, asker)
    if owner or asker.agent or _brought(asker, proof):
        return Release(everywhere=True, holder=holder, owner=owner)
    own_tenant = asker.tenant_id if holder else ""
    return Release(False, own_tenant, holder, refused=proof.refused, refused_in=asker.tenant_id)


def holds(address: str, own: OwnObject | None) -> bool:
    """Whether the address is on the person's own directory object.

    No proof by itself: `mail` takes any address, written by the administrators of that tenant.
    """
    return own is not None and among(address, own.addresses) and bool(domain_of(address))


def _theirs(home: str | None, asker: Asker) -> bool:
    """Only the tenant that verified a domain says whose its addresses are."""
    return home is not None and home.lower() in (NOBODYS, asker.tenant_id.lower())


def _brought(asker: Asker, proof: Proof) -> bool:
    return asker.object_id.lower() in _lower(proof.sponsors | proof.audited_inviters)


def vouched(address: str, home: str | None, own: OwnObject) -> tuple[str, ...]:
    """The owner's addresses that only they can have: the sign-in name, whose domain Entra has
    verified for their tenant, and those on the invited address's domain if that is verified."""
    name = normal(str(own.entry.get("userPrincipalName", "")))
    verified = {domain_of(address)} if home else set()
    return tuple(one for one in own.addresses if one == name or domain_of(one) in verified)


def may_prove_by_guest(asker: Asker, host_tenant: str) -> bool:
    """Whether a guest's sponsors or inviter could be the asker: only in their own tenant."""
    return bool(host_tenant) and asker.tenant_id.lower() == host_tenant.lower()


def withheld(release_: Release, tenant: str, personal: bool) -> Reason:
    """The reason shown where facts of that tenant stay unknown.

    `personal`: they need the permission by which the asker was looked up.
    """
    refused = release_.refused if tenant.lower() == release_.refused_in.lower() else None
    if refused is None or (refused in _OF_ONE_PERMISSION and not personal):
        return Reason.NOT_RELEASED
    return refused


def _lower(ids: Iterable[str]) -> set[str]:
    return {one.lower() for one in ids}


def unless_absent(reason: Reason) -> Reason | None:
    """No such object proves nothing; only a refusal to look is worth telling."""
    return None if reason is Reason.NOT_GIVEN else reason
