"""Who stands for a guest in the inviting directory: sponsors, and the audited inviter (H11).

No fact comes from here: it proves that the asker has to do with the guest.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from evidence.access import Asker, Proof, unless_absent
from evidence.collectors.guests import Search, pick, search
from evidence.collectors.wire import inner, text
from evidence.graph import TenantReader, items
from evidence.refusals import of_exception

_INVITED = "activityDisplayName eq 'Invite external user'"
_NOBODY: frozenset[str] = frozenset()


async def sponsors(reader: TenantReader, user_id: str) -> frozenset[str]:
    """Object ids of the user's sponsors; needs User.Read.All. Raises Refused."""
    people = await reader.values(f"/users/{user_id}/sponsors", {"$select": "id"})
    return frozenset(one for one in (text(person, "id") for person in people) if one)


async def audited_inviters(reader: TenantReader, user_id: str) -> frozenset[str]:
    """Object ids of those whom the audit log names as inviters; needs AuditLog.Read.All.

    One page: a user is invited a few times, and the log keeps 30 days at most. Raises Refused.
    """
    by_target = f"{_INVITED} and targetResources/any(t:t/id eq '{user_id}')"
    body = await reader.get("/auditLogs/directoryAudits", {"$filter": by_target, "$top": "50"})
    return frozenset(one for one in map(_by, items(body)) if one)


def _by(entry: object) -> str | None:
    if not isinstance(entry, dict) or text(entry, "result") != "success":
        return None
    who = inner(inner(entry, "initiatedBy") or {}, "user")
    return text(who, "id") if who else None


async def prove_by_guest(
    reader: TenantReader, address: str, asker: Asker
) -> tuple[Proof, Search | None]:
    """What sponsors and audit log show of the asker, and the guest search to use if it suffices.

    Where there is no such guest, the same questions are put about the asker's own object and
    the answers thrown away: neither the work done, nor its time, nor the reason of a refusal
    tells whether the guest exists.
    """
    try:
        found = await search(reader, (address,))
    except Exception as error:  # noqa: BLE001 - named and logged by of_exception
        return Proof(refused=of_exception("sponsors", error)), None
    guest = pick(found.users, address)
    target = (text(guest, "id") if guest else None) or asker.object_id
    shown = await _asked(sponsors(reader, target))
    if guest is None or asker.object_id.lower() not in {s.lower() for s in shown.sponsors}:
        audited = await _audited(reader, target)
        shown = replace(shown, audited_inviters=audited)
    partly = of_exception("sponsors", found.refused) if found.refused else None
    refused = partly or shown.refused
    if guest is None:
        return Proof(refused=refused), None
    return replace(shown, refused=refused), found


async def _asked(question: Awaitable[frozenset[str]]) -> Proof:
    try:
        return Proof(sponsors=await question)
    except Exception as error:  # noqa: BLE001 - named and logged by of_exception
        return Proof(refused=unless_absent(of_exception("sponsors", error)))


async def _audited(reader: TenantReader, target: str) -> frozenset[str]:
    """Optional: without the permission the audit log simply proves nothing."""
    try:
        return await audited_inviters(reader, target)
    except Exception as error:  # noqa: BLE001 - named and logged by of_exception
        of_exception("H11", error)
        return _NOBODY
