"""A case is handed off at the desk: what is prepared, what is refused, what leaves and is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from bot.answers import CardAnswer
from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import DELIVERIES, Case, CaseState, EventKind, JobKind, Post
from cases.roles import NONE
from desk.hand_off_settings import HandOffSettings, Mail, Webhook
from desk.showing import show_job
from evidence.facts import UPN, Facts, Observation, SummaryReader, Trust
from tests.cards.linter import nodes
from tests.cases import made
from tests.desk.house import AMARA, BEN, DESK, Directory, House, Sent, Speaker

SETTINGS = HandOffSettings(
    mail=Mail("desk@fabrikam.example"),
    webhooks=MappingProxyType({"tickets": Webhook("tickets", "https://t.example", "x" * 32)}),
)
MAIL = {"way": "mail", "address": "it@contoso.com"}
OURS = "second@fabrikam.example"  # in the domain that mail leaves from
FORM_OF = tuple(SummaryReader)


@pytest.fixture
async def ways(house: House) -> House:
    """The desk with every way set up."""
    return House(house.store, Directory(), Sent(), "https://desk.example", SETTINGS)


async def prepared(house: House, case: Case, reader: str = "partner") -> dict[str, str]:
    """Amara asks for the summary; returns what the form's button would send back."""
    await house.amara.presses("handoff.prepare", case, reader=reader)
    return {**house.amara.stamp("handoff.send"), "summary": text_in(house.amara)}


def text_in(who: Speaker) -> str:
    [box] = [n for n in form(who) if n.get("id") == "summary"]
    return str(box["value"])


def form(who: Speaker) -> list[Any]:
    assert isinstance(who.answer, CardAnswer)
    return list(nodes(who.answer.card))


async def sent(house: House, case: Case, reader: str = "partner", **data: str) -> str:
    """The form, filled in and sent."""
    filled = await prepared(house, case, reader)
    return await house.amara.presses_with("handoff.send", {**filled, **MAIL, **data})


async def kept(house: House, case: Case) -> tuple[HandOff, tuple[Delivery, ...]]:
    [hand_off] = await house.store.hand_offs(case.number)
    return hand_off, await house.store.deliveries(case.number)


async def nothing_left(house: House, case: Case) -> bool:
    owed = await house.owed(*DELIVERIES)
    left = (await house.store.hand_offs(case.number), await house.store.deliveries(case.number))
    return (await house.now_of(case), left, owed) == (case, ((), ()), [])


# --- to be read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", FORM_OF)
async def test_a_summary_is_shown_before_anything_leaves(ways: House, reader: str) -> None:
    case = await ways.case()
    await prepared(ways, case, reader)
    assert text_in(ways.amara).startswith("# ")
    assert "Nothing has left yet" in ways.amara.answered
    assert await nothing_left(ways, case)


async def test_only_ways_that_are_set_up_are_offered(house: House, ways: House) -> None:
    bare = House(house.store, house.directory, house.sent)
    case = await house.case()
    await prepared(bare, case)
    plain = bare.amara.answered
    await prepared(ways, case)
    for way in ("By mail", "By webhook", "As a file"):
        assert way not in plain.splitlines()
        assert way in ways.amara.answered.splitlines()
    assert "As a card" in plain.splitlines()
    assert "tickets" in ways.amara.answered


@pytest.mark.parametrize("reader", FORM_OF)
async def test_only_the_partner_gets_a_page(ways: House, reader: str) -> None:
    case = await ways.case()
    await prepared(ways, case, reader)
    assert ("opens for 14 days" in ways.amara.answered) is (reader == "partner")


@pytest.mark.parametrize(
    ("reader", "offered"),
    [
        ("partner", {"channel", "reporter", AMARA.object_id, BEN.object_id}),
        ("desk", {AMARA.object_id, BEN.object_id}),
        ("reporter", {"reporter"}),
        ("management", {"channel", AMARA.object_id, BEN.object_id}),
    ],
)
async def test_a_card_goes_only_where_its_reader_may_be(
    ways: House, reader: str, offered: set[str]
) -> None:
    case = await in_thread(ways)
    await prepared(ways, case, reader)
    [choice] = [n for n in form(ways.amara) if n.get("id") == "person"]
    assert {c["value"] for c in choice["choices"]} - {"0bj-lena"} == offered
    for to in ("channel", "reporter"):
        said = await sent(ways, await ways.now_of(case), reader, way="card", person=to)
        assert ("cannot go there" in said) is (to not in offered)


