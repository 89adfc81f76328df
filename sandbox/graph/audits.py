"""The directory audit log of the inviting tenant: the invitation, and policies that changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.graph.answers import Answer, Call, Json
from sandbox.graph.collections import Shape, collection
from sandbox.graph.directory import guest_object, written
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

_FILTERS = frozenset(
    "activityDateTime activityDisplayName correlationId loggedByService category result"
    " initiatedBy/user/id targetResources".split()
)
AUDITS = Shape("auditLogs/directoryAudits", Grammar(_FILTERS))


def directory_audits(call: Call) -> Answer:
    """Newest first, as Graph gives them."""
    entries = [*_invitation(call), *_policies(call)]
    entries.sort(key=lambda entry: str(entry["activityDateTime"]), reverse=True)
    return Answer(200, collection(call, AUDITS, entries))


def _invitation(call: Call) -> list[Json]:
    share = call.world.share
    if not isinstance(call.tenant, Inviting) or share.guest == "missing":
        return []
    guest = guest_object(call.world, call.now)
    sent = share.sent_at(call.now)
    changed = datetime.fromisoformat(str(guest["externalUserStateChangeDateTime"]))
    found = [_about_guest(call, guest, "Invite external user", sent + timedelta(seconds=1))]
    if mail := _mail(call):
        found.append(_about_guest(call, guest, mail, sent + timedelta(seconds=3)))
    if share.guest == "accepted":
        found.append(_about_guest(call, guest, "Redeem external user invite", changed))
    return found


def _mail(call: Call) -> str:
    """Entra writes down its own mails; the one SharePoint sends for a link is not among them."""
    share = call.world.share
    if share.mail == "unsubscribed":
        return "Email not sent, user unsubscribed"
    return "Invitation Email" if share.link == "entraRedeem" else ""


def _about_guest(call: Call, guest: Json, activity: str, at: datetime) -> Json:
    share, inviting = call.world.share, call.world.inviting
    target: Json = {
        "id": share.guest_object_id,
        "displayName": None,
        "type": "User",
        "userPrincipalName": guest["userPrincipalName"],
        "modifiedProperties": [],
    }
    return {
        **_entry("Invited Users", activity, at, target),
        "category": "UserManagement",
        "correlationId": share.guest_object_id,
        "initiatedBy": {
            "app": None,
            "user": {
                "id": inviting.inviter_object_id,
                "displayName": None,
                "userPrincipalName": inviting.inviter_upn,
                "ipAddress": None,
            },
        },
    }


def _policies(call: Call) -> list[Json]:
    tenant = call.tenant
    if not isinstance(tenant, Inviting) or tenant.policy_changed_ago is None:
        return []
    domains = tenant.entra_domain_mode != "none"
    target: Json = {
        "id": tenant.tenant_id,
        "displayName": "B2BManagementPolicy" if domains else "Authorization Policy",
        "type": "Policy",
        "modifiedProperties": [],
    }
    activity = "Update policy" if domains else "Update authorization policy"
    entry = _entry("Core Directory", activity, call.now - tenant.policy_changed_ago, target)
    return [{**entry, "category": "Policy", "correlationId": tenant.tenant_id, "initiatedBy": None}]


def _entry(service: str, activity: str, at: datetime, target: Json) -> Json:
    return {
        "id": f"{service}_{activity.replace(' ', '')}_{target['id']}",
        "result": "success",
        "resultReason": "",
        "activityDisplayName": activity,
        "activityDateTime": written(at),
        "loggedByService": service,
        "operationType": "Add" if activity.startswith("Invit") else "Update",
        "targetResources": [target],
        "additionalDetails": [],
    }
