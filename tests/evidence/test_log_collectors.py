"""The logs of both tenants: the sign-in of this attempt and no other, and what audits say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from evidence.collectors.probe import Attempt, Probe, Subject
from evidence.collectors.sign_ins import G5, H10, attempt_filter, named, of_attempt
from evidence.facts import HOME_SIGN_IN_CODE, HOST_SIGN_IN_CODE, Reason, Value
from evidence.refusals import MisreadError
from tests.evidence.attempts import AT, CORRELATION, REQUEST, complaint, tried
from tests.evidence.microsoft import NOW, Microsoft, reasons, values
from tests.evidence.test_graph import graph_of

Json = dict[str, object]
HOST, HOST_CA, HOME = "host.signIn.code", "host.signIn.conditionalAccess", "home.signIn.code"
SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
BY_CORRELATION = {"error__correlationId": CORRELATION}
BY_REQUEST = {"error__requestId": REQUEST}
BY_TIME = {"error__time": AT + timedelta(seconds=40)}
STRANGE_ID = {"error__correlationId": "0a5f3b1c-0000-4000-8000-0000000000ff"}


@pytest.mark.parametrize(
    "told", [BY_CORRELATION, BY_REQUEST, BY_TIME, {}], ids=["flow", "entry", "time", "no page"]
)
@pytest.mark.parametrize(
    ("code", "host", "access", "home"),
    [
        # The person reads 50020; only the own tenant has written it down, as 90072.
        (50020, False, None, 90072),
        (53003, True, "failure", 53003),
        (500571, True, "notApplied", None),
        (500212, False, None, 500212),
    ],
)
async def test_the_sign_in_of_the_same_attempt(
    microsoft: Microsoft,
    told: dict[str, Value],
    code: int,
    host: bool,
    access: str | None,
    home: int | None,
) -> None:
    tried(microsoft.world, code, host=host, home=home is not None)
    facts = await microsoft.check(microsoft.marcus, complaint(microsoft, **told))
    found, why = values(facts), reasons(facts)
    if host:
        assert (found[HOST], found[HOST_CA]) == (code, access)
    else:
        assert (why[HOST], why[HOST_CA]) == (Reason.NOT_GIVEN, Reason.NOT_GIVEN)
    assert (why[HOME] is Reason.NOT_GIVEN) if home is None else found[HOME] == home


@pytest.mark.parametrize(
    ("told", "minutes", "reason"),
    [
        (STRANGE_ID, 5, Reason.NOT_GIVEN),
        ({"error__requestId": "0a5f3b1c-0000-4000-8000-0000000000ff"}, 5, Reason.NOT_GIVEN),
        ({"error__time": NOW - timedelta(hours=3)}, 5, Reason.NOT_GIVEN),
        ({"error__class": "spo.access-denied"}, 5, Reason.NOT_LOOKED_UP),
        ({}, 25 * 60, Reason.NOT_GIVEN),
    ],
    ids=["another flow", "another entry", "another time", "a page without either", "a day ago"],
)
async def test_no_other_sign_in_is_taken_for_it(
    microsoft: Microsoft, told: dict[str, Value], minutes: int, reason: Reason
) -> None:
    tried(microsoft.world, 53003, NOW - timedelta(minutes=minutes), host=True, home=True)
    why = reasons(await microsoft.check(microsoft.marcus, complaint(microsoft, **told)))
    assert (why[HOST], why[HOST_CA], why[HOME]) == (reason, reason, reason)


async def test_somebody_elses_sign_in_at_that_time_is_not_the_guests(microsoft: Microsoft) -> None:
    tried(microsoft.world, 50034, host=True, home=True, login="someone.else@contoso.com")
    why = reasons(await microsoft.check(microsoft.marcus, complaint(microsoft, **BY_TIME)))
    assert (why[HOST], why[HOME]) == (Reason.NOT_GIVEN, Reason.NOT_GIVEN)


async def test_sharepoint_refused_somebody_whose_sign_in_went_well(microsoft: Microsoft) -> None:
    microsoft.world.inviting.guest_policy = "mfa"
    tried(microsoft.world, None, host=True)
    found = values(await microsoft.check(microsoft.marcus, complaint(microsoft, **BY_TIME)))
    assert (found[HOST], found[HOST_CA]) == (0, "success")
    assert found["guest.lastHostSignInOk"] == AT


async def test_when_a_guest_last_got_in_is_known_whatever_the_page(microsoft: Microsoft) -> None:
    microsoft.world.share.guest = "accepted"
    told = complaint(microsoft, error__class="spo.access-denied")
    facts = await microsoft.check(microsoft.marcus, told)
    assert values(facts)["guest.lastHostSignInOk"] == NOW - timedelta(days=2, hours=-1)
    assert reasons(facts)[HOST] is Reason.NOT_LOOKED_UP


@pytest.mark.parametrize("side", ["inviting", "invited"])
async def test_without_a_premium_licence_the_log_is_closed_not_empty(
    microsoft: Microsoft, side: str
) -> None:
    tried(microsoft.world, 53003, host=True, home=True)
    getattr(microsoft.world, side).graph.premium = False
    facts = await microsoft.check(microsoft.marcus, complaint(microsoft, **BY_CORRELATION))
    closed, open_ = (HOST, HOME) if side == "inviting" else (HOME, HOST)
    assert reasons(facts)[closed] is Reason.NO_LICENCE
    assert values(facts)[open_] == 53003


@pytest.mark.parametrize("side", ["inviting", "invited"])
async def test_without_the_permission_each_log_says_so(microsoft: Microsoft, side: str) -> None:
    tried(microsoft.world, 53003, host=True, home=True)
    getattr(microsoft.world, side).graph.permissions -= {"AuditLog.Read.All"}
    facts = await microsoft.check(microsoft.marcus, complaint(microsoft, **BY_CORRELATION))
    closed, open_ = (HOST, HOME) if side == "inviting" else (HOME, HOST)
    assert reasons(facts)[closed] is Reason.NO_PERMISSION
    assert values(facts)[open_] == 53003


async def test_who_may_not_know_the_guest_reads_no_log(microsoft: Microsoft) -> None:
    tried(microsoft.world, 53003, host=True, home=True)
    told = complaint(microsoft, **BY_CORRELATION, case__sitePath="/sites/project-x")
    why = reasons(await microsoft.check(microsoft.colleague, told))
    logs = (HOST, HOST_CA, HOME, "host.audit.redeemed", "host.audit.shareRevoked")
    assert {why[name] for name in (*logs, "siteuser.present")} == {Reason.NOT_RELEASED}
    asked = ("signIns", "queries", "lists", "conditionalAccess")
    assert not any(part in request for request in microsoft.requests for part in asked)


def entry(minutes: float, code: int, to: str = SHAREPOINT) -> Json:
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    return {"createdDateTime": at, "status": {"errorCode": code}, "resourceId": to}


@pytest.mark.parametrize(
    ("entries", "attempt", "code"),
    [
        pytest.param(
            [entry(5, 50074), entry(4, 53003)], {"correlation_id": CORRELATION}, 53003,
            id="a flow ends with its last step",
        ),
        pytest.param(
            [entry(5, 50074), entry(4, 0)], {"correlation_id": CORRELATION}, 0,
            id="also where that went well",
        ),
        pytest.param(
            [entry(5.1, 50020), entry(9, 53003)], {"at": AT}, 50020, id="the nearest in time"
        ),
        pytest.param(
            [entry(5, 50058), entry(6, 53003)], {"at": AT}, 53003, id="a step is no end"
        ),
        pytest.param([entry(5, 50058)], {"at": AT}, 50058, id="unless it is the last word"),
        pytest.param([entry(16, 53003)], {"at": AT}, None, id="too far off"),
        pytest.param([entry(30, 53003), entry(60, 50126)], {}, 53003, id="the newest failure"),
        pytest.param(
            [entry(30, 53003), entry(10, 0)], {}, None, id="it has worked since: no failure now"
        ),
        pytest.param(
            [entry(30, 53003, to="another-app")], {}, None, id="to something else than SharePoint"
        ),
        pytest.param([], {}, None, id="an empty log"),
    ],
)  # fmt: skip
def test_which_entry_is_the_attempts(
    entries: list[Json], attempt: dict[str, object], code: int | None
) -> None:
    found = of_attempt(entries, Attempt(now=NOW, **attempt))  # type: ignore[arg-type]
    assert (found["status"] if found else None) == (None if code is None else {"errorCode": code})


def test_a_code_that_is_no_number_is_not_guessed() -> None:
    odd = {"createdDateTime": "2026-11-20T08:55:00Z", "status": {"errorCode": "53003"}}
    with pytest.raises(MisreadError):
        of_attempt([odd], Attempt(at=AT, now=NOW))


@pytest.mark.parametrize("attempt", [Attempt(), Attempt(now=NOW, any_page=True)])
def test_nothing_is_asked_for_what_could_not_be_told_apart(attempt: Attempt) -> None:
    assert attempt_filter(attempt, "userId eq 'x'") is None


def test_a_name_cannot_break_out_of_the_filter() -> None:
    assert named(["o'hara@x.example"]) == "userPrincipalName eq 'o''hara@x.example'"


@pytest.mark.parametrize(
    ("tenant", "code"),
    [
        ("f4b41ca3-0000-4000-8000-000000000001", 90072),
        ("F4B41CA3-0000-4000-8000-000000000001", 90072),
        (None, 90072),
        ("57a49e40-0000-4000-8000-00000000000a", None),
    ],
    ids=["to the inviting tenant", "in capitals", "to a tenant not written down", "to another"],
)
async def test_a_sign_in_at_home_counts_only_towards_the_inviting_tenant(
    tenant: str | None, code: int | None
) -> None:
    mine = "3a5c0500-0000-4000-8000-000000000002"
    kept = {**entry(5, 90072), "resourceTenantId": tenant, "userId": mine}

    async def log(request: web.Request) -> web.Response:
        return web.json_response({"value": [kept]})

    host = "f4b41ca3-0000-4000-8000-000000000001"
    attempt = Attempt(correlation_id=CORRELATION, now=NOW)
    async with graph_of(log) as reader:
        subject = Subject(host_tenant=host, attempt=attempt, account={"id": mine})
        found = await G5.read(reader, subject)
    assert found.get(HOME_SIGN_IN_CODE) == code


@pytest.mark.parametrize("probe", [H10, G5], ids=lambda probe: probe.id)
async def test_an_entry_of_another_person_is_none_of_this_case(probe: Probe) -> None:
    theirs = {**entry(5, 53003), "userId": "another", "userPrincipalName": "ceo@contoso.com"}

    async def log(request: web.Request) -> web.Response:
        return web.json_response({"value": [theirs]})

    subject = Subject(
        invited_address="marcus.jones@contoso.com",
        attempt=Attempt(correlation_id=CORRELATION, now=NOW),
        account={"id": "3a5c0500-0000-4000-8000-000000000002"},
    )
    async with graph_of(log) as reader:
        found = await probe.read(reader, subject)
    assert {HOST_SIGN_IN_CODE, HOME_SIGN_IN_CODE}.isdisjoint(found)
