"""H16: whether Microsoft reports an incident that could stop an invitation.

Its messages are not read: they announce the end of SharePoint's own passcode in general, and do
not say how far the roll-out is in this tenant.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.probe import INVITED, INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, text
from evidence.facts import INCIDENT
from evidence.graph import Json, TenantReader

_PATH = "/admin/serviceAnnouncement/issues"
_SIGN_IN = frozenset({"microsoft entra", "identity service"})
_SITES = frozenset({"sharepoint online", "onedrive for business"})


async def _of_host(reader: TenantReader, subject: Subject) -> Found:
    return {INCIDENT: incident(await _open(reader), _SITES | _SIGN_IN)}


async def _of_home(reader: TenantReader, subject: Subject) -> Found:
    """Only what troubles the invited side's sign-in; its quiet says nothing of the other side."""
    return {INCIDENT: incident(await _open(reader), _SIGN_IN) or NOT_GIVEN}


async def _open(reader: TenantReader) -> tuple[Json, ...]:
    return await reader.values(_PATH, {"$filter": "isResolved eq false"})


def incident(issues: Sequence[Json], services: frozenset[str]) -> bool:
    """Whether an incident is open in these services; advisories, nearly always some, are none."""
    return any(
        text(issue, "classification") == "incident"
        and flag(issue, "isResolved") is not True
        and (text(issue, "service") or "").lower() in services
        for issue in issues
    )


H16 = Probe("H16", INVITING, "ServiceHealth.Read.All", (INCIDENT,), False, _of_host)
H16_HOME = Probe("H16", INVITED, "ServiceHealth.Read.All", (INCIDENT,), False, _of_home)
