"""Who gets what: who claims an address, who stands for the guest, and anybody else."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from evidence import probes
from evidence.access import Asker, release
from evidence.collectors.sponsors import prove_by_guest
from evidence.facts import HOME_TENANT, HOST_TENANT, REPORTER_SIDE, Reason, Unknown
from evidence.gather import PROBES, ProbeState
from evidence.graph import Graph
from sandbox.world import World
from tests.evidence.microsoft import Microsoft, answer, reasons, served, values

MARCUS = "marcus.jones@contoso.com"
# H16 is read at home for those, and in the inviting tenant for whoever may ask it.
RELEASED = tuple(dict.fromkeys(p.id for p in probes.RELEASED if p.id != "H16"))
DOMAIN_ALLOWS = "host.spo.domainAllowsInvitee"
# Anybody can look these up: Microsoft publishes which tenant a domain belongs to.
PUBLIC = ("case.homeTenantId", "case.cloud.home", "invitee.tenantFound")


def fed_by(*ids: str) -> set[str]:
    return {of.name for probe in PROBES if probe.id in ids for of in probe.feeds}


def without_proof(microsoft: Microsoft) -> None:
    """Neither sponsors nor audit log speak for Denise."""
    microsoft.world.share.sponsored_by_inviter = False
    microsoft.world.inviting.graph.permissions -= {"AuditLog.Read.All"}


async def test_an_address_written_onto_an_object_opens_that_tenant_and_no_other(
    microsoft: Microsoft,
) -> None:
    """Any user administrator of Denise's tenant can write Marcus's address onto her object."""
    without_proof(microsoft)
    microsoft.world.inviting.inviter_upn = MARCUS
    facts = await microsoft.check(microsoft.denise, microsoft.complaint(MARCUS))
    found, why = values(facts), reasons(facts)
    assert found["reporter.ownsInvitedAddress"] is False
    assert {why[name] for name in fed_by("G1", "G2", "G3")} == {Reason.NOT_RELEASED}
    assert found["evidence.homeVisible"] is False
    assert microsoft.world.invited.upn not in str(facts.to_json())
    assert not any("/domains/" in request for request in microsoft.requests)
    assert found["guest.exists"] is True, "her own directory"
    assert found["host.xtap.inboundAllows"] is True


async def test_an_address_written_onto_an_object_opens_nothing_at_a_partner(
    microsoft: Microsoft,
) -> None:
    """Contoso's administrator writes an address of Fabrikam's domain onto Marcus's object."""
    stolen = microsoft.world.inviting.inviter_upn
    microsoft.world.invited.mail = microsoft.world.share.invited_address = stolen
    facts = await microsoft.check(microsoft.marcus)
    assert values(facts)["reporter.ownsInvitedAddress"] is False
    gated = {*fed_by(*RELEASED), DOMAIN_ALLOWS}
    assert {reasons(facts)[name] for name in gated} == {Reason.NOT_RELEASED}


async def test_an_owner_finds_no_guest_by_an_address_that_may_be_somebody_elses(
    microsoft: Microsoft,
) -> None:
    other = "somebody.else@gmail.example"
    microsoft.world.invited.proxy_addresses += (f"smtp:{other}",)
    microsoft.world.share.invited_address = other
    found = values(await microsoft.check(microsoft.marcus, microsoft.complaint(MARCUS)))
    assert found["reporter.ownsInvitedAddress"] is True
    assert found["guest.exists"] is False


async def test_an_address_of_nobodys_domain_is_its_holders(microsoft: Microsoft) -> None:
    private = "marcus@gmail.example"
    microsoft.world.invited.mail = microsoft.world.share.invited_address = private
    found = values(await microsoft.check(microsoft.marcus))
    assert found["reporter.ownsInvitedAddress"] is True
    assert (found["invitee.mailEqualsInvited"], found["guest.exists"]) == (True, True)


async def test_a_told_tenant_does_not_say_whose_an_address_is(microsoft: Microsoft) -> None:
    """Nobody answers discovery; what the person tells of both opens their own object alone."""
    inviting, invited = microsoft.world.inviting, microsoft.world.invited
    inviting.graph.permissions -= {"CrossTenantInformation.ReadBasic.All"}
    base, closed = f"{microsoft.base}/graph", "http://127.0.0.1:9"
    blind = Graph(microsoft.session, microsoft.tokens(), base, closed)
    told = microsoft.complaint(MARCUS).with_(REPORTER_SIDE, answer("invited"))
    told = told.with_(HOME_TENANT, answer(invited.tenant_id))
    told = told.with_(HOST_TENANT, answer(inviting.tenant_id))
    facts = await microsoft.check(microsoft.marcus, told, microsoft.gatherer(graph=blind))
    found, why = values(facts), reasons(facts)
    assert found["reporter.ownsInvitedAddress"] is False
    assert found["invitee.upnEqualsInvited"] is False
    gated = {*fed_by("H6", "H2", "H3"), DOMAIN_ALLOWS}
    assert {why[name] for name in gated} == {Reason.NOT_RELEASED}


async def test_who_could_not_be_looked_up_may_own_the_address_all_the_same(
    microsoft: Microsoft,
) -> None:
    microsoft.world.invited.graph.permissions -= {"User.Read.All"}
    why = reasons(await microsoft.check(microsoft.marcus))
    assert why["reporter.ownsInvitedAddress"] is Reason.NO_PERMISSION
    assert {why[name] for name in fed_by("G2", "G3")} == {Reason.NOT_RELEASED}