async def test_where_there_is_no_thread_and_no_chat_no_card_goes(ways: House) -> None:
    case = await ways.case()
    case = await ways.store.save_case(replace(case, place=replace(case.place, conversation_id="")))
    assert "cannot go there" in await sent(ways, case, way="card", person="channel")
    assert "cannot go there" in await sent(ways, case, way="card", person="reporter")
    await prepared(ways, case, "reporter")
    assert "As a card" not in ways.amara.answered.splitlines()


async def test_a_person_who_left_the_desk_gets_no_card(ways: House) -> None:
    case = await ways.case()
    ways.directory.held[BEN.object_id] = NONE
    assert "cannot go there" in await sent(ways, case, way="card", person=BEN.object_id)
    assert await nothing_left(ways, case)


async def test_a_form_names_the_newest_version_though_the_card_was_old(ways: House) -> None:
    case = await ways.case()
    await ways.ben.presses("desk.note", case, text="called them")
    stamp = await prepared(ways, case)
    assert stamp["rev"] == str((await ways.now_of(case)).version)


# --- what leaves ---------------------------------------------------------------------------------


async def test_what_was_sent_is_kept_with_what_was_written(ways: House) -> None:
    case = await ways.case()
    form = await prepared(ways, case)
    text = form["summary"] + "\n\nCall 0151 1234 any time."
    said = await ways.amara.presses_with("handoff.send", {**form, **MAIL, "summary": text})
    assert "on its way" in said

    hand_off, [delivery] = await kept(ways, case)
    assert (hand_off.generated.strip(), hand_off.sent) == (form["summary"].strip(), text)
    assert (hand_off.by, hand_off.reader) == (AMARA, SummaryReader.PARTNER)
    assert hand_off.expires_at == ways.now + timedelta(days=14)
    assert (delivery.way, delivery.to, delivery.state) == (
        Way.MAIL,
        "it@contoso.com",
        DeliveryState.WAITING,
    )
    [job] = await ways.owed(*DELIVERIES)
    assert job == {"delivery": delivery.id, "case": case.number}


async def test_what_nobody_changed_leaves_as_it_was_written(ways: House) -> None:
    case = await ways.case()
    filled = await prepared(ways, case)
    ways.now += timedelta(minutes=50)  # ages are said in it
    typed = filled["summary"].replace("\n", "\r\n") + "  \r\n"  # as clients give it back
    await ways.amara.presses_with("handoff.send", {**filled, **MAIL, "summary": typed})
    hand_off, _ = await kept(ways, case)
    assert hand_off.sent == hand_off.generated
    assert hand_off.sent.strip() == filled["summary"].strip()


@pytest.mark.parametrize(("way", "whole"), [("file", True), ("mail", False)])
async def test_what_does_not_fit_the_form_leaves_whole_as_a_file_only(
    ways: House, way: str, whole: bool
) -> None:
    case = await ways.case()
    notes = [made.event(EventKind.NOTED, AMARA, text=f"{n} " + "word " * 300) for n in range(40)]
    case = await ways.store.save_case(case, notes)
    await sent(ways, case, "desk", way=way, address=OURS)
    hand_off, _ = await kept(ways, case)
    assert len(hand_off.generated) > 12_000
    assert (hand_off.sent == hand_off.generated) is whole
    assert hand_off.generated.startswith(hand_off.sent)
    assert whole or len(hand_off.sent) <= 12_000


@pytest.mark.parametrize("text", ["${name}", "@{{x}}", "a ${{b}}"])
async def test_braces_come_back_as_they_were(ways: House, text: str) -> None:
    case = await ways.case()
    refused = await sent(ways, case, summary=text, way="webhook", webhook="none")
    assert "Nothing was sent" in refused
    back = text_in(ways.amara)
    await ways.amara.presses_with(
        "handoff.send", {**ways.amara.stamp("handoff.send"), **MAIL, "summary": back}
    )
    hand_off, _ = await kept(ways, case)
    assert hand_off.sent == text


