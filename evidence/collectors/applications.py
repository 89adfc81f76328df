"""H17 and G9: two applications of Microsoft's that an administrator may have switched off."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.cross_tenant import SHAREPOINT_APP
from evidence.collectors.probe import INVITED, INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, text
from evidence.facts import SPO_APP, WORKER_APP_ENABLED, Reason, Unknown, Value
from evidence.graph import Json, TenantReader
from evidence.refusals import Refused

_WORKER = "displayName eq 'Microsoft B2B Cross Cloud Worker'"
# The directory in which Microsoft's own applications are registered.
_MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
_ABSENT = "Request_ResourceNotFound"


async def _sharepoint(reader: TenantReader, subject: Subject) -> Found:
    path = f"/servicePrincipals(appId='{SHAREPOINT_APP}')"
    wanted = {"$select": "id,accountEnabled,appRoleAssignmentRequired"}
    try:
        return {SPO_APP: switch(await reader.get(path, wanted))}
    except Refused as refused:
        if refused.status == 404 and refused.code == _ABSENT:
            return {SPO_APP: "missing"}
        raise


def switch(principal: Json) -> Value | Unknown:
    """Whether people can sign in to the application at all, and whether only assigned ones can."""
    enabled = flag(principal, "accountEnabled")
    assigned = flag(principal, "appRoleAssignmentRequired")
    if enabled is False:
        return "disabled"
    if assigned:
        return "assignmentRequired"
    return NOT_GIVEN if enabled is None or assigned is None else "enabled"


async def _worker(reader: TenantReader, subject: Subject) -> Found:
    wanted = {"$filter": _WORKER, "$select": "id,accountEnabled,appOwnerOrganizationId"}
    return {WORKER_APP_ENABLED: worker(await reader.values("/servicePrincipals", wanted))}


def worker(principals: Sequence[Json]) -> Value | Unknown:
    """Whether Microsoft's own one is enabled: anybody may give an application that name.

    Where there is none it was never needed, or somebody deleted it: that is not to be told.
    """
    own = [p for p in principals if text(p, "appOwnerOrganizationId") in (None, _MICROSOFT)]
    states = {flag(principal, "accountEnabled") for principal in own}
    if len(states) > 1:
        return Unknown(Reason.AMBIGUOUS)
    state = states.pop() if states else None
    return NOT_GIVEN if state is None else state


H17 = Probe("H17", INVITING, "Application.Read.All", (SPO_APP,), False, _sharepoint)
G9 = Probe("G9", INVITED, "Application.Read.All", (WORKER_APP_ENABLED,), False, _worker)
