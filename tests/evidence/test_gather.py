"""Checks from end to end: real MSAL and the real client against the two tenants' servers."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.access import Asker
from evidence.collectors.probe import Probe
from evidence.facts import HOST_DOMAIN, REPORTER_SIDE, Complaint, Reason, Trust
from evidence.gather import PROBES
from sandbox.world import GraphKnobs, Inviting, World
from tests.evidence.microsoft import NOW, Microsoft, answer, complained, reasons, served, values

DIRECTORY = ("H2", "H3", "H18", "G1", "G6", "G7", "G8")
_SCHEDSTAT = Path("/proc/thread-self/schedstat")


def feeds(*ids: str) -> set[str]:
    return {fact.name for probe in PROBES if probe.id in ids for fact in probe.feeds}


def ended(microsoft: Microsoft) -> dict[str, Reason | None]:
    return {f"{s.probe} {s.organisation}": s.reason for s in microsoft.states[-1]}


async def test_the_invited_person_gets_the_articles_facts(microsoft: Microsoft) -> None:
    found = values(await microsoft.check(microsoft.marcus))
    assert found["invitee.upn"] == "mj4711@contoso.com"
    assert found["invitee.upnEqualsInvited"] is False
    assert found["invitee.upnInProxyAddresses"] is False
    assert found["guest.externalUserState"] == "PendingAcceptance"
    assert found["host.requireMatch"] is True
    assert found["home.xtap.outboundAllows"] is True
    assert found["case.hostTenantId"] == microsoft.world.inviting.tenant_id
    assert found["case.homeTenantId"] == microsoft.world.invited.tenant_id
    assert (found["evidence.hostVisible"], found["evidence.homeVisible"]) == (True, True)


async def test_the_inviter_is_recognised_as_the_guests_sponsor(microsoft: Microsoft) -> None:
    microsoft.world.inviting.graph.permissions -= {"AuditLog.Read.All"}
    found = values(await microsoft.check(microsoft.denise))
    assert (found["guest.exists"], found["invitee.upnEqualsInvited"]) == (True, False)


async def test_without_a_sponsor_the_audit_log_names_the_inviter(microsoft: Microsoft) -> None:
    microsoft.world.share.sponsored_by_inviter = False
    assert values(await microsoft.check(microsoft.denise))["guest.exists"] is True
    without = microsoft.world.inviting.graph.permissions - {"AuditLog.Read.All"}
    microsoft.world.inviting.graph.permissions = without
    unproven = reasons(await microsoft.check(microsoft.denise))
    assert {unproven[name] for name in feeds(*DIRECTORY)} == {Reason.NOT_RELEASED}


async def test_an_agent_may_look_without_proof(microsoft: Microsoft) -> None:
    agent = replace(microsoft.colleague, agent=True)
    assert values(await microsoft.check(agent))["guest.exists"] is True


async def test_the_account_at_home_is_looked_up_once_for_all_who_need_it(
    microsoft: Microsoft,
) -> None:
    found = values(await microsoft.check(replace(microsoft.colleague, agent=True)))
    assert (found["invitee.accountFound"], found["invitee.accountKind"]) == (True, "user")
    by_name = [url for url in microsoft.batched if "userPrincipalName%20eq" in url]
    # For G1, G5 and G7, and among all holders of the address for G6.
    assert len(by_name) == 2


async def test_every_observation_has_source_time_and_trust(microsoft: Microsoft) -> None:
    facts = await microsoft.check(microsoft.marcus)
    for name, seen in facts.observations.items():
        for observation in seen:
            assert observation.at == NOW, name
            assert observation.trust is Trust.READ, name
            assert observation.source in {p.id for p in PROBES} | {"derived", "own object"}, name


async def test_what_we_know_of_ourselves_is_marked_by_its_source(microsoft: Microsoft) -> None:
    """Whoever compares two checks tells settings that changed from reads that came and went."""
    facts = await microsoft.check(microsoft.marcus)
    probes = {probe.id for probe in PROBES}
    seen = ((name, o.source) for name in facts for o in facts.observations[name])
    assert {name: source for name, source in seen if source not in probes} == {
        "evidence.hostVisible": "derived",
        "evidence.homeVisible": "derived",
        "reporter.ownsInvitedAddress": "own object",
    }


@pytest.mark.parametrize(
    ("turn", "fact", "expected"),
    [
        (lambda w: setattr(w.inviting, "require_match", False), "host.requireMatch", False),
        (
            lambda w: setattr(w.inviting, "sharing", "disabled"),
            "host.spo.sharingCapability",
            "disabled",
        ),
        (lambda w: setattr(w.inviting, "inbound", "blocked"), "host.xtap.inboundAllows", False),
        (lambda w: setattr(w.invited, "outbound", "blocked"), "home.xtap.outboundAllows", False),
        (lambda w: setattr(w.invited, "account_enabled", False), "invitee.accountEnabled", False),
        (
            lambda w: setattr(w.invited, "upn", "marcus.jones@contoso.com"),
            "invitee.upnEqualsInvited",
            True,
        ),
        (lambda w: setattr(w.share, "guest", "missing"), "guest.exists", False),
        (lambda w: setattr(w.share, "guest", "deleted"), "guest.exists", False),
        (lambda w: setattr(w.share, "guest", "deleted"), "guest.softDeleted", True),
        (lambda w: setattr(w.share, "guest", "missing"), "guest.softDeleted", False),
        (lambda w: setattr(w.share, "guest", "disabled"), "guest.accountEnabled", False),
        (lambda w: setattr(w.share, "guest", "accepted"), "guest.externalUserState", "Accepted"),
        (
            lambda w: setattr(w.share, "guest_issuer", "MicrosoftAccount"),
            "guest.issuer",
            "MicrosoftAccount",
        ),
    ],
)
async def test_every_knob_is_seen(
    microsoft: Microsoft, turn: Callable[[World], None], fact: str, expected: object
) -> None:
    turn(microsoft.world)
    assert values(await microsoft.check(microsoft.marcus))[fact] == expected


async def test_domain_lists_concern_the_invited_address(microsoft: Microsoft) -> None:
    microsoft.world.inviting.domain_mode = "allowList"
    microsoft.world.inviting.domain_list = ("litware.com",)
    found = values(await microsoft.check(microsoft.marcus))
    assert found["host.spo.domainAllowsInvitee"] is False


async def test_a_guest_under_the_sign_in_name_is_found_as_well(microsoft: Microsoft) -> None:
    microsoft.world.share.invited_address = microsoft.world.invited.upn
    told = microsoft.complaint("marcus.jones@contoso.com")
    found = values(await microsoft.check(microsoft.marcus, told))
    assert (found["guest.exists"], found["guest.addressMatches"]) == (True, False)


async def test_an_agent_finds_a_guest_by_the_accounts_other_addresses(
    microsoft: Microsoft,
) -> None:
    microsoft.world.share.invited_address = microsoft.world.invited.upn
    agent = replace(microsoft.colleague, agent=True)
    told = microsoft.complaint("marcus.jones@contoso.com")
    found = values(await microsoft.check(agent, told))
    assert (found["guest.exists"], found["guest.addressMatches"]) == (True, False)


@pytest.mark.parametrize(
    ("side", "permission", "lost"),
    [
        ("inviting", "SharePointTenantSettings.Read.All", ("H1",)),
        ("inviting", "User.Read.All", ("H2", "H3", "H18")),
        ("inviting", "Policy.Read.All", ("H4", "H6", "H9")),
        ("inviting", "CrossTenantInformation.ReadBasic.All", ()),
        ("invited", "Policy.Read.All", ("G3",)),
        ("invited", "Domain.Read.All", ("G2",)),
    ],
)
async def test_each_missing_permission_costs_its_own_facts_only(
    microsoft: Microsoft, side: str, permission: str, lost: tuple[str, ...]
) -> None:
    complete = set(reasons(await microsoft.check(microsoft.marcus)))
    tenant = microsoft.world.inviting if side == "inviting" else microsoft.world.invited
    tenant.graph.permissions -= {permission}
    facts = await microsoft.check(microsoft.marcus)
    missing = {n: r for n, r in reasons(facts).items() if n not in complete}
    assert missing == dict.fromkeys(feeds(*lost) - complete, Reason.NO_PERMISSION)


async def test_without_user_read_at_home_nobody_is_recognised(microsoft: Microsoft) -> None:
    microsoft.world.invited.graph.permissions -= {"User.Read.All"}
    why = reasons(await microsoft.check(microsoft.marcus))
    assert {why[name] for name in feeds("G1")} == {Reason.NO_PERMISSION}
    assert {why[name] for name in feeds("H2", "H3")} == {Reason.NOT_RELEASED}


async def test_a_permission_granted_between_two_checks_counts_at_once(
    microsoft: Microsoft,
) -> None:
    knobs, gatherer = microsoft.world.inviting.graph, microsoft.gatherer()
    complete = knobs.permissions
    knobs.permissions = complete - {"SharePointTenantSettings.Read.All"}
    before = await microsoft.check(microsoft.marcus, gatherer=gatherer)
    assert reasons(before)["host.requireMatch"] is Reason.NO_PERMISSION
    knobs.permissions = complete
    after = await microsoft.check(microsoft.marcus, gatherer=gatherer)
    assert values(after)["host.requireMatch"] is True


@pytest.mark.parametrize("before", [True, False])
async def test_no_consent_of_the_inviting_tenant(microsoft: Microsoft, before: bool) -> None:
    """Whether it was never given, or taken back while we hold a token."""
    gatherer = microsoft.gatherer()
    if before:
        await microsoft.check(microsoft.marcus, gatherer=gatherer)
    microsoft.world.inviting.graph.consented = False
    facts = await microsoft.check(microsoft.marcus, gatherer=gatherer)
    why = reasons(facts)
    assert {why[name] for name in feeds("H1", "H2", "H3", "H6")} == {Reason.NO_CONSENT}
    found = values(facts)
    assert (found["evidence.hostVisible"], found["evidence.homeVisible"]) == (False, True)
    assert found["invitee.upnEqualsInvited"] is False


@pytest.mark.parametrize("registered", [True, False])
async def test_the_partner_is_read_only_where_registered(
    microsoft: Microsoft, registered: bool
) -> None:
    host, home = microsoft.world.inviting.tenant_id, microsoft.world.invited.tenant_id
    lets = {host: frozenset({home})} if registered else {}
    facts = await microsoft.check(microsoft.marcus, gatherer=microsoft.gatherer(lets))
    found, why = values(facts), reasons(facts)
    assert found["invitee.upnEqualsInvited"] is False
    assert found["evidence.hostVisible"] is registered
    if not registered:
        host_facts = feeds("H1", "H2", "H3", "H6")
        assert {why[name] for name in host_facts} == {Reason.NOT_RELEASED}
        assert not any("sharepoint" in request for request in microsoft.requests)


async def test_a_stranger_learns_nothing_of_either_tenant(microsoft: Microsoft) -> None:
    facts = await microsoft.check(microsoft.stranger)
    why = reasons(facts)
    for name in feeds("H1", "H2", "H3", "H6", "G1", "G2", "G3"):
        assert why[name] is Reason.NOT_RELEASED, name
    assert [r for r in microsoft.requests if "/users" in r or "$batch" in r] == []


@pytest.mark.parametrize("who", ["colleague", "stranger", "marcus"])
async def test_whoever_may_not_ask_sees_the_same_for_an_address_that_exists_and_one_that_does_not(
    microsoft: Microsoft, who: str
) -> None:
    """Facts, progress and even the requests behind them are the same."""
    asker: Asker = getattr(microsoft, who)
    real, invented = "denise.guest@contoso.com", "nobody.at.all@contoso.com"
    microsoft.world.share.invited_address = real
    outcomes = [await _outcome(microsoft, asker, address) for address in (real, invented)]
    assert outcomes[0] == outcomes[1]
    assert values(await microsoft.check(replace(asker, agent=True), microsoft.complaint(real)))


async def _outcome(microsoft: Microsoft, asker: Asker, address: str) -> object:
    microsoft.requests.clear()
    gatherer = microsoft.gatherer()
    facts = await microsoft.check(asker, microsoft.complaint(address), gatherer)
    guest = microsoft.world.share.guest_object_id
    calls = Counter(r.replace(guest, asker.object_id) for r in microsoft.requests)
    directory = [tuple(s for s in states if s.probe in DIRECTORY) for states in microsoft.states]
    steps = [a for a, b in zip(directory, [None, *directory], strict=False) if a != b]
    return facts.to_json(), len(microsoft.states), steps, calls


async def test_a_typed_site_does_not_open_a_tenant(microsoft: Microsoft) -> None:
    told = complained(HOST_DOMAIN, "contoso.sharepoint.com")
    facts = await microsoft.check(microsoft.denise, told, microsoft.gatherer({}))
    assert {reasons(facts)[name] for name in feeds("H1", "H6")} == {Reason.NOT_RELEASED}


async def test_one_side_told_and_nothing_else_reads_the_own_tenant(microsoft: Microsoft) -> None:
    told = Complaint().with_(REPORTER_SIDE, answer("inviting"))
    facts = await microsoft.check(microsoft.denise, told)
    assert values(facts)["host.requireMatch"] is True
    assert reasons(facts)["guest.exists"] is Reason.NOT_LOOKED_UP


async def test_nothing_told_is_nothing_read(microsoft: Microsoft) -> None:
    facts = await microsoft.check(microsoft.denise, Complaint())
    assert {reasons(facts)[name] for name in feeds(*(p.id for p in PROBES))} == {
        Reason.NOT_LOOKED_UP
    }


async def test_an_address_of_nobodys_domain_has_no_tenant(microsoft: Microsoft) -> None:
    told = microsoft.complaint("marcus@gmail.example")
    facts = await microsoft.check(replace(microsoft.denise, agent=True), told)
    assert values(facts)["invitee.tenantFound"] is False
    assert reasons(facts)["home.xtap.outboundAllows"] is Reason.NOT_LOOKED_UP


@pytest.mark.parametrize("asker", ["", "not-a-guid", "../../me"])
async def test_ids_that_are_none_never_reach_a_path(microsoft: Microsoft, asker: str) -> None:
    who = Asker(asker, asker)
    facts = await microsoft.check(who)
    assert reasons(facts)["guest.exists"] is Reason.NOT_RELEASED
    assert [r for r in microsoft.requests if "/users/" in r or r.endswith("/me")] == []


async def test_throttled_all_the_way_is_said_so_and_the_rest_goes_on(
    microsoft: Microsoft,
) -> None:
    microsoft.world.inviting.graph.pace = "throttled"
    facts = await microsoft.check(microsoft.marcus, gatherer=microsoft.gatherer(deadline=3.0))
    why = reasons(facts)
    assert {why[name] for name in feeds("H1", "H2", "H3", "H6")} == {Reason.THROTTLED}
    assert why["evidence.hostVisible"] is Reason.THROTTLED
    assert values(facts)["invitee.upnEqualsInvited"] is False


async def test_throttling_that_passes_costs_only_time(microsoft: Microsoft) -> None:
    knobs = microsoft.world.inviting.graph
    knobs.pace = "throttled"
    asyncio.get_running_loop().call_later(0.2, lambda: setattr(knobs, "pace", "normal"))
    found = values(await microsoft.check(microsoft.marcus))
    assert (found["guest.exists"], found["host.requireMatch"]) == (True, True)


async def test_a_slow_tenant_ends_with_the_deadline_and_the_rest_is_there() -> None:
    async with served(World(), slow_seconds=4.0) as microsoft:
        microsoft.world.inviting.graph.pace = "slow"
        started = time.monotonic()
        facts = await microsoft.check(microsoft.marcus, gatherer=microsoft.gatherer(deadline=1.5))
        assert time.monotonic() - started < 2.0
        why = reasons(facts)
        assert {why[name] for name in feeds("H1", "H2", "H3", "H6")} == {Reason.TIMED_OUT}
        assert values(facts)["invitee.upnEqualsInvited"] is False
        assert not any(state.waiting for state in microsoft.states[-1])


async def test_progress_begins_with_all_waiting_and_ends_with_none(microsoft: Microsoft) -> None:
    await microsoft.check(microsoft.marcus)
    first, last = microsoft.states[0], microsoft.states[-1]
    assert [s.probe for s in first] == [p.id for p in PROBES]
    assert all(s.waiting for s in first)
    assert not any(s.waiting for s in last)
    waiting = [sum(s.waiting for s in states) for states in microsoft.states]
    assert waiting == sorted(waiting, reverse=True)


async def test_a_probe_that_breaks_takes_no_other_with_it(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A setting in a form nobody documented."""
    microsoft.world.inviting.sharing = 17  # type: ignore[assignment]
    facts = await microsoft.check(microsoft.marcus)
    assert {reasons(facts)[n] for n in feeds("H1")} == {Reason.NOT_UNDERSTOOD}
    assert values(facts)["guest.exists"] is True
    assert "H1" in caplog.text