async def test_what_is_on_its_way_changes_nothing_yet(ways: House) -> None:
    case = await ways.case(CaseState.NEW)
    await sent(ways, case)
    now = await ways.now_of(case)
    assert (now.state, now.triage) == (case.state, case.triage)
    assert ways.ann.shown == []


async def test_a_file_is_there_at_once_and_the_reporter_hears_of_it(ways: House) -> None:
    case = await ways.case(CaseState.NEW)
    await sent(ways, case, way="file")
    now = await ways.now_of(case)
    assert now.state is CaseState.WAITING_INVITED
    event = now.history[-1]
    hand_off, _ = await kept(ways, case)
    assert event.kind is EventKind.HANDED_OFF
    assert event.detail == {
        "role": "agent",
        "by": "Amara Osei",
        "hand_off": hand_off.id,
        "reader": "partner",
        "way": "file",
        "party": "invited organisation",
    }
    assert "now waits for" in ways.ann.shown[-1]
    assert "Their IT department gets a summary of it" in ways.ann.shown[-1]


@pytest.mark.parametrize("reader", ["desk", "reporter", "management"])
async def test_any_other_reader_changes_nothing_about_whom_it_waits_for(
    ways: House, reader: str
) -> None:
    case = await ways.case(CaseState.NEW)
    await sent(ways, case, reader, address=OURS)
    now = await ways.now_of(case)
    assert now.state is CaseState.NEW
    assert ways.ann.shown == []
    hand_off, _ = await kept(ways, case)
    assert hand_off.expires_at is None


async def test_a_solved_case_stays_solved(ways: House) -> None:
    case = await ways.case(CaseState.SOLVED)
    await sent(ways, case)
    assert (await ways.now_of(case)).state is CaseState.SOLVED


async def test_each_address_gets_a_mail_of_its_own(ways: House) -> None:
    case = await ways.case()
    await sent(ways, case, address="it@contoso.com, Bea <bea@contoso.com>; IT@contoso.com")
    _, deliveries = await kept(ways, case)
    assert sorted(d.to for d in deliveries) == ["IT@contoso.com", "bea@contoso.com"]
    assert len({d.id for d in deliveries}) == 2
    assert len(await ways.owed(*DELIVERIES)) == 2


async def test_a_webhook_gets_no_page(ways: House) -> None:
    case = await ways.case()
    await sent(ways, case, way="webhook", webhook="tickets")
    hand_off, [delivery] = await kept(ways, case)
    assert (hand_off.expires_at, delivery.to) == (None, "tickets")


async def test_a_file_is_for_its_agent_to_fetch_and_holds_no_link_yet(ways: House) -> None:
    case = await ways.case()
    said = await sent(ways, case, way="file")
    assert "Send it yourself" in said
    assert "as a file" in said
    assert " · made" in said
    hand_off, [delivery] = await kept(ways, case)
    assert hand_off.expires_at
    assert (delivery.state, delivery.to) == (DeliveryState.DELIVERED, "")
    assert await ways.owed(*DELIVERIES) == []
    urls = [str(n["url"]) for n in form(ways.amara) if n.get("type") == "Action.OpenUrl"]
    assert len(urls) == 2
    for url in urls:
        file = await ways.store.download(url.rpartition("/")[2], ways.now)
        assert file
        assert b"/h/" not in file.content


async def test_a_file_can_be_fetched_again(ways: House) -> None:
    case = await ways.case()
    await sent(ways, case, way="file")
    _, [delivery] = await kept(ways, case)
    await ways.amara.presses("handoff.again", case, delivery=delivery.id)
    assert len([n for n in form(ways.amara) if n.get("type") == "Action.OpenUrl"]) == 2
    assert len(await ways.store.hand_offs(case.number)) == 1


