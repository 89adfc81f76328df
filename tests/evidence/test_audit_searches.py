"""H15: what SharePoint's own audit log says of a share, and how its searches are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from evidence.collectors.audit_searches import H15, name_of, sharing
from evidence.collectors.probe import Attempt, Subject
from evidence.facts import GUEST_REDEEMED_BY, SHARE_REVOKED, SHARING_BLOCKED, Reason, Unknown
from evidence.refusals import Refused
from sandbox.world import World
from tests.evidence.attempts import complaint
from tests.evidence.microsoft import NOW, Microsoft, reasons, values
from tests.evidence.test_graph import graph_of

Json = dict[str, object]
ITEM = "/sites/project-x/Shared Documents/Plan"
MARCUS = "marcus.jones@contoso.com"
GIVEN, TAKEN = "AddedToSecureLink", "RemovedFromSecureLink"
BLOCKED, ACCEPTED = "SharingInvitationBlocked", "SharingInvitationAccepted"


def record(
    operation: str, days: float, item: str = ITEM, to: str = MARCUS, by: str = "denise@fabrikam.com"
) -> Json:
    return {
        "operation": operation,
        "createdDateTime": (NOW - timedelta(days=days)).isoformat(),
        "objectId": f"https://fabrikam.sharepoint.com{item.replace(' ', '%20')}",
        "userId": by,
        "auditData": {"TargetUserOrGroupName": to},
    }


OTHER = "/sites/project-x/Shared Documents/Other"


@pytest.mark.parametrize(
    ("records", "item_path", "revoked"),
    [
        ([], ITEM, Reason.NOT_GIVEN),
        ([record(GIVEN, 3)], ITEM, False),
        ([record(GIVEN, 3), record(TAKEN, 1)], ITEM, True),
        ([record(TAKEN, 3), record(GIVEN, 1)], ITEM, False),
        ([record(GIVEN, 3), record(TAKEN, 1, OTHER)], ITEM, False),
        ([record(GIVEN, 3), record(TAKEN, 1)], "Shared Documents/Plan", True),
        ([record(TAKEN, 1, to="ana@litware.example")], ITEM, Reason.NOT_GIVEN),
        ([record(TAKEN, 1, to="marcus.jones_contoso.com#EXT#@fabrikam.com")], ITEM, True),
        # Which item the case is about is not known.
        ([record(GIVEN, 3), record(GIVEN, 2, OTHER)], "", False),
        ([record(GIVEN, 3), record(TAKEN, 1, OTHER)], "", Reason.AMBIGUOUS),
        ([record(TAKEN, 1)], "", Reason.AMBIGUOUS),
        ([record(TAKEN, 1, "/sites/elsewhere/Plan")], "", Reason.NOT_GIVEN),
    ],
)
def test_a_share_that_was_taken_back(records: list[Json], item_path: str, revoked: object) -> None:
    subject = Subject(invited_address=MARCUS, site_path="/sites/project-x", item_path=item_path)
    found = sharing(records, subject)[SHARE_REVOKED]
    assert (found.reason if isinstance(found, Unknown) else found) == revoked


@pytest.mark.parametrize(
    ("records", "blocked", "by"),
    [
        ([record(GIVEN, 3)], None, None),
        ([record(BLOCKED, 3)], True, None),
        ([record(BLOCKED, 3), record(GIVEN, 1)], None, None),
        ([record(GIVEN, 3), record(BLOCKED, 1)], True, None),
        ([record(ACCEPTED, 1, by="mj4711@contoso.com")], None, "mj4711@contoso.com"),
        ([record(ACCEPTED, 1, by="live.com#mj77@outlook.com")], None, "mj77@outlook.com"),
        # The guest's own name in the inviting directory says nothing of the account at home.
        ([record(ACCEPTED, 1, by="marcus.jones_contoso.com#ext#@fabrikam.com")], None, None),
    ],
)
def test_a_blocked_or_accepted_invitation(
    records: list[Json], blocked: bool | None, by: str | None
) -> None:
    found = sharing(records, Subject(invited_address=MARCUS, item_path=ITEM))
    assert (found.get(SHARING_BLOCKED), found.get(GUEST_REDEEMED_BY)) == (blocked, by)


def _withdrawn(world: World) -> None:
    world.share.recipient_listed = False


def _accepted_by_another(world: World) -> None:
    world.share.link, world.share.guest = "acceptInvite", "accepted"
    world.share.guest_redeemed_by = "personal"


def _never_let_out(world: World) -> None:
    world.share.guest, world.inviting.domain_mode = "missing", "allowList"


@pytest.mark.parametrize(
    ("turn", "name", "expected"),
    [
        (_withdrawn, "host.audit.shareRevoked", True),
        (lambda world: None, "host.audit.shareRevoked", False),
        (_accepted_by_another, "guest.redeemedBy", "marcus.jones77@outlook.com"),
        (_never_let_out, "host.audit.sharingBlocked", True),
    ],
)
async def test_sharepoints_own_log(
    microsoft: Microsoft, turn: Callable[[World], None], name: str, expected: object
) -> None:
    turn(microsoft.world)
    told = complaint(microsoft, link__itemPath=ITEM, case__sitePath="/sites/project-x")
    assert values(await microsoft.check(microsoft.marcus, told))[name] == expected


async def test_a_search_is_asked_for_once_and_found_ready_by_the_next_check(
    microsoft: Microsoft,
) -> None:
    for _ in range(2):
        await microsoft.check(microsoft.marcus)
    assert microsoft.requests.count("POST /graph/v1.0/security/auditLog/queries") == 1
    other = microsoft.complaint("somebody.else@contoso.com")
    await microsoft.check(replace(microsoft.colleague, agent=True), other)
    assert microsoft.requests.count("POST /graph/v1.0/security/auditLog/queries") == 2


@pytest.mark.parametrize(
    ("status", "reason"), [("running", Reason.TIMED_OUT), ("failed", Reason.NOT_GIVEN)]
)
async def test_a_search_that_is_not_ready_ends_before_the_check_does(
    status: str, reason: Reason
) -> None:
    asked: list[str] = []

    async def search(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        if request.path.endswith("/queries") and request.method == "GET":
            return web.json_response({"value": []})
        return web.json_response({"id": "q1", "status": status})

    subject = Subject(invited_address=MARCUS, attempt=Attempt(now=NOW))
    async with graph_of(search, seconds=1.5) as reader:
        with pytest.raises(Refused) as refused:
            await H15.read(reader, subject)
        assert asyncio.get_running_loop().time() < reader.until
    assert refused.value.reason is reason
    assert not any(request.endswith("/records") for request in asked)
    assert asked.count("POST /graph/v1.0/security/auditLog/queries") == 1


@pytest.mark.parametrize(
    ("status", "minutes", "seen", "anew"),
    [
        ("succeeded", 20, 30, False),
        ("running", 20, 30, False),
        ("failed", 20, 30, True),
        ("succeeded", 90, 120, True),
        ("succeeded", 20, 10, True),
    ],
    ids=["ready", "under way", "failed", "stale", "older than the attempt"],
)
async def test_an_earlier_search_is_used_if_it_covers_the_attempt(
    status: str, minutes: int, seen: int, anew: bool
) -> None:
    subject = Subject(
        invited_address=MARCUS, attempt=Attempt(now=NOW, at=NOW - timedelta(minutes=seen))
    )
    until = (NOW - timedelta(minutes=minutes)).isoformat()
    earlier = {"id": "q0", "displayName": name_of(subject), "filterEndDateTime": until}
    posts: list[str] = []

    async def search(request: web.Request) -> web.Response:
        if request.method == "POST":
            posts.append(request.path)
            return web.json_response({"id": "q1", "status": "succeeded"})
        if request.path.endswith("/records"):
            return web.json_response({"value": []})
        if request.path.endswith("/queries"):
            return web.json_response({"value": [{**earlier, "status": status}]})
        return web.json_response({"id": "q0", "status": "succeeded"})

    async with graph_of(search) as reader:
        await H15.read(reader, subject)
    assert bool(posts) is anew


def test_the_name_of_a_search_tells_no_address() -> None:
    one, other = (Subject(invited_address=a, host_tenant="t") for a in (MARCUS, "b@c.example"))
    assert name_of(one) == name_of(replace(one, invited_address=MARCUS.upper())) != name_of(other)
    assert "marcus" not in name_of(one).lower()


async def test_without_its_permission_sharepoints_log_says_so(microsoft: Microsoft) -> None:
    microsoft.world.inviting.graph.permissions -= {"AuditLogsQuery-SharePoint.Read.All"}
    why = reasons(await microsoft.check(microsoft.marcus))
    assert why["host.audit.shareRevoked"] is Reason.NO_PERMISSION
