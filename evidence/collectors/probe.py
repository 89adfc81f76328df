"""What a probe is, and what it is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evidence.facts import Fact, Unknown, Value
from evidence.graph import Json, TenantReader

INVITING = "inviting"
INVITED = "invited"
NEITHER = "neither"

Found = Mapping[Fact, Value | Unknown]


@dataclass(frozen=True)
class Attempt:
    """What the page told of the failed attempt. Unknown ids are empty.

    `any_page`: somebody saw or read a page, with ids and time or without. `now`: when the check
    began; None where no log is to be read. `second_id`, `second_app`: the correlation id of a
    sign-in that we had the person try ourselves, and the application they tried it at.
    """

    correlation_id: str = ""
    request_id: str = ""
    second_id: str = ""
    second_app: str = ""
    at: datetime | None = None
    any_page: bool = False
    now: datetime | None = None


@dataclass(frozen=True)
class Subject:
    """Whom the case is about, as far as known when a probe starts. Unknown ids are empty.

    `known_addresses`: further addresses that Graph itself gave for the invited person.
    `account`: the invited person's object at home, read already where that person asks.
    `site_path` and `item_path`: of the shared site and item, on `host_domain`.
    """

    invited_address: str = ""
    host_domain: str = ""
    host_tenant: str = ""
    home_tenant: str = ""
    account: Json | None = None
    known_addresses: tuple[str, ...] = ()
    site_path: str = ""
    item_path: str = ""
    attempt: Attempt = field(default_factory=Attempt)


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