@pytest.mark.parametrize("who", ["marcus", "denise"])
async def test_who_has_to_do_with_the_guest_gets_everything(microsoft: Microsoft, who: str) -> None:
    facts = await microsoft.check(getattr(microsoft, who))
    assert Reason.NOT_RELEASED not in reasons(facts).values()
    for name in (DOMAIN_ALLOWS, "host.xtap.inboundAllows", "home.xtap.outboundAllows"):
        assert values(facts)[name] is True, name


async def test_an_inviter_without_proof_gets_the_settings_of_her_tenant_as_a_whole(
    microsoft: Microsoft,
) -> None:
    without_proof(microsoft)
    microsoft.world.share.guest = "missing"
    facts = await microsoft.check(microsoft.denise)
    known = {name for name, value in values(facts).items() if not isinstance(value, Unknown)}
    assert known & fed_by("H1", *RELEASED) == fed_by("H1") - {DOMAIN_ALLOWS}
    gated = {*fed_by(*RELEASED), DOMAIN_ALLOWS}
    assert {reasons(facts)[name] for name in gated} == {Reason.NOT_RELEASED}
    assert not any("crossTenantAccessPolicy" in request for request in microsoft.requests)


@pytest.mark.parametrize("who", ["partner", "colleague", "stranger"])
@pytest.mark.parametrize("mode", ["none", "allowList", "blockList"])
async def test_the_domain_list_cannot_be_asked_domain_by_domain(
    microsoft: Microsoft, who: str, mode: str
) -> None:
    """On the list or not, the asker's own, the site's own, one that nobody has: all alike."""
    microsoft.world.inviting.domain_mode = mode
    microsoft.world.inviting.domain_list = ("litware.example", "contoso.com")
    domains = ["litware.example", "contoso.com", "fabrikam.com", "nobodys.example"]
    outcomes = [await outcome(microsoft, asker(microsoft, who), f"x@{d}") for d in domains]
    assert outcomes[1:] == outcomes[:1] * 3


@pytest.mark.parametrize(
    ("domain", "allowed"), [("litware.example", True), ("else.example", False)]
)
async def test_an_agent_may_ask_for_any_domain(
    microsoft: Microsoft, domain: str, allowed: bool
) -> None:
    microsoft.world.inviting.domain_mode = "allowList"
    microsoft.world.inviting.domain_list = ("litware.example",)
    agent = replace(microsoft.colleague, agent=True)
    found = values(await microsoft.check(agent, microsoft.complaint(f"x@{domain}")))
    assert found[DOMAIN_ALLOWS] is allowed


def asker(microsoft: Microsoft, who: str) -> Asker:
    if who == "partner":
        return replace(microsoft.colleague, tenant_id=microsoft.world.invited.tenant_id)
    named: Asker = getattr(microsoft, who)
    return named


async def outcome(microsoft: Microsoft, who: Asker, address: str) -> object:
    """Everything the asker could tell two addresses apart by, but for what is public."""
    microsoft.requests.clear()
    facts = await microsoft.check(who, microsoft.complaint(address))
    told = {name: seen for name, seen in facts.to_json().items() if name not in PUBLIC}
    calls = Counter(r for r in microsoft.requests if "/login/" not in r and "/tenantRel" not in r)
    return told, steps(microsoft.states), len(microsoft.states), calls


def steps(states: list[tuple[ProbeState, ...]]) -> list[object]:
    """How the probes that need a release went on, step by step."""
    shown = [tuple(s for s in one if s.probe in RELEASED) for one in states]
    return [now for before, now in zip([(), *shown], shown, strict=False) if now != before]


async def test_the_settings_of_a_tenant_do_not_wait_for_the_askers_own_directory() -> None:
    async with served(World(), slow_seconds=4.0) as microsoft:
        microsoft.world.invited.graph.pace = "slow"
        started = time.monotonic()
        facts = await microsoft.check(microsoft.marcus, gatherer=microsoft.gatherer(deadline=1.5))
        assert time.monotonic() - started < 2.0
    assert values(facts)["host.requireMatch"] is True
    assert reasons(facts)[DOMAIN_ALLOWS] is Reason.NOT_RELEASED
    assert {reasons(facts)[name] for name in fed_by("G1")} == {Reason.TIMED_OUT}


GUEST = {"id": "9e570000-0000-4000-8000-000000000003", "mail": MARCUS, "creationType": "Invitation"}


@pytest.mark.parametrize("users", [[GUEST], []], ids=["a guest", "no guest"])
async def test_a_half_answered_search_does_not_tell_whether_the_guest_exists(
    microsoft: Microsoft, users: list[dict[str, str]]
) -> None:
    """One of the four look-ups fails: the reason and the questions after it are the same."""
    asked: list[str] = []

    async def batch(request: web.Request) -> web.Response:
        ids = [part["id"] for part in (await request.json())["requests"]]
        parts = [{"id": one, "status": 500, "body": {}} for one in ids[1:]]
        found = {"id": ids[0], "status": 200, "body": {"value": users}}
        return web.json_response({"responses": [found, *parts]})

    async def nobody(request: web.Request) -> web.Response:
        asked.append(request.path.split("/")[2])
        return web.json_response({"value": []})

    app = web.Application()
    app.add_routes([web.post("/v1.0/$batch", batch), web.get("/v1.0/{any:.*}", nobody)])
    async with TestServer(app, host="127.0.0.1") as server:
        graph = Graph(microsoft.session, microsoft.tokens(), str(server.make_url("")))
        until = asyncio.get_running_loop().time() + 5
        reader = graph.reader(microsoft.world.inviting.tenant_id, until)
        proof, _ = await prove_by_guest(reader, MARCUS, microsoft.colleague)
    assert proof.refused is Reason.UNREACHABLE
    assert release(MARCUS, None, microsoft.colleague, proof).covers("any") is False
    assert asked == ["users", "auditLogs"]
