"""H13: whether the shared item is there, and whether its permissions still name the invited person.

Asked by site and path: a sharing link itself is a secret and is cut before anything is kept.
Not on the list is no proof of no access: that may come through the site or a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, inner, inners, moment, text
from evidence.facts import (
    ITEM_PERMISSION_LISTED,
    LINK_AUDIENCE,
    LINK_EXPIRED,
    LINK_ITEM_EXISTS,
    LINK_RECIPIENT_LISTED,
    Fact,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import among, normal
from evidence.graph import Json, TenantReader
from evidence.refusals import Refused

_AUDIENCES = {"users": "specificPeople", "existingAccess": "existingAccess"}
_MANAGED = ("sites", "teams", "personal")
_NO_EXPIRY = 1  # Graph writes year 1 for "never"
_NOTHING: Json = {}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    now = subject.attempt.now
    if not (subject.host_domain and subject.item_path and subject.invited_address and now):
        raise Refused(Reason.NOT_LOOKED_UP)
    drives = await reader.values(f"{site_address(subject)}/drives", {"$select": "id,webUrl"})
    place = item_address(drives, full_path(subject))
    if place is None:
        raise Refused(Reason.NOT_GIVEN, code="no such library")
    try:
        permissions = await reader.values(f"{place}permissions")
    except Refused as refused:
        if refused.status == 404:
            return {LINK_ITEM_EXISTS: False}
        raise
    addresses = (subject.invited_address, *subject.known_addresses)
    return {LINK_ITEM_EXISTS: True, **listed(permissions, addresses, now)}


def site_address(subject: Subject) -> str:
    """Graph's path to the shared site; what follows it begins with a slash. Raises Refused."""
    path = site_of(subject)
    if {".", ".."} & set(f"{subject.site_path}/{subject.item_path}".split("/")):
        raise Refused(Reason.NOT_UNDERSTOOD, code="no plain path")
    host = quote(_host_of(subject.host_domain, path), safe="")
    return f"/sites/{host}:{quote(path)}:" if path else f"/sites/{host}"


def _host_of(domain: str, path: str) -> str:
    """OneDrive lives on a host of its own, `X-my`, beside the organisation's `X`."""
    name, dot, rest = domain.partition(".")
    mine = path.lower().startswith("/personal/") and not name.lower().endswith("-my")
    return f"{name}-my{dot}{rest}" if mine else domain


def site_of(subject: Subject) -> str:
    """The site's path on its host: as told, else the first two steps of the item's."""
    if subject.site_path.strip("/"):
        return "/" + subject.site_path.strip("/")
    steps = subject.item_path.strip("/").split("/")
    managed = len(steps) > 1 and steps[0].lower() in _MANAGED
    return "/" + "/".join(steps[:2]) if managed else ""


def full_path(subject: Subject) -> str:
    """The item's path on its host; some know it from the site downwards only."""
    item, site = "/" + subject.item_path.strip("/"), site_of(subject)
    within = f"{item}/".lower().startswith(f"{site}/".lower())
    return item if within else f"{site}{item}"


def item_address(drives: Iterable[Json], path: str) -> str | None:
    """Graph's path to the item, up to what is asked of it; None where no library holds it."""
    held = [(root, text(d, "id")) for d in drives if (root := _root(d)) and _under(root, path)]
    root, drive = max(held, key=lambda pair: len(pair[0]), default=("", None))
    if drive is None:
        return None
    rest = path[len(root) :].strip("/")
    below = f"/drives/{quote(drive)}/root"
    return f"{below}:/{quote(rest)}:/" if rest else f"{below}/"


def _root(drive: Json) -> str:
    return unquote(urlsplit(text(drive, "webUrl") or "").path).rstrip("/")


def _under(root: str, path: str) -> bool:
    return f"{path}/".lower().startswith(f"{root}/".lower())


def listed(permissions: Sequence[Json], addresses: Sequence[str], now: datetime) -> Found:
    """What the permissions say of the person with these addresses."""
    theirs = [one for one in permissions if any(_names(i, addresses) for i in identities(one))]
    if not theirs:
        unclear = any(not _told(i) for one in permissions for i in identities(one))
        absent: Value | Unknown = NOT_GIVEN if unclear else False
        return {ITEM_PERMISSION_LISTED: absent, LINK_RECIPIENT_LISTED: absent}
    found: dict[Fact, Value | Unknown] = {
        ITEM_PERMISSION_LISTED: True,
        LINK_RECIPIENT_LISTED: True,
        LINK_EXPIRED: all(_expired(one, now) for one in theirs),
    }
    scopes = {text(inner(one, "link") or _NOTHING, "scope") or "" for one in theirs} - {""}
    if len(scopes) == 1 and (audience := _AUDIENCES.get(scopes.pop())):
        found[LINK_AUDIENCE] = audience
    return found


def identities(permission: Json) -> Iterable[Json]:
    """Everybody the permission names as a person, in every form that Graph has had for it."""
    for key in ("grantedToV2", "grantedTo"):
        yield from _people(inner(permission, key) or _NOTHING)
    for key in ("grantedToIdentitiesV2", "grantedToIdentities"):
        for one in inners(permission, key):
            yield from _people(one)
    if invited := text(inner(permission, "invitation") or _NOTHING, "email"):
        yield {"email": invited}


def _people(identity_set: Json) -> Iterable[Json]:
    """One person of a set: the directory's and the site's view of them together."""
    views = [v for key in ("user", "siteUser") if (v := inner(identity_set, key))]
    if views:
        yield {key: value for view in views for key, value in view.items() if value is not None}


def _told(person: Json) -> bool:
    return bool(text(person, "email") or text(person, "loginName"))


def _names(person: Json, addresses: Sequence[str]) -> bool:
    mail, login = text(person, "email"), text(person, "loginName")
    return bool(mail and among(mail, addresses)) or bool(login and is_login_of(login, addresses))


def is_login_of(login: str, addresses: Iterable[str]) -> bool:
    """Whether a site's claims login is that of one of the addresses, whatever its form."""
    name = login.lower().rpartition("|")[2].removeprefix("urn:spo:guest#").removeprefix("live.com#")
    own = [normal(address) for address in addresses]
    return name in own or name.startswith(tuple(f"{one.replace('@', '_')}#ext#" for one in own))


def _expired(permission: Json, now: datetime) -> bool:
    ends = moment(permission, "expirationDateTime")
    return ends is not None and ends.year > _NO_EXPIRY and ends <= now


H13 = Probe(
    "H13",
    INVITING,
    "Files.Read.All",
    (
        LINK_ITEM_EXISTS,
        LINK_RECIPIENT_LISTED,
        LINK_EXPIRED,
        LINK_AUDIENCE,
        ITEM_PERMISSION_LISTED,
    ),
    False,
    _read,
)