# --- what does not leave -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"summary": ""}, "no text"),
        ({"summary": " \r\n "}, "no text"),
        ({"summary": "x" * 12_001}, "too long"),
        ({"address": ""}, "one to 5 e-mail addresses"),
        ({"address": "it@contoso"}, "“it@contoso” is not one whole e-mail address"),
        ({"address": "it@contoso.com, everybody"}, "“everybody” is not one whole"),
        ({"address": "it@contoso.com; o’brien@contoso.com"}, "“o’brien@contoso.com” is not one"),
        ({"address": ",".join(f"a{n}@contoso.com" for n in range(6))}, "one to 5"),
        ({"way": "webhook", "webhook": "https://evil.example"}, "no system of that name"),
        ({"way": "card", "person": "0bj-olga"}, "cannot go there"),
        ({"way": "card", "person": ""}, "cannot go there"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_cannot_leave_stays_on_the_form(
    ways: House, data: dict[str, str], says: str
) -> None:
    case = await ways.case()
    typed = "# Mine\n\nMy own words."
    said = await sent(ways, case, **{"summary": typed, **data})
    assert says in said
    assert "handoff.send" in ways.amara.buttons
    if "summary" not in data:
        assert text_in(ways.amara) == typed
    if data.get("address"):
        assert data["address"] in str(form(ways.amara))
    assert await nothing_left(ways, case)


@pytest.mark.parametrize(
    ("domains", "reader", "address", "leaves"),
    [
        ((), "desk", "second@fabrikam.example", True),
        ((), "management", "it@contoso.com", False),
        ((), "desk", "it@contoso.com", False),
        ((), "desk", "second@FABRIKAM.example, it@contoso.com", False),
        ((), "desk", "second@mail.fabrikam.example", False),
        ((), "desk", "second@notfabrikam.example", False),
        ((), "partner", "it@contoso.com", True),
        ((), "reporter", "marcus@contoso.com", True),
        (("fabrikam.com", "xn--mller-kva.example"), "desk", "second@müller.example", True),
        (("fabrikam.com", "xn--mller-kva.example"), "desk", "second@fabrikam.example", False),
    ],
)
async def test_what_is_for_our_own_people_goes_to_no_mailbox_outside(
    house: House, domains: tuple[str, ...], reader: str, address: str, leaves: bool
) -> None:
    settings = replace(SETTINGS, own_domains=frozenset(domains))
    ours = House(house.store, house.directory, house.sent, "https://desk.example", settings)
    case = await ours.case()
    said = await sent(ours, case, reader, address=address)

    assert ("on its way" in said, "for our own people alone" in said) == (leaves, not leaves)
    if not leaves:
        assert ", ".join(sorted(settings.ours)) in said
        assert await nothing_left(ours, case)


@pytest.mark.parametrize("way", ["mail", "webhook", "file"])
async def test_a_way_that_is_not_set_up_is_refused(house: House, way: str) -> None:
    bare = House(house.store, house.directory, house.sent)
    case = await bare.case()
    said = await sent(bare, case, way=way, webhook="tickets")
    assert "not set up here" in said
    assert await nothing_left(bare, case)


async def test_what_a_reader_may_not_know_does_not_leave_though_typed(ways: House) -> None:
    secret = Observation("mj4711@contoso.onmicrosoft.com", "G1", ways.now, Trust.READ)
    facts = Facts().with_(UPN, secret)
    case = await ways.case(facts=facts)
    typed = "# Hello\n\nHe signs in as mj4711."
    for reader in FORM_OF:
        said = await sent(ways, case, reader, summary=typed)
        assert "this reader may not get" in said, reader
        assert "mj4711" in text_in(ways.amara), "what was typed is kept"
    assert await nothing_left(ways, case)


async def test_a_secret_in_a_typed_link_is_cut(ways: House) -> None:
    case = await ways.case()
    link = "https://fabrikam.sharepoint.com/x?guestaccesstoken=s3cr3tTicket0815"
    said = await sent(ways, case, summary=f"# Hello\n\nUse {link}")
    assert "was left out" in said
    hand_off, _ = await kept(ways, case)
    assert "s3cr3t" not in hand_off.sent


async def test_a_case_that_changed_meanwhile_is_read_once_more(ways: House) -> None:
    case = await ways.case()
    form = await prepared(ways, case)
    await ways.ben.presses("desk.note", case, text="they called")
    typed = {**form, **MAIL, "summary": "# Mine\n\nMy own words."}
    said = await ways.amara.presses_with("handoff.send", typed)
    assert "changed while you wrote: Ben Adler noted" in said
    assert text_in(ways.amara) == typed["summary"]
    assert await ways.store.hand_offs(case.number) == ()
    again = {**typed, **ways.amara.stamp("handoff.send")}
    assert "on its way" in await ways.amara.presses_with("handoff.send", again)


async def test_the_same_delivery_twice_leaves_once(ways: House) -> None:
    case = await ways.case()
    filled = {**await prepared(ways, case), **MAIL}
    for _ in range(2):
        said = await ways.amara.presses_with("handoff.send", filled, again="inv-1")
        assert "it@contoso.com" in said
    assert len(await ways.store.deliveries(case.number)) == 1


@pytest.mark.parametrize("verb", ["prepare", "send", "list", "again", "revoke"])
@pytest.mark.parametrize("who", ["ann", "ada", "olga"])
async def test_only_agents_hand_off(ways: House, who: str, verb: str) -> None:
    case = await ways.case(partner="secret-partner.example")
    data = {"reader": "partner", "summary": "# x", **MAIL}
    data |= {"case": str(case.number), "rev": str(case.version)}
    said = await getattr(ways, who).presses_with(f"handoff.{verb}", data)
    assert "Only the helpdesk" in said
    assert "secret-partner" not in said
    assert await nothing_left(ways, case)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN])
