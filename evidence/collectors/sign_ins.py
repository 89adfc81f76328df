"""H10 and G5: the sign-in behind the failed attempt, from the logs of both tenants.

A log that knows nothing of an attempt is no evidence: many failures are kept by the other tenant
only, and entries come minutes late (catalogue, 0.8 and 3.1). Reading needs Entra ID P1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from evidence.collectors.conditions import quoted, written
from evidence.collectors.cross_tenant import SHAREPOINT_APP
from evidence.collectors.invitee import find
from evidence.collectors.probe import INVITED, INVITING, Attempt, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, inner, known, moment, text
from evidence.facts import (
    GUEST_LAST_OK,
    HOME_SIGN_IN_CODE,
    HOST_SIGN_IN_CA,
    HOST_SIGN_IN_CODE,
    SECOND_CHECK_CODE,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import normal
from evidence.graph import Json, TenantReader, items
from evidence.refusals import MisreadError, Refused
from evidence.second_check import OF_THE_ACCOUNT_AT_HOME, of_the_invitation

_LOG = "/auditLogs/signIns"
_NEAR = timedelta(minutes=10)
_DAY = timedelta(days=1)
_RETENTION = timedelta(days=30)  # with P1; without it nobody may read
_MOST_NAMES = 10
# Steps of a sign-in that goes on (graph.md 1.6): never what it ended with, unless last.
_STEPS = frozenset({50058, 50140, 50097, 50125, 50199})
_CA = frozenset({"success", "failure", "notApplied"})


def attempt_filter(attempt: Attempt, who: str) -> str | None:
    """Which entries can be of that attempt; None where nothing would show which.

    By the page's correlation id; else by the person (`who`, a filter) around the page's time; with
    no page at all by the person within a day.
    """
    if attempt.now is None:
        return None
    if attempt.correlation_id:
        since = written(attempt.now - _RETENTION)
        return f"createdDateTime ge {since} and correlationId eq {quoted(attempt.correlation_id)}"
    if not who or attempt.request_id or (attempt.any_page and attempt.at is None):
        return None
    if attempt.at:
        first, last = written(attempt.at - _NEAR), written(attempt.at + _NEAR)
        return f"createdDateTime ge {first} and createdDateTime le {last} and ({who})"
    return f"createdDateTime ge {written(attempt.now - _DAY)} and ({who})"


def of_attempt(entries: Iterable[Json], attempt: Attempt) -> Json | None:
    """The entry the attempt ended with, among those `attempt_filter` asked for."""
    dated = [(at, one) for one in entries if (at := moment(one, "createdDateTime"))]
    dated.sort(key=lambda pair: pair[0])
    if attempt.correlation_id or attempt.request_id:
        return dated[-1][1] if dated else None
    ended = [(at, one) for at, one in dated if code(one) not in _STEPS] or dated
    if attempt.at:
        when = attempt.at
        near = [pair for pair in ended if abs(pair[0] - when) <= _NEAR]
        return min(near, key=lambda pair: abs(pair[0] - when), default=(when, None))[1]
    return _still_failing([one for _, one in ended if _to_sharepoint(one)])


def _still_failing(entries: Sequence[Json]) -> Json | None:
    """The newest, if it failed: an earlier failure is no state of affairs."""
    return entries[-1] if entries and code(entries[-1]) else None


def code(entry: Json) -> int | None:
    """The AADSTS number; 0 for a success."""
    number = (inner(entry, "status") or {}).get("errorCode")
    if number is None or (isinstance(number, int) and not isinstance(number, bool)):
        return number
    raise MisreadError("errorCode is no number")


def _to_sharepoint(entry: Json) -> bool:
    return SHAREPOINT_APP in (text(entry, "resourceId"), text(entry, "appId"))


async def _attempted(reader: TenantReader, attempt: Attempt, filter_: str | None) -> list[Json]:
    """The entries of that attempt. Raises Refused, also where there is nothing to ask by."""
    if filter_ is not None:
        return list(items(await reader.get(_LOG, {"$filter": filter_})))
    if attempt.now is None or not attempt.request_id:
        raise Refused(Reason.NOT_LOOKED_UP)
    try:
        # In practice a page's request id is the entry's own (catalogue, 2.4).
        return [await reader.get(f"{_LOG}/{attempt.request_id}")]
    except Refused as refused:
        if refused.status == 404:
            return []
        raise


async def _second(reader: TenantReader, attempt: Attempt, mine: Callable[[Json], bool]) -> Found:
    """What the second check failed with: an attempt of its own, at our application. One that got
    in says nothing of the page: policies differ from app to app."""
    if not attempt.second_id or not attempt.second_app:
        return {}
    second = replace(attempt, correlation_id=attempt.second_id)
    entries = await _attempted(reader, second, attempt_filter(second, ""))
    ours = [one for one in entries if (text(one, "appId") or "").lower() == attempt.second_app]
    entry = of_attempt(filter(mine, ours), second)
    number = code(entry) if entry is not None else None
    return {SECOND_CHECK_CODE: number} if number and of_the_invitation(number) else {}


async def _inviting(reader: TenantReader, subject: Subject) -> Found:
    attempt, who = subject.attempt, named(_names(subject))
    names = frozenset(_names(subject))

    def mine(one: Json) -> bool:
        """Ids on a page can be anybody's: an entry of another person is none of this case's."""
        return normal(text(one, "userPrincipalName") or "") in names

    last = {GUEST_LAST_OK: await _last_ok(reader, attempt, who)}
    found = {**last, **await _second(reader, attempt, mine)}
    if who and not _can_be_asked_by(attempt, who):
        # There is a page, but nothing on it that the log could be asked by.
        nothing = Unknown(Reason.NOT_LOOKED_UP)
        return {**found, HOST_SIGN_IN_CODE: nothing, HOST_SIGN_IN_CA: nothing}
    entries = await _attempted(reader, attempt, attempt_filter(attempt, who))
    return {**found, **host_facts(of_attempt(filter(mine, entries), attempt))}


def _can_be_asked_by(attempt: Attempt, who: str) -> bool:
    return bool(attempt.request_id) or attempt_filter(attempt, who) is not None


def host_facts(entry: Json | None) -> Found:
    """The facts of the attempt's entry in the inviting tenant; None: the log has none."""
    if entry is None:
        return {}
    access = text(entry, "conditionalAccessStatus")
    strange = NOT_GIVEN if access is None else Unknown(Reason.NOT_UNDERSTOOD)
    number = code(entry)
    private = number in OF_THE_ACCOUNT_AT_HOME
    return {
        HOST_SIGN_IN_CODE: Unknown(Reason.NOT_RELEASED) if private else known(number),
        HOST_SIGN_IN_CA: access if access in _CA else strange,
    }


