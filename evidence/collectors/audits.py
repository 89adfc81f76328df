"""H11: what the inviting directory's audit log says of the invitation and of its policies.

The log keeps 7 days, 30 with P1, and entries come late: no entry is never a "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from evidence.collectors.conditions import quoted, written
from evidence.collectors.guests import pick, search
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, inners, moment, text
from evidence.facts import (
    AUDIT_REDEEMED,
    ENTRA_DOMAIN_CHANGED,
    HOST_POLICY_CHANGED_AT,
    INVITATION_MAIL,
    Fact,
    Reason,
    Unknown,
    Value,
)
from evidence.graph import Json, TenantReader, items
from evidence.refusals import Refused

_LOG = "/auditLogs/directoryAudits"
_RETENTION = timedelta(days=30)
_OLDEST = datetime.min.replace(tzinfo=UTC)
_MAILS = {"Invitation Email": "sent", "Email not sent, user unsubscribed": "unsubscribed"}
_INVITED = ("Invite external user", "Invite external user with reset invitation status")
_RESET = _INVITED[1]
_REDEEMED = "Redeem external user invite"
_DOMAIN_POLICY = "B2BManagementPolicy"
# What lets guests in or keeps them out, by the words of Microsoft's activity names.
_POLICIES = (
    "cross-tenant access",
    "conditional access policy",
    "authorization policy",
    "security defaults",
)


async def _read(reader: TenantReader, subject: Subject) -> Found:
    now = subject.attempt.now
    if now is None:
        raise Refused(Reason.NOT_LOOKED_UP)
    since = f"activityDateTime ge {written(now - _RETENTION)}"
    policies = await _entries(reader, f"{since} and category eq 'Policy'")
    guest = await _guest(reader, subject.invited_address)
    if isinstance(guest, Unknown):
        return {INVITATION_MAIL: guest, AUDIT_REDEEMED: guest, **policy_facts(policies, None)}
    of_guest = f"{since} and targetResources/any(t:t/id eq {quoted(text(guest, 'id') or '')})"
    entries = await _entries(reader, of_guest)
    invited_at = _invited_at(entries, moment(guest, "createdDateTime"))
    return {**invitation_facts(entries), **policy_facts(policies, invited_at)}


async def _entries(reader: TenantReader, filter_: str) -> tuple[Json, ...]:
    """One page, newest first: enough for one guest, and for what changed last."""
    return items(await reader.get(_LOG, {"$filter": filter_, "$top": "100"}))


async def _guest(reader: TenantReader, address: str) -> Json | Unknown:
    """The guest object, or why it cannot be asked about: entries name it by its id."""
    if not address:
        return Unknown(Reason.NOT_LOOKED_UP)
    found = await search(reader, (address,))
    guest = pick(found.users, address)
    if guest is not None and text(guest, "id"):
        return guest
    return Unknown(found.refused.reason) if found.refused else NOT_GIVEN


def invitation_facts(entries: Sequence[Json]) -> Found:
    """Whether the mail went out and whether somebody accepted, since the last invitation."""
    newest = sorted(entries, key=_at, reverse=True)
    since = list(_until(filter(_counts, newest), _RESET))
    mail = next((_MAILS[name] for name in map(_name, since) if name in _MAILS), None)
    found: dict[Fact, Value | Unknown] = {INVITATION_MAIL: NOT_GIVEN if mail is None else mail}
    if any(_name(one) == _REDEEMED for one in since):
        found[AUDIT_REDEEMED] = True
    return found


def _until(newest_first: Iterable[Json], name: str) -> Iterable[Json]:
    """Everything after the last activity of that name: a reset makes the earlier ones void."""
    for entry in newest_first:
        if _name(entry) == name:
            return
        yield entry


def policy_facts(entries: Sequence[Json], invited_at: datetime | None) -> Found:
    """When a policy on guests changed last, and whether the domain list has since `invited_at`."""
    done = [entry for entry in entries if _succeeded(entry)]
    domains = [_at(entry) for entry in done if _on_domains(entry)]
    changes = [*domains, *(_at(entry) for entry in done if _on_guests(entry))]
    found: dict[Fact, Value | Unknown] = {}
    if changes:
        found[HOST_POLICY_CHANGED_AT] = max(changes)
    if domains and invited_at:
        found[ENTRA_DOMAIN_CHANGED] = max(domains) > invited_at
    return found


def _on_domains(entry: Json) -> bool:
    targets = (text(target, "displayName") for target in inners(entry, "targetResources"))
    return _name(entry) == "Update policy" and _DOMAIN_POLICY in targets


def _on_guests(entry: Json) -> bool:
    return any(words in _name(entry).lower() for words in _POLICIES)


def _invited_at(entries: Sequence[Json], created: datetime | None) -> datetime | None:
    """The last invitation; where the log is too short for it, the making of the guest."""
    invited = [_at(one) for one in entries if _succeeded(one) and _name(one) in _INVITED]
    return max(invited, default=created)


def _counts(entry: Json) -> bool:
    """A mail that was not sent counts, however its result is written."""
    return _succeeded(entry) or _MAILS.get(_name(entry)) == "unsubscribed"


def _succeeded(entry: Json) -> bool:
    return text(entry, "result") == "success"


def _name(entry: Json) -> str:
    return text(entry, "activityDisplayName") or ""


def _at(entry: Json) -> datetime:
    return moment(entry, "activityDateTime") or _OLDEST


H11 = Probe(
    "H11",
    INVITING,
    "AuditLog.Read.All",
    (INVITATION_MAIL, AUDIT_REDEEMED, ENTRA_DOMAIN_CHANGED, HOST_POLICY_CHANGED_AT),
    False,
    _read,
)
