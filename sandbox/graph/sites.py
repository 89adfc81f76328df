"""The shared site: its library, the permissions of what was shared, and the people it knows."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from urllib.parse import quote

from sandbox.graph.answers import Answer, Call, Json, Refusal
from sandbox.graph.directory import guest_object, written
from sandbox.graph.filters import Grammar, matching
from sandbox.world import Inviting, World

_DRIVE = "b!p1X0aB3dQ0uVx2n7Kq4cLw"
_ROWS = Grammar(frozenset({"fields/EMail", "fields/Name"}))
_NEVER_INDEXED = "honornonindexedquerieswarningmayfailrandomly"
_SCOPES = {"specificPeople": "users", "organisation": "organization", "anyone": "anonymous"}


def files_denied(permission: str) -> Refusal:
    return Refusal(403, "accessDenied", "Access denied")


def drives(call: Call, host: str, path: str) -> Answer:
    """The libraries of the site; Graph takes the path with or without the closing colon."""
    _check_site(call, host, path)
    world = call.world
    row: Json = {
        "id": _DRIVE,
        "driveType": "documentLibrary",
        "name": "Documents",
        "webUrl": _url(world, quote(f"{world.inviting.site_path}/{_shared_in(world)[0]}")),
    }
    return _list(call, "drives", [row])


def permissions(call: Call, drive: str, path: str | None) -> Answer:
    """Of the shared item alone: the library holds nothing else."""
    world = call.world
    same = (path or "").strip("/").lower() == _shared_in(world)[1].lower()
    there = world.share.item_exists and same
    if not isinstance(call.tenant, Inviting) or drive != _DRIVE or not there:
        raise Refusal(404, "itemNotFound", "The resource could not be found.")
    return _list(call, f"drives('{drive}')/root/permissions", [_owners(), _shared(call)])


def site_users(call: Call, host: str, path: str) -> Answer:
    """The User Information List; its address column is not indexed."""
    _check_site(call, host, path)
    filter_ = call.query.get("$filter", "")
    prefers = call.headers.get("prefer", "").lower()
    if filter_ and prefers != _NEVER_INDEXED:
        raise Refusal(400, "invalidRequest", "Field 'EMail' cannot be referenced in filter.")
    test = matching(filter_, _ROWS, advanced=False) if filter_ else None
    rows = [row for row in _people(call) if test is None or test(row)]
    return _list(call, "lists('User Information List')/items", rows)


def _check_site(call: Call, host: str, path: str) -> None:
    inviting = call.world.inviting
    same = (host.lower(), path.rstrip("/").lower()) == (
        inviting.sharepoint_host.lower(),
        inviting.site_path.lower(),
    )
    if not isinstance(call.tenant, Inviting) or not same:
        raise Refusal(404, "itemNotFound", "Requested site could not be found")


def _list(call: Call, name: str, rows: list[Json]) -> Answer:
    return Answer(200, {"@odata.context": call.context(name), "value": rows})


def _shared_in(world: World) -> tuple[str, str]:
    """The library, and what was shared of it."""
    library, _, item = world.share.item_path.partition("/")
    return library, item


def _url(world: World, path: str) -> str:
    return f"https://{world.inviting.sharepoint_host}{path}"


def _owners() -> Json:
    group = {"id": "3", "displayName": "Project X Owners"}
    return {"id": "UHJvamVjdCBYIE93bmVycw", "roles": ["owner"], "grantedToV2": {"siteGroup": group}}


def _shared(call: Call) -> Json:
    """The link that was sent, with whom it is for."""
    share = call.world.share
    scope = _SCOPES[share.audience]
    listed = scope == "users" and share.recipient_listed
    found: Json = {
        "id": str(uuid.uuid5(uuid.UUID(share.guest_object_id), "link")),
        "roles": ["read"],
        "hasPassword": False,
        "link": {"scope": scope, "type": "view", "preventsDownload": False},
        "grantedToIdentitiesV2": [_recipient(call)] if listed else [],
    }
    if share.link_expired:
        found["expirationDateTime"] = written(call.now - timedelta(hours=2))
    return found


def _recipient(call: Call) -> Json:
    """As the site knows the person; the directory's view only where there is a guest."""
    share = call.world.share
    site_user = {
        "id": "14",
        "displayName": call.world.invited.user_name,
        "loginName": _login(call.world, call.now, _form_of_recipient(call.world)),
        "email": share.invited_address,
    }
    if share.guest in ("missing", "deleted"):
        return {"siteUser": site_user}
    user = {
        "id": share.guest_object_id,
        "displayName": call.world.invited.user_name,
        "email": share.invited_address,
    }
    return {"user": user, "siteUser": site_user}


def _form_of_recipient(world: World) -> str:
    return "spoGuestOtp" if world.share.old_passcode_recipient else "ext"


def _login(world: World, now: datetime, form: str) -> str:
    """The claims login under which a site knows somebody."""
    address = world.share.invited_address.lower()
    forms = {
        "ext": str(guest_object(world, now)["userPrincipalName"]).lower(),
        "spoGuestOtp": f"urn:spo:guest#{address}",
        "liveCom": f"live.com#{address}",
    }
    return f"i:0#.f|membership|{forms[form]}"


def _people(call: Call) -> list[Json]:
    inviting, share = call.world.inviting, call.world.share
    owner = _row("6", _long_ago(call), f"i:0#.f|membership|{inviting.inviter_upn}", "Owner")
    owner["fields"] = {**_fields(owner), "EMail": inviting.inviter_upn}
    if share.site_user == "none":
        return [owner]
    born = datetime.fromisoformat(str(guest_object(call.world, call.now)["createdDateTime"]))
    seen = born - timedelta(days=200) if share.site_user_older else born + timedelta(minutes=5)
    login = _login(call.world, call.now, share.site_user)
    guest = _row("14", min(seen, call.now), login, call.world.invited.user_name)
    guest["fields"] = {**_fields(guest), "EMail": share.invited_address}
    return [owner, guest]


def _long_ago(call: Call) -> datetime:
    return call.now - timedelta(days=900)


def _row(number: str, created: datetime, login: str, title: str) -> Json:
    return {
        "id": number,
        "createdDateTime": written(created),
        "contentType": {"id": "0x010A00", "name": "Person"},
        "fields": {"Title": title, "Name": login},
    }


def _fields(row: Json) -> Json:
    fields = row["fields"]
    return fields if isinstance(fields, dict) else {}
