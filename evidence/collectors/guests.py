"""H2 and H3: the guest object in the inviting directory, living or soft-deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.collectors.conditions import by_mail, quoted
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, inners, known, moment, text, texts
from evidence.facts import (
    GUEST_ADDRESS_MATCHES,
    GUEST_CREATED_AT,
    GUEST_ENABLED,
    GUEST_EXISTS,
    GUEST_ISSUER,
    GUEST_PROXIES_EMPTY,
    GUEST_SOFT_DELETED,
    GUEST_STATE,
    GUEST_STATE_CHANGED_AT,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import among, mail_addresses, normal
from evidence.graph import Get, Json, TenantReader, items
from evidence.refusals import Refused

SELECT = (
    "id,mail,otherMails,proxyAddresses,userPrincipalName,identities,userType,creationType,"
    "accountEnabled,externalUserState,externalUserStateChangeDateTime,createdDateTime"
)
DELETED = "/directory/deletedItems/microsoft.graph.user"
_EXT = "#ext#"
# Four filters each: four batches. Nobody we heard of has more addresses that matter.
_ADDRESS_LIMIT = 20
_ISSUERS = {
    "externalazuread": "ExternalAzureAD",
    "microsoftaccount": "MicrosoftAccount",
    "mail": "mail",
    "google.com": "google",
    "google": "google",
}
_STATES = {"pendingacceptance": "PendingAcceptance", "accepted": "Accepted"}


@dataclass(frozen=True)
class Search:
    """What the plain look-ups found. `refused`: one of them was not answered."""

    users: tuple[Json, ...]
    refused: Refused | None = None


async def search(reader: TenantReader, addresses: Sequence[str]) -> Search:
    """Everybody in the directory with one of these addresses: four plain filters each.

    Plain, because the index behind advanced queries lags by minutes and hides new guests.
    """
    return collected(await reader.batch(by_addresses(addresses)))


def by_addresses(addresses: Sequence[str]) -> list[Get]:
    """The look-ups of a search."""
    return [Get("/users", _query(f)) for address in addresses for f in filters(address)]


def filters(address: str) -> tuple[str, ...]:
    """The four filters by which a guest can be found."""
    mail, proxies = by_mail(address)
    name = quoted(f"{address.replace('@', '_')}#EXT#")
    return (
        mail,
        f"otherMails/any(o:o eq {quoted(address)})",
        proxies,
        f"startsWith(userPrincipalName,{name})",
    )


def _query(filter_: str) -> dict[str, str]:
    return {"$filter": filter_, "$select": SELECT}


def collected(answers: Sequence[Json | Refused]) -> Search:
    """Everybody in the answers. Further pages, not fetched, count as a refused look-up."""
    users: dict[str, Json] = {}
    refused: Refused | None = None
    for answer in answers:
        if isinstance(answer, Refused):
            refused = refused or answer
        else:
            users.update({text(user, "id") or "": user for user in items(answer)})
            if text(answer, "@odata.nextLink"):
                refused = refused or Refused(Reason.NOT_UNDERSTOOD, code="further pages")
    return Search(tuple(users.values()), refused)


def is_guest(user: Json) -> bool:
    """A guest by origin: userType is no guide, a guest may have been made a member."""
    name = (text(user, "userPrincipalName") or "").lower()
    return (
        _EXT in name
        or text(user, "creationType") == "Invitation"
        or text(user, "externalUserState") is not None
    )


def pick(users: Sequence[Json], invited_address: str) -> Json | None:
    """The guest that is meant: by matching address, then Accepted, then the newest."""
    guests = [user for user in users if is_guest(user)]
    oldest = datetime.min.replace(tzinfo=UTC)
    return max(
        guests,
        key=lambda user: (
            matches(user, invited_address),
            _state(user) == "Accepted",
            moment(user, "createdDateTime") or oldest,
        ),
        default=None,
    )


def matches(user: Json, address: str) -> bool:
    """Whether the address is among the object's mail, otherMails and proxyAddresses."""
    mail, others = text(user, "mail"), texts(user, "otherMails") or ()
    proxies = mail_addresses(texts(user, "proxyAddresses") or ())
    return among(address, {*others, *proxies, *([mail] if mail else [])})