@pytest.mark.parametrize("verb", ["prepare", "send", "again"])
async def test_what_is_over_is_not_handed_off(ways: House, verb: str, state: CaseState) -> None:
    case = await ways.case(state)
    data = {"reader": "partner", "summary": "# x", **MAIL}
    data |= {"case": str(case.number), "rev": str(case.version)}
    assert "does not fit" in await ways.amara.presses_with(f"handoff.{verb}", data)


# --- what left -----------------------------------------------------------------------------------


async def gave_up(house: House, case: Case, failed: str = "no recipient") -> Delivery:
    """A mail was sent and given up."""
    await sent(house, case)
    [delivery] = await house.store.deliveries(case.number)
    job = await house.store.claim(DELIVERIES, "t", house.later(days=1), timedelta(hours=1))
    assert job
    ended = replace(delivery, state=DeliveryState.UNDELIVERED, tries=3, failed=failed)
    await house.store.keep_delivery(job, replace(ended, ended_at=house.now))
    await house.store.complete(job)
    return ended


async def test_the_list_says_how_far_each_is(ways: House) -> None:
    case = await ways.case()
    await gave_up(ways, case)
    said = await ways.amara.presses("handoff.list", case)
    assert "For the partner's IT" in said
    assert "by mail · it@contoso.com" in said
    assert "not delivered" in said
    assert "3 tries: nobody has this address" in said
    assert "page opens until" not in said, "nobody has the link"


async def test_what_was_given_up_is_tried_again(ways: House) -> None:
    case = await ways.case()
    delivery = await gave_up(ways, case)
    said = await ways.amara.presses("handoff.again", case, delivery=delivery.id)
    assert "on its way" in said
    [now] = await ways.store.deliveries(case.number)
    assert (now.id, now.state, now.tries) == (delivery.id, DeliveryState.WAITING, 3)
    assert await ways.owed(*DELIVERIES) == [{"delivery": delivery.id, "case": case.number}]
    assert "cannot be sent again" in await ways.amara.presses(
        "handoff.again", case, delivery=delivery.id
    )


async def test_a_page_is_closed_once_and_its_mail_not_sent_again(ways: House) -> None:
    case = await ways.case()
    delivery = await gave_up(ways, case)
    for _ in range(2):
        said = await ways.amara.presses("handoff.revoke", case, hand_off=delivery.hand_off)
        assert "page is closed" in said
        assert "page was closed" in said
    kinds = [event.kind for event in (await ways.now_of(case)).history]
    assert kinds.count(EventKind.LINK_REVOKED) == 1
    hand_off, _ = await kept(ways, case)
    assert not hand_off.opens(ways.now)
    assert "cannot be sent again" in await ways.amara.presses(
        "handoff.again", case, delivery=delivery.id
    )


@pytest.mark.parametrize("state", CaseState)
async def test_a_page_is_closed_in_any_state(ways: House, state: CaseState) -> None:
    case = await ways.case()
    await sent(ways, case)
    hand_off, _ = await kept(ways, case)
    case = await ways.store.save_case(replace(await ways.now_of(case), state=state))
    await ways.amara.presses("handoff.list", case)
    assert "handoff.revoke" in ways.amara.buttons
    await ways.amara.presses("handoff.revoke", case, hand_off=hand_off.id)
    assert (await kept(ways, case))[0].revoked_at == ways.now


