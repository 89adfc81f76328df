"""What somebody who merely has the link to a partner's page can make us believe, and fill up."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cards.desk_card import what_happened_in
from cards.words import words
from cases.hand_off import Learned
from cases.model import EventKind, Person
from evidence.facts import SIGN_IN_CHECK
from tests.traps.deployment import deployed
from tests.traps.partner import Answered, Handed, browsing, hand_off, handed_off
from tests.traps.visitor import SIGN_IN, Visitor, with_query

SECOND = "host.signIn.secondCheckCode"


@pytest.fixture
async def handed(tmp_path: Path, pair: rsa.RSAPrivateKey) -> AsyncIterator[Handed]:
    """Handed off by a bot whose sign-in check is set up; tokens carry the time of day."""
    database = tmp_path / "desk.db"
    async with deployed(database, pair, clock=lambda: datetime.now(UTC)) as around:
        around.more = {**SIGN_IN, "TENANT_REGISTRATIONS": "{}"}
        await around.start()
        async with handed_off(around) as one:
            yield one


@asynccontextmanager
async def visiting(handed: Handed) -> AsyncIterator[Visitor]:
    async with browsing(handed) as browser:
        yield Visitor(browser)


@pytest.fixture
async def visitor(handed: Handed) -> AsyncIterator[Visitor]:
    async with visiting(handed) as one:
        yield one


async def brought(handed: Handed) -> dict[str, object]:
    """What came over the page: fact → value."""
    raw = (await handed.case()).brought.to_json()
    ids = ("host.signIn.secondCheckId", "host.signIn.secondCheckApp")
    about = ("case.invitedAddress", "case.hostDomain")
    return {name: seen[-1]["value"] for name, seen in raw.items() if name not in (*ids, *about)}


async def sure(handed: Handed) -> set[str]:
    """How sure the verdicts are, the reporter's and the desk's."""
    await handed.deployment.settled()
    case = await handed.case()
    return {str(d["certainty"]) for d in (case.diagnosis, case.desk_diagnosis) if d}


async def events(handed: Handed, kind: EventKind) -> list[object]:
    return [event.detail for event in (await handed.case()).history if event.kind is kind]


# --- evidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [53003, 500212, 50020])
async def test_a_forged_return_makes_nothing_certain(
    handed: Handed, visitor: Visitor, number: int
) -> None:
    back = await visitor.chooses(await visitor.begins("host"), "it")
    said = f"AADSTS{number}: made up"
    forged = with_query(back, code="", error="access_denied", error_description=said)
    await visitor.decides(await visitor.comes_back(forged), "whole")
    assert await brought(handed) == {SECOND: number}
    assert "certain" not in await sure(handed)


@pytest.mark.parametrize("number", [53003, 500212])
async def test_a_made_up_page_makes_nothing_certain(
    handed: Handed, visitor: Visitor, number: int
) -> None:
    page = await visitor.goes(f"{visitor.browser.link}/second-check")
    text = f"AADSTS{number}\nCorrelation Id: 0a5f3b1c-0000-4000-8000-0000000000c0"
    await visitor.sends("/second-check", form=page.field("form"), text=text)
    assert await brought(handed) == {SECOND: number}, "no id or time of the page before"
    assert "certain" not in await sure(handed)


@pytest.mark.parametrize("number", [50105, 65001, 90094, 700016, 50057])
async def test_a_page_about_our_own_application_says_nothing(
    handed: Handed, visitor: Visitor, number: int
) -> None:
    page = await visitor.goes(f"{visitor.browser.link}/second-check")
    text = f"AADSTS{number}: the application InviteDesk sign-in check"
    said = await visitor.sends("/second-check", form=page.field("form"), text=text)
    assert said.status == 422
    assert await brought(handed) == {}


async def test_a_made_up_check_pack_makes_nothing_certain(handed: Handed) -> None:
    assert (await sends_pack(handed, "account", **{"invitee.accountKind:group": True})) == 200
    assert await brought(handed) == {"invitee.accountKind": "group"}
    assert "certain" not in await sure(handed)


async def sends_pack(handed: Handed, family: str, **answers: bool) -> int:
    made = datetime.now(UTC).isoformat()
    text = json.dumps({"invitedesk": 1, "pack": family, "made": made, "facts": answers})
    async with browsing(handed) as browser:
        form = (await browser.opens()).field("form")
        return (await browser.sends("/pack/send", form=form, text=text)).status


async def test_a_page_shows_what_came_over_it_alone(handed: Handed) -> None:
    other = await hand_off(handed.deployment, handed.store, handed.number)
    await sends_pack(other, "outbound", **{"home.xtap.outboundAllows": True})
    for page, shown in ((other, True), (handed, False)):
        async with browsing(page) as browser:
            assert ("The result of a check" in (await browser.opens()).text) is shown


# --- what fills a case up -------------------------------------------------------------------------


async def test_whoever_begins_second_checks_fills_nothing(
    handed: Handed, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.visiting.MOST", 2)
    begun = [parse_qs(urlsplit(await visitor.begins("host")).query) for _ in range(4)]
    assert len({query["client-request-id"][0] for query in begun}) == 1
    assert await events(handed, EventKind.BROUGHT) == []
    async with browsing(handed) as browser:
        assert "Thank you" in (await browser.answers("cannot", "Our policy forbids it.")).text
    assert len(await handed.answered()) == 1


async def test_checks_leave_room_for_the_answer(
    handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.visiting.MOST", 2)
    outbound = {"home.xtap.outboundAllows": True}
    sent = [await sends_pack(handed, "outbound", **outbound) for _ in range(3)]
    assert sent == [200, 200, 409]
    async with browsing(handed) as browser:
        for text in ("one", "two", "three"):
            await browser.answers("question", text)
    assert [text for _, text in await handed.answered()] == ["one", "two"]


# --- grants -------------------------------------------------------------------------------------


async def administrator(handed: Handed, visitor: Visitor, tenant: str) -> str:
    """Where somebody who signed in as that tenant's administrator decides."""
    await visitor.begins("administrator")
    [cookie] = visitor.cookies.values()
    id_, body = secrets.token_urlsafe(32), {
        "purpose": "administrator", "showed": "administrator", "name": "x@evil.example",
        "tenant": tenant, "same": None, "number": None, "may_grant": True,
    }  # fmt: skip
    now, until = datetime.now(UTC), datetime.now(UTC) + timedelta(minutes=5)
    learned = Learned(id_, cookie.partition(".")[2], handed.hand_off.id, body, until)
    assert await handed.store.keep_learned(learned, now)
    return f"/learned/{id_}"


