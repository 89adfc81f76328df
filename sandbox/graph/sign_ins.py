"""The sign-in logs: the attempt that was played last, as each tenant keeps it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sandbox.graph.answers import Answer, Call, Json, not_found, not_licensed
from sandbox.graph.collections import Shape, collection
from sandbox.graph.directory import guest_object
from sandbox.graph.filters import Grammar
from sandbox.happened import Attempted
from sandbox.world import Inviting

SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
_GRAPH = "00000003-0000-0000-c000-000000000000"
_NOBODY = "00000000-0000-0000-0000-000000000000"
_FILTERS = frozenset(
    "createdDateTime userPrincipalName userId userDisplayName appId appDisplayName resourceId"
    " resourceDisplayName correlationId ipAddress conditionalAccessStatus clientAppUsed"
    " status/errorCode".split()
)
SIGN_INS = Shape("auditLogs/signIns", Grammar(_FILTERS), page=1000, max_page=1000)
# What conditional access itself refused.
_ACCESS = frozenset(
    {50074, 50076, 50079, 50072, 50158, 53000, 53001, 53002, 53003, 53004, 530004, 530032, 530035}
)
_LOG_KEEPS = timedelta(days=30)


def sign_ins(call: Call) -> Answer:
    """For a tenant with the licence: without it nobody may even ask."""
    return Answer(200, collection(call, SIGN_INS, _entries(call)))


def sign_in(call: Call, key: str) -> Answer:
    for entry in _entries(call):
        if entry["id"] == key.lower():
            context = call.context("auditLogs/signIns/$entity")
            return Answer(200, {"@odata.context": context, **entry})
    raise not_found(key)


def _entries(call: Call) -> list[Json]:
    """Newest first, as far back as the log goes."""
    if not call.knobs.premium:
        raise not_licensed()
    entries = [*_of_attempts(call), *_of_redemption(call)]
    first = _written(call.now - _LOG_KEEPS)
    return [entry for entry in entries if str(entry["createdDateTime"]) >= first]


def _of_attempts(call: Call) -> list[Json]:
    """At SharePoint only the last is kept, of the others some."""
    last, others = call.world.last_attempt, call.world.sign_ins
    tried = sorted((*([last] if last else []), *others), key=lambda one: one.at, reverse=True)
    if isinstance(call.tenant, Inviting):
        return [_in_host(call, one) for one in tried if one.seen_by_host]
    return [_in_home(call, one) for one in tried if one.seen_by_home]


def _in_host(call: Call, tried: Attempted) -> Json:
    """A guest goes by the external address; whoever is none has no object here."""
    guest = tried.code is None or tried.code in _ACCESS | {500571, 65004, 50105}
    share = call.world.share
    who = share.invited_address if guest else tried.login
    entry = _attempt(call, tried, tried.code or 0)
    entry["userPrincipalName"] = who.lower()
    entry["userId"] = share.guest_object_id if guest else _NOBODY
    entry["conditionalAccessStatus"] = _access(call, tried.code)
    return entry


def _access(call: Call, code: int | None) -> str:
    if code in _ACCESS:
        return "failure"
    passed = code is None and call.world.inviting.guest_policy != "none"
    return "success" if passed else "notApplied"


def _in_home(call: Call, tried: Attempted) -> Json:
    """What the person reads as 50020 the home log keeps as 90072 (catalogue, 0.8)."""
    code = 90072 if tried.code == 50020 else tried.code or 0
    home = call.world.invited
    own = tried.login.lower() == home.upn.lower()
    entry = _attempt(call, tried, code)
    entry["userPrincipalName"] = tried.login.lower()
    entry["userId"] = (
        home.user_object_id if own else str(uuid.uuid5(uuid.NAMESPACE_URL, tried.login))
    )
    return entry


def _attempt(call: Call, tried: Attempted, code: int) -> Json:
    """Entry of a sign-in to SharePoint, or to another application that reads Graph."""
    entry = _entry(call, tried.at, tried.request_id, tried.correlation_id, code)
    app, name = tried.app
    if app:
        entry |= {"appId": app, "appDisplayName": name, "resourceId": _GRAPH}
        entry |= {"resourceDisplayName": "Microsoft Graph", "resourceTenantId": tried.tenant_id}
    return entry


def _of_redemption(call: Call) -> list[Json]:
    """A guest who has accepted has signed in once."""
    share = call.world.share
    if share.guest != "accepted" or not isinstance(call.tenant, Inviting):
        return []
    changed = str(guest_object(call.world, call.now)["externalUserStateChangeDateTime"])
    ids = [str(uuid.uuid5(uuid.UUID(share.guest_object_id), part)) for part in ("entry", "flow")]
    entry = _entry(call, datetime.fromisoformat(changed), ids[0], ids[1], 0)
    entry["userPrincipalName"] = share.invited_address.lower()
    entry["userId"] = share.guest_object_id
    return [entry]


def _entry(call: Call, at: datetime, entry_id: str, correlation_id: str, code: int) -> Json:
    world = call.world
    return {
        "id": entry_id,
        "createdDateTime": _written(at),
        "userDisplayName": world.invited.user_name,
        "userPrincipalName": "",
        "userId": _NOBODY,
        "appId": SHAREPOINT,
        "appDisplayName": "Office 365 SharePoint Online",
        "ipAddress": "198.51.100.7",
        "clientAppUsed": "Browser",
        "correlationId": correlation_id,
        "conditionalAccessStatus": "notApplied",
        "isInteractive": True,
        "riskDetail": "none",
        "riskLevelAggregated": "none",
        "riskLevelDuringSignIn": "none",
        "riskState": "none",
        "riskEventTypes_v2": [],
        "resourceDisplayName": "Office 365 SharePoint Online",
        "resourceId": SHAREPOINT,
        "homeTenantId": world.invited.tenant_id,
        "resourceTenantId": world.inviting.tenant_id,
        "status": {
            "errorCode": code,
            "failureReason": "Other." if code == 0 else "Sign-in was refused.",
            "additionalDetails": None,
        },
        "deviceDetail": {
            "deviceId": "",
            "displayName": "",
            "operatingSystem": "Windows10",
            "browser": "Edge 140.0.0",
            "isCompliant": world.browser.managed_device,
            "isManaged": world.browser.managed_device,
            "trustType": "",
        },
        "appliedConditionalAccessPolicies": [],
    }


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