async def _last_ok(reader: TenantReader, attempt: Attempt, who: str) -> Value | Unknown:
    if attempt.now is None or not who:
        return Unknown(Reason.NOT_LOOKED_UP)
    since = f"createdDateTime ge {written(attempt.now - _RETENTION)}"
    query = {"$filter": f"{since} and status/errorCode eq 0 and ({who})", "$top": "10"}
    entries = items(await reader.get(_LOG, query))
    times = [moment(one, "createdDateTime") for one in entries if code(one) == 0]
    return max((at for at in times if at), default=NOT_GIVEN)


def _names(subject: Subject) -> tuple[str, ...]:
    """In the inviting tenant's log a guest goes by the external address, in lower case."""
    told = (subject.invited_address, *subject.known_addresses)
    return tuple(dict.fromkeys(normal(one) for one in told if one))[:_MOST_NAMES]


def named(names: Iterable[str]) -> str:
    return " or ".join(f"userPrincipalName eq {quoted(name)}" for name in names)


async def _invited(reader: TenantReader, subject: Subject) -> Found:
    attempt = subject.attempt
    account = await _account(reader, subject)
    if not account:
        return {}
    who = f"userId eq {quoted(account)}"

    def theirs(one: Json) -> bool:
        same = (text(one, "userId") or "").lower() == account.lower()
        return same and _towards(one, subject.host_tenant)

    found = await _second(reader, attempt, theirs)
    if not _can_be_asked_by(attempt, who):
        return {**found, HOME_SIGN_IN_CODE: Unknown(Reason.NOT_LOOKED_UP)}
    entries = await _attempted(reader, attempt, attempt_filter(attempt, who))
    entry = of_attempt(filter(theirs, entries), attempt)
    return found if entry is None else {**found, HOME_SIGN_IN_CODE: known(code(entry))}


def _towards(entry: Json, host_tenant: str) -> bool:
    """Whether the sign-in was to the inviting tenant; older answers leave it out."""
    to = text(entry, "resourceTenantId")
    return to is None or to.lower() == host_tenant.lower()


async def _account(reader: TenantReader, subject: Subject) -> str:
    """The object id of the account at home, empty where there is none. Raises Refused."""
    account = await find(reader, subject)
    return (text(account, "id") or "") if account else ""


H10 = Probe(
    "H10",
    INVITING,
    "AuditLog.Read.All",
    (HOST_SIGN_IN_CODE, HOST_SIGN_IN_CA, GUEST_LAST_OK),
    False,
    _inviting,
)
G5 = Probe("G5", INVITED, "AuditLog.Read.All", (HOME_SIGN_IN_CODE,), False, _invited)