async def test_logs_name_no_person(microsoft: Microsoft, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "evidence")
    microsoft.world.inviting.graph.permissions = frozenset()
    await microsoft.check(microsoft.marcus)
    assert "no permission" in caplog.text
    for secret in (
        "marcus",
        "mj4711",
        "@contoso",
        "Bearer",
        microsoft.world.invited.user_object_id,
    ):
        assert secret.lower() not in caplog.text.lower()


async def test_cancelling_a_check_is_the_only_thing_that_raises() -> None:
    async with served(World(inviting=_slow()), slow_seconds=2.0) as microsoft:
        check = asyncio.create_task(microsoft.check(microsoft.marcus))
        await asyncio.sleep(0.3)
        check.cancel()
        with pytest.raises(asyncio.CancelledError):
            await check


def _slow() -> Inviting:
    world = World()
    world.inviting.graph = GraphKnobs(pace="slow")
    return world.inviting


async def test_slow_tokens_and_a_slow_graph_never_stall_the_loop() -> None:
    async with served(World(), slow_seconds=0.8, token_seconds=0.8) as microsoft:
        microsoft.world.inviting.graph.pace = microsoft.world.invited.graph.pace = "slow"
        gatherer = microsoft.gatherer(deadline=10.0)
        async with longest_pause() as pauses:
            facts = await microsoft.check(microsoft.marcus, gatherer=gatherer)
        assert values(facts)["host.requireMatch"] is True
        assert max(pauses) < 0.25, f"the loop stood still for {max(pauses):.3f} s"


