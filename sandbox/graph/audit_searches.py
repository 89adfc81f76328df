"""Searches in the unified audit log: asked for, then fetched. SharePoint writes of the share."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from sandbox.accounts import accounts
from sandbox.graph.answers import Answer, Call, Json, Refusal
from sandbox.graph.directory import written
from sandbox.world import Inviting, World

_RECORD = "#microsoft.graph.security.sharePointSharingOperationAuditRecord"
_KNOWN = frozenset(
    "displayName filterStartDateTime filterEndDateTime operationFilters keywordFilter"
    " recordTypeFilters serviceFilter objectIdFilters userPrincipalNameFilters ipAddressFilters"
    " administrativeUnitIdFilters".split()
)


def searches_denied(permission: str) -> Refusal:
    message = "You do not have the required permissions to access this resource."
    return Refusal(403, "Forbidden", message)


def list_searches(call: Call) -> Answer:
    kept = [query for (tenant, _), query in call.searches.items() if tenant == _tenant(call)]
    return Answer(200, {"@odata.context": call.context("security/auditLog/queries"), "value": kept})


def start_search(call: Call) -> Answer:
    """201; the search is not ready before somebody has asked for it."""
    asked = call.body or {}
    if unknown := set(asked) - _KNOWN or {"a time range"} - _times(asked):
        raise Refusal(400, "BadRequest", f"Invalid query: {sorted(unknown)[0]}")
    query: Json = {"id": str(uuid.uuid4()), "status": "notStarted", **asked}
    call.searches[_tenant(call), str(query["id"])] = query
    return Answer(
        201, {"@odata.context": call.context("security/auditLog/queries/$entity"), **query}
    )


def get_search(call: Call, key: str) -> Answer:
    query = _kept(call, key)
    query["status"] = "succeeded"
    return Answer(
        200, {"@odata.context": call.context("security/auditLog/queries/$entity"), **query}
    )


def records(call: Call, key: str) -> Answer:
    query = _kept(call, key)
    if query["status"] != "succeeded":
        raise Refusal(400, "BadRequest", "The query is not ready.")
    found = [record for record in _records(call) if _asked_for(record, query)]
    context = call.context(f"security/auditLog/queries('{key}')/records")
    return Answer(200, {"@odata.context": context, "value": found})


def _times(asked: Mapping[str, object]) -> set[str]:
    given = {"filterStartDateTime", "filterEndDateTime"} <= set(asked)
    return {"a time range"} if given else set()


def _tenant(call: Call) -> str:
    return call.tenant.tenant_id


def _kept(call: Call, key: str) -> Json:
    query = call.searches.get((_tenant(call), key))
    if query is None:
        raise Refusal(404, "NotFound", "The query does not exist.")
    return query


def _asked_for(record: Json, query: Json) -> bool:
    operations, keyword = query.get("operationFilters"), str(query.get("keywordFilter") or "")
    named = not isinstance(operations, list) or not operations or record["operation"] in operations
    start, end = str(query["filterStartDateTime"]), str(query["filterEndDateTime"])
    within = start <= str(record["createdDateTime"]) <= end
    return named and within and keyword.lower() in json.dumps(record).lower()


def _records(call: Call) -> list[Json]:
    """Of the share: what became of it, by the settings as they are."""
    if not isinstance(call.tenant, Inviting):
        return []
    world, sent = call.world, call.world.share.sent_at(call.now)
    if world.share.guest == "missing" and _domain_refused(world):
        return [_record(world, "SharingInvitationBlocked", sent)]
    found = [_record(world, "AddedToSecureLink", sent)]
    if not world.share.recipient_listed:
        taken = min(call.now, sent + timedelta(hours=8))
        found.append(_record(world, "RemovedFromSecureLink", taken))
    if world.share.guest == "accepted" and world.share.link == "acceptInvite":
        accepted = min(call.now, sent + timedelta(hours=1))
        found.append(_record(world, "SharingInvitationAccepted", accepted, _redeemer(world)))
    return found


def _redeemer(world: World) -> str:
    """The sign-in name under which the old kind of invitation was accepted."""
    by = world.share.guest_redeemed_by
    return accounts(world)[by if by in ("other-work", "personal") else "work"].login


def _domain_refused(world: World) -> bool:
    domain = world.share.invited_address.rpartition("@")[2].lower()
    listed = domain in map(str.lower, world.inviting.domain_list)
    return {"allowList": not listed, "blockList": listed}.get(world.inviting.domain_mode, False)


def _record(world: World, operation: str, at: datetime, by: str = "") -> Json:
    inviting, share = world.inviting, world.share
    user = by or inviting.inviter_upn
    path = quote(f"{inviting.site_path}/{share.item_path}")
    item = f"https://{inviting.sharepoint_host}{path}"
    return {
        "id": str(uuid.uuid5(uuid.UUID(share.guest_object_id), operation)),
        "createdDateTime": written(at),
        "auditLogRecordType": "SharePointSharingOperation",
        "operation": operation,
        "organizationId": inviting.tenant_id,
        "userType": "Regular",
        "userId": user,
        "userPrincipalName": user,
        "service": "SharePoint",
        "objectId": item,
        "clientIp": "198.51.100.7",
        "administrativeUnits": [""],
        "auditData": {
            "@odata.type": _RECORD,
            "Operation": operation,
            "Workload": "SharePoint",
            "ItemType": "Folder",
            "SiteUrl": f"https://{inviting.sharepoint_host}{inviting.site_path}",
            "TargetUserOrGroupName": share.invited_address,
            "TargetUserOrGroupType": "Guest",
        },
    }