def _address_matches(guest: Json, address: str) -> bool | Unknown:
    """False only where all three places were shown; no mail is null."""
    lists = (texts(guest, "otherMails"), texts(guest, "proxyAddresses"))
    shown = "mail" in guest and None not in lists
    return matches(guest, address) or (False if shown else NOT_GIVEN)


def facts_of(found: Search, invited_address: str) -> Found:
    """The facts of the guest that is meant. Raises Refused where "none" was not looked up fully."""
    guest = pick(found.users, invited_address)
    if guest is None:
        if found.refused:
            raise found.refused
        return {GUEST_EXISTS: False}
    return _guest(guest, invited_address)


def _guest(guest: Json, invited_address: str) -> Found:
    proxies = texts(guest, "proxyAddresses")
    return {
        GUEST_EXISTS: True,
        GUEST_ENABLED: known(flag(guest, "accountEnabled")),
        GUEST_STATE: _state(guest),
        GUEST_ISSUER: issuer(guest),
        GUEST_ADDRESS_MATCHES: _address_matches(guest, invited_address),
        GUEST_PROXIES_EMPTY: NOT_GIVEN if proxies is None else not proxies,
        GUEST_CREATED_AT: known(moment(guest, "createdDateTime")),
        GUEST_STATE_CHANGED_AT: known(moment(guest, "externalUserStateChangeDateTime")),
    }


def _state(guest: Json) -> Value | Unknown:
    if "externalUserState" not in guest:
        return NOT_GIVEN
    state = text(guest, "externalUserState")
    if state is None:
        return "null"
    return _STATES.get(re.sub(r"\s", "", state).lower(), Unknown(Reason.NOT_UNDERSTOOD))


def issuer(guest: Json) -> Value | Unknown:
    """Who vouches for the guest, in the catalogue's words, from `identities`."""
    identities = inners(guest, "identities")
    by_type = [(text(i, "signInType") or "", (text(i, "issuer") or "").lower()) for i in identities]
    own = {name for kind, name in by_type if kind == "userPrincipalName"}
    others = [name for kind, name in by_type if kind != "userPrincipalName" and name]
    if not others:
        return "hostDomain" if own else NOT_GIVEN
    if others[0] in own:
        return "hostDomain"
    return _ISSUERS.get(others[0], "otherUri")


async def _living(reader: TenantReader, subject: Subject) -> Found:
    addresses = all_addresses(subject)
    return facts_of(await search(reader, addresses), subject.invited_address)


async def _deleted(reader: TenantReader, subject: Subject) -> Found:
    """By address only: deletion puts the object id in front of the sign-in name."""
    gets = [
        Get(DELETED, {"$filter": filter_, "$select": "id,mail,otherMails,userPrincipalName"})
        for address in all_addresses(subject)
        for filter_ in filters(address)[:3]
    ]
    return deleted_of(collected(await reader.batch(gets)))


def deleted_of(found: Search) -> Found:
    """Whether a guest is among them. Raises Refused where "none" was not looked up fully."""
    names = [text(user, "userPrincipalName") for user in found.users]
    if any(name and _EXT in name.lower() for name in names):
        return {GUEST_SOFT_DELETED: True}
    if found.refused:
        raise found.refused
    return {GUEST_SOFT_DELETED: NOT_GIVEN if None in names else False}


def all_addresses(subject: Subject) -> tuple[str, ...]:
    """The invited address and the person's others. Raises Refused where there is none."""
    if not subject.invited_address:
        raise Refused(Reason.NOT_LOOKED_UP)
    known = (subject.invited_address, *subject.known_addresses)
    return tuple(dict.fromkeys(map(normal, known)))[:_ADDRESS_LIMIT]


H2 = Probe(
    "H2",
    INVITING,
    "User.Read.All",
    (
        GUEST_EXISTS,
        GUEST_ENABLED,
        GUEST_STATE,
        GUEST_ISSUER,
        GUEST_ADDRESS_MATCHES,
        GUEST_PROXIES_EMPTY,
        GUEST_CREATED_AT,
        GUEST_STATE_CHANGED_AT,
    ),
    True,
    _living,
)
H3 = Probe("H3", INVITING, "User.Read.All", (GUEST_SOFT_DELETED,), True, _deleted)