async def decides(handed: Handed, visitor: Visitor, tenant: str, what: str) -> Answered:
    path = await administrator(handed, visitor, tenant)
    return await visitor.sends(path, decision=what)


async def test_an_administrator_of_another_tenant_grants_nothing(
    handed: Handed, visitor: Visitor
) -> None:
    world = handed.deployment.world
    before = await handed.case()
    refused = await decides(handed, visitor, world.inviting.tenant_id, "grant")
    assert (refused.status, "not about your organisation" in refused.text) == (409, True)
    assert await handed.store.grants() == {}
    assert (await handed.case()).version == before.version


async def test_a_word_that_changes_nothing_leaves_no_trace(
    handed: Handed, visitor: Visitor
) -> None:
    home = handed.deployment.world.invited.tenant_id
    for what in ("withdraw", "grant", "grant", "withdraw", "withdraw"):
        assert (await decides(handed, visitor, home, what)).status == 303
    own = {"hand_off": handed.hand_off.id}
    told = await events(handed, EventKind.CONSENTED)
    assert told == [{**own, "granted": True}, {**own, "granted": False}]
    history = (await handed.case()).history
    said = [what_happened_in(words("en"), e) for e in history if e.kind is EventKind.CONSENTED]
    assert said == [
        "An administrator of the partner allowed us to read more.",
        "An administrator of the partner no longer allows us to read there.",
    ]


async def test_where_the_case_takes_no_more_nothing_is_granted_and_all_can_be_withdrawn(
    handed: Handed, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.visiting.MOST", 1)
    home = handed.deployment.world.invited.tenant_id
    await decides(handed, visitor, home, "grant")
    assert set(await handed.store.grants()) == {home}
    await decides(handed, visitor, home, "withdraw")
    assert await handed.store.grants() == {}
    assert (await decides(handed, visitor, home, "grant")).status == 409
    assert await handed.store.grants() == {}
    assert len(await events(handed, EventKind.CONSENTED)) == 1


# --- what is kept of people ---------------------------------------------------------------------


def learned(handed: Handed) -> list[str]:
    return [body for (body,) in handed.deployment.rows("SELECT body FROM learned")]


async def test_nobody_who_has_nothing_to_decide_is_named(handed: Handed, visitor: Visitor) -> None:
    page = await visitor.signs_in("it")
    assert "We cannot tell yet" in page.text
    [body] = learned(handed)
    assert "contoso" not in body
    assert handed.deployment.world.invited.tenant_id not in body


async def test_who_is_forgotten_leaves_no_sign_in(handed: Handed, visitor: Visitor) -> None:
    await visitor.signs_in("work")
    await visitor.begins()
    assert len(learned(handed)) == 1
    erased = await handed.store.forget(Person("29:zoe", "of-zoe", "her-tenant", "Zoe"))
    assert erased.sign_ins == 2, "nobody knows yet whose they are"
    assert learned(handed) == []


async def test_a_released_name_goes_with_its_address(handed: Handed, visitor: Visitor) -> None:
    await visitor.decides(await visitor.signs_in("work"), "whole")
    await handed.deployment.settled()
    assert (await brought(handed))["invitee.upn"] == "mj4711@contoso.com"
    erased = await handed.store.forget_address("MJ4711@contoso.com")
    assert (erased.cases, erased.texts) == (0, 1)
    case = await handed.case()
    released = [
        (name, seen.value)
        for facts in (case.brought, case.facts, case.desk_facts)
        for name, all_ in facts.observations.items()
        for seen in all_
        if seen.source == SIGN_IN_CHECK
    ]
    assert {name for name, _ in released} == {"invitee.upnEqualsInvited", "case.homeTenantId"}
    assert (await handed.store.forget_address("mj4711@contoso.com")).texts == 0
