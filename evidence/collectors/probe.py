"""What a probe is, and what it is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from evidence.facts import Fact, Unknown, Value
from evidence.graph import Json, TenantReader

INVITING = "inviting"
INVITED = "invited"
NEITHER = "neither"

Found = Mapping[Fact, Value | Unknown]


@dataclass(frozen=True)
class Subject:
    """Whom the case is about, as far as known when a probe starts. Unknown ids are empty.

    `known_addresses`: further addresses that Graph itself gave for the invited person.
    `account`: the invited person's object at home, read already where that person asks.
    """

    invited_address: str = ""
    host_domain: str = ""
    host_tenant: str = ""
    home_tenant: str = ""
    account: Json | None = None
    known_addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Probe:
    """One row of the catalogue. `personal`: reads directory entries of the invited person.

    `feeds`: the facts it always answers; `read` may find more, and raises Refused or MisreadError.
    """

    id: str
    organisation: str
    permission: str
    feeds: tuple[Fact, ...]
    personal: bool
    read: Callable[[TenantReader, Subject], Awaitable[Found]]
