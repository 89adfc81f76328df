"""H15: what SharePoint's own audit log says of the share, through an asynchronous search.

A search takes minutes or more. It is asked for once and named after the case, so that the next
check finds it ready; entries come late, and none is never a "no". Needs Purview auditing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from evidence.collectors.conditions import written
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.shared_items import full_path, site_of
from evidence.collectors.wire import NOT_GIVEN, inner, moment, text
from evidence.facts import (
    GUEST_REDEEMED_BY,
    SHARE_REVOKED,
    SHARING_BLOCKED,
    Fact,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import domain_of, normal
from evidence.graph import Json, TenantReader
from evidence.refusals import Refused

_QUERIES = "/security/auditLog/queries"
_SPAN = timedelta(days=30)
_FRESH = timedelta(hours=1)
_SPARE_SECONDS = 0.5  # of the deadline, for fetching the records
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# A search takes minutes where it is slow at all: the next check finds it ready.
_PATIENCE_SECONDS = 4.0
_OLDEST = datetime.min.replace(tzinfo=UTC)
# Operations of SharePoint's sharing audit, by what they do to the invited person's access.
_GIVES = frozenset({"SharingSet", "SharingInvitationCreated", "AddedToSecureLink"})
# A deleted link (SecureLinkDeleted) names nobody, so it says nothing of this person's.
_TAKES = frozenset({"SharingRevoked", "SharingInvitationRevoked", "RemovedFromSecureLink"})
_BLOCKED, _ACCEPTED = "SharingInvitationBlocked", "SharingInvitationAccepted"
_OPERATIONS = sorted({*_GIVES, *_TAKES, _BLOCKED, _ACCEPTED})
_NOTHING: Json = {}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    now = subject.attempt.now
    if now is None or not subject.invited_address:
        raise Refused(Reason.NOT_LOOKED_UP)
    query = await _asked_before(reader, subject, now) or await reader.post(
        _QUERIES, search_of(subject, now)
    )
    done = await _done(reader, query)
    records = await reader.values(f"{_QUERIES}/{_id(done)}/records", {"$top": "500"})
    return sharing(records, subject)


def search_of(subject: Subject, now: datetime) -> Json:
    """The search: this person's shares within the time that every licence keeps records for."""
    return {
        "displayName": name_of(subject),
        "filterStartDateTime": written(now - _SPAN),
        "filterEndDateTime": written(now),
        "operationFilters": _OPERATIONS,
        "keywordFilter": subject.invited_address,
    }


def name_of(subject: Subject) -> str:
    """The same for the same case; whoever reads the list of searches learns no address from it."""
    of = f"{subject.host_tenant} {normal(subject.invited_address)}"
    return f"InviteDesk {hashlib.sha256(of.encode()).hexdigest()[:16]}"


async def _asked_before(reader: TenantReader, subject: Subject, now: datetime) -> Json | None:
    """A search for the same person that covers the attempt and is not stale."""
    name, attempt = name_of(subject), subject.attempt.at
    for query in await reader.values(_QUERIES):
        until = moment(query, "filterEndDateTime")
        covers = until is not None and until >= max(now - _FRESH, attempt or _OLDEST)
        if covers and text(query, "displayName") == name and _status(query) not in _LOST:
            return query
    return None


_LOST = frozenset({"failed", "cancelled"})


async def _done(reader: TenantReader, query: Json) -> Json:
    """The search once it is ready. Raises Refused if that takes too long."""
    pause, loop = _FIRST_PAUSE, asyncio.get_running_loop()
    until = min(reader.until - _SPARE_SECONDS, loop.time() + _PATIENCE_SECONDS)
    while _status(query) != "succeeded":
        if _status(query) in _LOST:
            raise Refused(Reason.NOT_GIVEN, code="search failed")
        if loop.time() + pause >= until:
            raise Refused(Reason.TIMED_OUT)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        query = await reader.get(f"{_QUERIES}/{_id(query)}")
    return query


def _status(query: Json) -> str:
    return text(query, "status") or ""


def _id(query: Json) -> str:
    name = text(query, "id")
    if name is None:
        raise Refused(Reason.NOT_GIVEN, code="search without id")
    return quote(name, safe="")


def sharing(records: Iterable[Json], subject: Subject) -> Found:
    """What the records say of this person's access to what was shared."""
    address = normal(subject.invited_address)
    theirs = sorted((r for r in records if _concerns(r, address)), key=_at)
    here = [record for record in theirs if _at_the_place(record, subject)]
    offered = [name for name in map(_operation, here) if name in _GIVES or name == _BLOCKED]
    found: dict[Fact, Value | Unknown] = {SHARE_REVOKED: _revoked(here, bool(subject.item_path))}
    if offered[-1:] == [_BLOCKED]:
        found[SHARING_BLOCKED] = True
    accepted = [record for record in here if _operation(record) == _ACCEPTED]
    if accepted and (by := _account(accepted[-1])):
        found[GUEST_REDEEMED_BY] = by
    return found


def _concerns(record: Json, address: str) -> bool:
    """Whether the record names the person as the one it was shared with."""
    target = (text(_data(record), "TargetUserOrGroupName") or "").lower()
    return normal(target) == address or target.startswith(f"{address.replace('@', '_')}#ext#")


def _at_the_place(record: Json, subject: Subject) -> bool:
    """Whether it is about the shared item or site, as far as that was told."""
    place = unquote(urlsplit(text(record, "objectId") or "").path).lower().rstrip("/")
    if subject.item_path:
        return place == full_path(subject).lower().rstrip("/")
    return f"{place}/".startswith(f"{site_of(subject)}/".lower())


def _revoked(records: Sequence[Json], one_item: bool) -> bool | Unknown:
    """By the last word on each thing shared. Unless it is known which of them the case is about,
    one that was taken back may be another."""
    last: dict[str, bool] = {}
    for record in records:
        if _operation(record) in _GIVES | _TAKES:
            last[text(record, "objectId") or ""] = _operation(record) in _TAKES
    if not last:
        return NOT_GIVEN
    taken = set(last.values())
    return True in taken if one_item or taken == {False} else Unknown(Reason.AMBIGUOUS)


def _account(record: Json) -> str | None:
    """Who accepted, where the record names an account; a guest's own name says nothing of it."""
    name = (text(record, "userId") or text(record, "userPrincipalName") or "").lower()
    account = name.rpartition("|")[2].rpartition("#")[2] if "#ext#" not in name else ""
    return account if domain_of(account) else None


def _operation(record: Json) -> str:
    return text(record, "operation") or ""


def _data(record: Json) -> Json:
    return inner(record, "auditData") or _NOTHING


def _at(record: Json) -> datetime:
    return moment(record, "createdDateTime") or _OLDEST


H15 = Probe(
    "H15",
    INVITING,
    "AuditLogsQuery-SharePoint.Read.All",
    (SHARING_BLOCKED, SHARE_REVOKED, GUEST_REDEEMED_BY),
    False,
    _read,
)
