"""The applications of Microsoft's that an invitation passes through, in each tenant."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, Json, not_found
from sandbox.graph.collections import Shape, collection, selected
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
_WORKER = "6c1e47aa-0000-4000-8000-000000000006"
_MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
PRINCIPALS = Shape("servicePrincipals", Grammar(frozenset({"id", "appId", "displayName"})))


def list_principals(call: Call) -> Answer:
    return Answer(200, collection(call, PRINCIPALS, _principals(call)))


def get_principal(call: Call, app_id: str) -> Answer:
    for principal in _principals(call):
        if principal["appId"] == app_id.lower():
            context = call.context("servicePrincipals/$entity")
            return Answer(200, {"@odata.context": context, **selected(principal, call, ())})
    raise not_found(app_id)


def _principals(call: Call) -> list[Json]:
    tenant = call.tenant
    if not isinstance(tenant, Inviting):
        worker = _principal(_WORKER, "Microsoft B2B Cross Cloud Worker", tenant.worker_app_enabled)
        return [_principal(SHAREPOINT, "Office 365 SharePoint Online"), worker]
    if tenant.sharepoint_app == "missing":
        return []
    enabled = tenant.sharepoint_app != "disabled"
    assigned = tenant.sharepoint_app == "assignmentRequired"
    return [_principal(SHAREPOINT, "Office 365 SharePoint Online", enabled, assigned)]


def _principal(app_id: str, name: str, enabled: bool = True, assigned: bool = False) -> Json:
    return {
        "id": f"5e{app_id[2:]}",
        "appId": app_id,
        "displayName": name,
        "accountEnabled": enabled,
        "appRoleAssignmentRequired": assigned,
        "appOwnerOrganizationId": _MICROSOFT,
        "servicePrincipalType": "Application",
    }
