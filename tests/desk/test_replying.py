"""The desk answers the partner: on its page, by mail where the summary went by mail, never what a
partner may not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.due import Patience
from cases.hand_off import Delivery, DeliveryState, HandOff, PartnerAnswer, Way
from cases.model import Case, CaseState, EventKind, JobKind
from desk.hand_off_moves import partner_answered
from desk.hand_off_settings import HandOffSettings, Mail
from evidence.facts import UPN, Facts, Observation, Trust
from tests.desk.house import AMARA, Directory, House, Sent
from tests.desk.test_handing import sent

SETTINGS = HandOffSettings(mail=Mail("desk@fabrikam.example"))
ANSWER = "Yes, both of them.\n\nCall 0151 1234."


@pytest.fixture
async def ways(house: House) -> House:
    return House(house.store, Directory(), Sent(), "https://desk.example", SETTINGS)


async def asked(ways: House, way: str = "mail", facts: Facts | None = None) -> Case:
    """A case that was handed off, and whose partner has a question."""
    case = await ways.case(CaseState.NEW, owner=AMARA, facts=facts or Facts())
    await sent(ways, case, way=way)
    [hand_off] = await ways.store.hand_offs(case.number)
    deliveries = await ways.store.deliveries(case.number)
    if way == "mail":
        await arrives(ways, deliveries[0])
    question = (PartnerAnswer.QUESTION, "", "Both sites?", ways.now)
    case, _ = partner_answered(await ways.now_of(case), hand_off, *question, Patience())
    return await ways.store.save_case(case)


async def arrives(ways: House, delivery: Delivery) -> None:
    kinds, lease = (JobKind.DELIVER, JobKind.MAIL), timedelta(hours=1)
    job = await ways.store.claim(kinds, "t", ways.later(days=1), lease)
    assert job
    there = replace(delivery, state=DeliveryState.DELIVERED, ended_at=ways.now)
    await ways.store.keep_delivery(job, there)
    await ways.store.complete(job)


async def replies(ways: House, case: Case, text: str = ANSWER) -> str:
    await ways.amara.presses("desk.show", case)
    form = ways.amara.stamp("handoff.reply")
    return await ways.amara.presses_with("handoff.reply", {**form, "reply": text})


async def over(ways: House, case: Case) -> HandOff:
    return (await ways.store.hand_offs(case.number))[-1]


async def test_an_answer_leaves_by_mail_before_what_was_sent(ways: House) -> None:
    case = await asked(ways)
    ways.now += timedelta(hours=1)
    assert "on its way by mail" in await replies(ways, case)
    newest, first = await ways.store.hand_offs(case.number)
    answered, rest = newest.sent.split("What we wrote before")
    assert "Yes, both of them." in answered
    assert "Call 0151 1234." in answered
    assert first.sent.splitlines()[-1] in rest
    assert newest.expires_at == ways.now + timedelta(days=14)
    mail = (await ways.store.deliveries(case.number))[0]
    assert (mail.hand_off, mail.way, mail.to) == (newest.id, Way.MAIL, "it@contoso.com")
    assert await ways.owed(JobKind.MAIL) == [{"delivery": mail.id, "case": case.number}]
    event = (await ways.now_of(case)).history[-1]
    assert event.kind is EventKind.PARTNER_REPLIED
    assert (event.detail["hand_off"], event.detail["sent"]) == (first.id, newest.id)


async def test_without_a_mail_it_stands_on_the_page_and_the_agent_is_told(ways: House) -> None:
    case = await asked(ways, way="file")
    assert case.state is CaseState.NEW
    assert "please tell them" in await replies(ways, case)
    assert len(await ways.store.hand_offs(case.number)) == 1
    now = await ways.now_of(case)
    assert now.state is CaseState.WAITING_INVITED
    assert now.history[-1].detail["text"] == ANSWER


async def test_where_nobody_could_read_it_nothing_is_kept(ways: House) -> None:
    case = await asked(ways, way="file")
    ways.now += timedelta(days=15)
    assert "Nothing was kept" in await replies(ways, case)
    assert (await ways.now_of(case)).version == case.version


@pytest.mark.parametrize(
    ("text", "says"),
    [("  ", "no text"), ("x" * 4001, "too long"), ("He signs in as mj4711.", "may not get")],
    ids=["empty", "too long", "a name that was not released"],
)
async def test_what_may_not_be_told_is_not(ways: House, text: str, says: str) -> None:
    name = Observation("mj4711@contoso.onmicrosoft.com", "G1", ways.now, Trust.READ)
    case = await asked(ways, facts=Facts().with_(UPN, name))
    assert says in await replies(ways, case, text)
    assert (await ways.now_of(case)).version == case.version


async def test_another_cases_page_is_not_answered(ways: House) -> None:
    case, other = await asked(ways, way="file"), await asked(ways, way="file")
    theirs = (await over(ways, other)).id
    said = await ways.amara.presses("handoff.reply", case, hand_off=theirs, reply=ANSWER)
    assert "Nothing was found" in said
    assert (await ways.now_of(other)).version == other.version


@pytest.mark.parametrize("who", ["ann", "ada", "olga"])
async def test_only_agents_answer(ways: House, who: str) -> None:
    case = await asked(ways, way="file")
    data = {"hand_off": (await over(ways, case)).id, "reply": ANSWER}
    said = await getattr(ways, who).presses("handoff.reply", case, **data)
    assert "Only the helpdesk" in said
    assert (await ways.now_of(case)).version == case.version


async def test_everything_that_was_said_stands_under_handed_off(ways: House) -> None:
    case = await asked(ways, way="file")
    assert "the desk's turn" in await ways.amara.presses("desk.show", case)
    await replies(ways, case)
    said = await ways.amara.presses("handoff.list", await ways.now_of(case))
    assert said.index("Amara Osei answered the partner") < said.index("they have a question")
    assert "Both sites?" in said
    assert "Call 0151 1234." in said