async def test_another_cases_hand_off_is_none(ways: House) -> None:
    case, other = await ways.case(), await ways.case()
    delivery = await gave_up(ways, other)
    stamp = {"case": str(case.number), "rev": str(case.version)}
    for verb, data in (
        ("handoff.again", {"delivery": delivery.id}),
        ("handoff.revoke", {"hand_off": delivery.hand_off}),
        ("handoff.again", {"delivery": "none"}),
        ("handoff.revoke", {"hand_off": ""}),
    ):
        said = await ways.amara.presses_with(verb, {**stamp, **data})
        assert "Nothing was found" in said
        assert "contoso.com" not in said
    hand_off, [now] = await kept(ways, other)
    assert hand_off.opens(ways.now)
    assert now.state is DeliveryState.UNDELIVERED


async def test_the_cases_card_offers_both(ways: House) -> None:
    case = await ways.case(owner=AMARA)
    said = await ways.amara.presses("desk.view", case)
    assert "Hand off" in said
    assert "Handed off" not in said
    await sent(ways, case)
    assert "Handed off (1)" in await ways.amara.presses("desk.view", case)
    assert "Handed off" not in await ways.olga.in_channel().presses("desk.view", case)


async def test_in_a_channel_the_summary_is_for_whoever_pressed(ways: House) -> None:
    case = await in_thread(ways)
    agent = ways.amara.in_channel()
    await agent.presses("handoff.prepare", case, reader="desk")
    assert text_in(agent)
    assert "# " not in await agent.presses("handoff.prepare", case, invoked=False, reader="desk")


async def in_thread(house: House) -> Case:
    """A case whose card stands in the channel."""
    case = await house.case()
    await house.owed(JobKind.SHOW)
    await house.store.enqueue(show_job(case, house.now))
    job = await house.store.claim((JobKind.SHOW,), "t", house.later(days=1), timedelta(hours=1))
    assert job
    place = replace(DESK, conversation_id=DESK.conversation_id + ";messageid=17")
    await house.store.keep_post(job, Post(case.number, place, "17"))
    await house.store.complete(job)
    return case


# --- in the channel: the card below is brought up to date by itself ------------------------------


async def test_the_list_goes_on_though_the_card_is_brought_up_to_date(ways: House) -> None:
    case = await in_thread(ways)
    agent = ways.amara.in_channel()
    await agent.presses("handoff.prepare", case, reader="partner")
    filled = {**agent.stamp("handoff.send"), "summary": text_in(agent), **MAIL}
    await agent.presses_with("handoff.send", filled)

    now = await ways.now_of(case)
    assert "by mail · it@contoso.com" in await agent.presses("desk.view", now)
    assert "it@contoso.com" not in await ways.ben.in_channel().presses("desk.view", now)
    assert MAIL["address"] not in await agent.presses("desk.show", now), "asked for, it comes"
    ways.now += timedelta(minutes=3)
    assert MAIL["address"] not in await agent.presses("desk.view", now)


async def test_a_file_is_fetched_from_the_list_that_stays(ways: House) -> None:
    case = await in_thread(ways)
    agent = ways.amara.in_channel()
    await agent.presses("handoff.prepare", case, reader="partner")
    filled = {**agent.stamp("handoff.send"), "summary": text_in(agent), "way": "file"}
    await agent.presses_with("handoff.send", filled)
    assert links(agent) == [], "they would be gone in a moment"

    assert "Get the file" in await agent.presses("desk.view", await ways.now_of(case))
    await ways.owed(JobKind.SHOW)
    await agent.presses_with("handoff.again", agent.stamp("handoff.again"))
    assert len(links(agent)) == 2
    assert await ways.owed(JobKind.SHOW) == [], "nothing takes them away"


def links(who: Speaker) -> list[str]:
    return [str(n["url"]) for n in form(who) if n.get("type") == "Action.OpenUrl"]


async def test_a_page_is_not_closed_by_one_slip(ways: House) -> None:
    case = await ways.case()
    await sent(ways, case)
    await ways.amara.presses("handoff.list", case)
    [asks] = [n for n in form(ways.amara) if n.get("title") == "Close the page"]
    assert asks["type"] == "Action.ShowCard"
    named = str(asks["card"])
    for told in ("the partner's IT", "it@contoso.com", "2026-"):
        assert told in named
    assert "handoff.revoke" in named