@asynccontextmanager
async def longest_pause() -> AsyncIterator[list[float]]:
    """Collects how late a 10 ms timer fires, in seconds.

    Time in which the thread could have run but got no processor is taken off: it is the
    machine's, not ours. A blocking call or a held interpreter lock sleeps, and counts in full.
    What earlier tests left behind is put aside, as app.py does with what lives for ever: sorting
    through it took the collector 0.4 s here, in a process of 3,000 tests.
    """
    pauses: list[float] = []
    gc.collect()
    gc.freeze()

    async def watch() -> None:
        while True:
            before, starved = time.monotonic(), _starved()
            await asyncio.sleep(0.01)
            late = time.monotonic() - before - 0.01
            pauses.append(late - (_starved() - starved))

    watcher = asyncio.create_task(watch())
    try:
        yield pauses
    finally:
        watcher.cancel()
        gc.unfreeze()


def _starved() -> float:
    """Seconds this thread has waited for a processor, as Linux counts them; else 0."""
    try:
        return int(_SCHEDSTAT.read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def test_every_probe_names_its_permission_and_side() -> None:
    for probe in PROBES:
        assert isinstance(probe, Probe)
        assert probe.feeds or probe.id == "G7", probe.id  # where no account is, G6 answers
        assert probe.organisation in ("inviting", "invited", "neither")
        assert bool(probe.permission) is (probe.id != "OIDC")
    assert {p.id for p in PROBES if p.personal} == set(DIRECTORY)
