"""Who may learn what: which tenant is read for a person, and whose directory entry. Pure.

The bot holds application permissions; without these rules it would be a directory look-up
for whoever asks. Only signed ids and what Graph says of them count, never a typed domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence.addresses import among, domain_of
from evidence.facts import Reason

Registrations = Mapping[str, frozenset[str]]


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
    """The asker's own directory object in the signed tenant: the addresses the directory vouches
    for (sign-in name, mail, proxies; not otherMails, which nobody verifies)."""

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
    """Whether directory reads may run. `owner`: the asker's object, if the address is theirs.

    `refused`: Graph did not let the asker be looked up in `refused_in`; it says nothing of the
    invited address, because these look-ups run for any address.
    """

    granted: bool
    owner: OwnObject | None = None
    refused: Reason | None = None
    refused_in: str = ""


def release(address: str, asker: Asker, proof: Proof) -> Release:
    """Whether this asker may learn of the directory entries of that address."""
    asking = asker.object_id.lower()
    brought = asking in _lower(proof.sponsors) or asking in _lower(proof.audited_inviters)
    if owns(address, proof.own):
        return Release(True, owner=proof.own)
    if asker.agent or brought:
        return Release(True)
    return Release(False, refused=proof.refused, refused_in=asker.tenant_id)


def owns(address: str, own: OwnObject | None) -> bool:
    """Whether the address is on the person's own directory object."""
    return own is not None and among(address, own.addresses) and bool(domain_of(address))


def may_prove_by_guest(asker: Asker, host_tenant: str) -> bool:
    """Whether a guest's sponsors or inviter could be the asker: only in their own tenant."""
    return bool(host_tenant) and asker.tenant_id.lower() == host_tenant.lower()


def withheld(release_: Release, tenant: str) -> Reason:
    """The reason shown where directory facts of that tenant stay unknown."""
    if release_.refused and tenant.lower() == release_.refused_in.lower():
        return release_.refused
    return Reason.NOT_RELEASED


def _lower(ids: Iterable[str]) -> set[str]:
    return {one.lower() for one in ids}


def unless_absent(reason: Reason) -> Reason | None:
    """No such object proves nothing; only a refusal to look is worth telling."""
    return None if reason is Reason.NOT_GIVEN else reason
