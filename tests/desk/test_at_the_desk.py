"""The desk as a whole: its channel, queue, figures, files; and the reporter's part."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.answer import UNJUDGED
from cases.model import CaseState, EventKind, JobKind
from tests.cases.made import ANN, event
from tests.desk.house import AMARA, DESK, Directory, House, Sent

# --- the channel ---------------------------------------------------------------------------------


async def test_an_administrator_makes_a_channel_the_desks(house: House) -> None:
    await house.case()
    await house.owed(JobKind.SHOW)
    assert "appear in this channel" in await house.ada.in_channel().says("desk here")
    channel = await house.store.desk_channel()
    assert channel
    assert channel.place.conversation_id == DESK.conversation_id, "the channel, not the thread"
    assert channel.team_id == "19:team"
    assert await house.owed(JobKind.SHOW) == [{"unposted": True}]


@pytest.mark.parametrize("who", ["amara", "lena", "olga", "ann"])
async def test_nobody_else_does(house: House, who: str) -> None:
    await getattr(house, who).in_channel().says("desk here")
    assert await house.store.desk_channel() is None


async def test_a_chat_is_no_channel(house: House) -> None:
    for chat in (house.ada, house.ada.in_group_chat()):
        assert "channel of a team only" in await chat.says("desk here")
    assert await house.store.desk_channel() is None


@pytest.mark.parametrize("words", ["my cases", "queue", "case 1", "AADSTS50020", "forget me"])
async def test_in_shared_places_nothing_is_said_but_where_to_talk(house: House, words: str) -> None:
    case = await house.case(owner=AMARA, partner="secret-partner.example")
    for place in (house.ann.in_group_chat(), house.amara.in_channel()):
        said = await place.says(words)
        assert said
        assert "secret-partner" not in said
        assert f"Case {case.number}" not in said
    assert await house.now_of(case) == case


# --- queue, search, figures ----------------------------------------------------------------------


async def test_the_queue_holds_what_is_mine_and_opens_it(house: House) -> None:
    mine, other = await house.case(owner=AMARA), await house.case()
    queue = await house.amara.says("queue")
    assert f"Case {mine.number}\n" in queue
    assert f"Case {other.number}\n" not in queue
    assert f"Case {other.number}\n" in await house.amara.presses("desk.queue", view="nobodys")
    shown = await house.amara.presses("desk.show", case=other, rev="0")
    assert "ann@contoso.com" in shown


async def test_a_search_finds_by_number(house: House) -> None:
    case = await house.case(CaseState.CLOSED)
    assert f"Case {case.number}\n" in await house.amara.says(f"search #{case.number}")


@pytest.mark.parametrize("words", ["queue", "search contoso.com", "figures"])
async def test_the_lists_are_the_desks_alone(house: House, words: str) -> None:
    await house.case()
    for who in (house.ann, house.olga):
        assert "Only the helpdesk" in await who.says(words)


async def test_a_case_is_opened_as_who_asks(house: House) -> None:
    case = await house.case()
    assert "not been checked" in await house.ann.says(f"case {case.number}")
    assert ANN.name in await house.amara.says(f"case {case.number}")
    assert f"no case {case.number} of yours" in await house.olga.says(f"case {case.number}")
    assert "no case 4711 of yours" in await house.olga.says("case 4711"), "the same words"


async def test_figures_are_for_leads_with_files_behind_links(house: House) -> None:
    await house.case()
    assert "Your role at the helpdesk" in await house.amara.says("figures")
    await house.lena.says("figures")
    await house.lena.presses("desk.figures", month="2026-10")
    assert "2026-10" in house.lena.answered or "October" in house.lena.answered
    months = re.compile(r"https://desk\.example/downloads/([\w-]+)")
    links = months.findall(str(house.lena.answer))
    files = [await house.store.download(token, house.now) for token in links]
    kinds = {file.kind for file in files if file}
    assert kinds == {"image/png", "text/csv"}


# --- administration ------------------------------------------------------------------------------


async def test_an_address_is_exported_and_erased_by_an_administrator_only(house: House) -> None:
    case = await house.case()
    for words in ("export ann@contoso.com", "forget ann@contoso.com", "read roles again"):
        assert "Your role at the helpdesk" in await house.lena.says(words)
    said = await house.ada.says("export ann@contoso.com")
    assert "address" in said
    assert "ann@contoso.com" not in said, "what it holds is behind the link"
    assert "1 case" in await house.ada.says("forget ann@contoso.com")
    assert await house.store.case(case.number) is None
    assert "Nothing" in await house.ada.says("forget ann@contoso.com")
    assert "roles" in await house.ada.says("read roles again")


async def test_an_address_that_was_only_written_about_is_no_vain_request(house: House) -> None:
    case = await house.case()
    noted = event(EventKind.NOTED, case.reporter, text="ask bea@contoso.com")
    await house.store.save_case(case, [noted])
    assert "all that was kept" in await house.ada.says("forget bea@contoso.com")
    assert "Nothing" in await house.ada.says("forget bea@contoso.com")


async def test_an_export_of_ones_own_is_for_everybody_where_files_can_be_fetched(
    house: House,
) -> None:
    assert "about you" in await house.olga.says("export my data")
    without = House(house.store, Directory(), Sent(), numbers=house.numbers)
    assert "no public address" in await without.olga.says("export my data")


# --- the reporter --------------------------------------------------------------------------------


async def test_passing_a_case_says_whether_anybody_is_told(house: House) -> None:
    case = await house.case(CaseState.NEW, at_desk=False)
    assert "no channel yet" in await house.ann.presses("case.pass", case)
    now = await house.now_of(case)
    assert now.triage
    assert await house.owed(JobKind.SHOW) == [{"case": case.number}]
    await house.ada.in_channel().says("desk here")
    said = await house.ann.presses("case.pass", now)
    assert f"Case {case.number} is marked for the helpdesk" in said
    assert len((await house.now_of(case)).history) == len(now.history), "it was there already"


async def test_the_reporter_withdraws_and_opens_again(house: House) -> None:
    case = await house.case(owner=AMARA)
    assert "withdrew" in await house.ann.presses("case.withdraw", case)
    now = await house.now_of(case)
    assert (now.state, now.history[-1].kind) == (CaseState.WITHDRAWN, EventKind.WITHDRAWN)
    assert "withdrawn" in await house.ann.presses("case.works", case)
    await house.ann.says("reopen")
    again = await house.now_of(case)
    assert again.state is CaseState.NEW
    assert again.triage
    assert again.triage.owner == AMARA


async def test_after_thirty_days_it_is_over(house: House) -> None:
    case = await house.case(CaseState.CLOSED)
    house.now += timedelta(days=31)
    assert "closed" in await house.ann.presses("case.reopen", case)
    assert (await house.now_of(case)).state is CaseState.CLOSED
    await house.amara.presses("desk.reopen", case)
    assert (await house.now_of(case)).state is CaseState.NEW


async def test_it_works_and_works_not(house: House) -> None:
    case = await house.case(CaseState.VERIFYING, at_desk=False, diagnosis=UNJUDGED.to_json())
    answered = await house.ann.presses("case.works", case)
    assert "Check again" not in answered, "the verdict of before is no answer any more"
    solved = await house.now_of(case)
    assert (solved.state, solved.solved_at) == (CaseState.SOLVED, house.now)
    await house.ann.presses("case.works-not", solved)
    back = await house.now_of(case)
    assert (back.state, back.solved_at) == (CaseState.NEW, None)
    assert back.triage, "what was said to be fixed and is not goes to the desk"
    assert EventKind.TOLD_WORKS_NOT in {e.kind for e in back.history}


async def test_a_case_of_somebody_else_is_nobodys_business(house: House) -> None:
    case = await house.case()
    stranger = house.olga
    for verb in ("case.withdraw", "case.works", "case.reply", "case.pass", "case.reopen"):
        await stranger.presses(verb, case, text="mine")
    assert await house.now_of(case) == case


async def test_an_agents_check_again_is_the_desks_own(house: House) -> None:
    case = await house.case()
    await house.amara.presses("case.again", case)
    assert (await house.now_of(case)).place == case.place
    (body,) = await house.owed(JobKind.CHECK)
    assert body["desk"] is True


async def test_a_press_about_a_case_leaves_the_intake_alone(house: House) -> None:
    case = await house.case()
    asked = await house.ann.says("hello")
    assert asked
    await house.ann.presses("case.show", case)
    await house.amara.presses("desk.take", case)
    told = await house.ann.says("AADSTS50020")
    assert "50020" in told


async def test_words_go_to_the_desk_only_while_it_waits_for_them(house: House) -> None:
    case = await house.case(owner=AMARA)
    first = await house.ann.says("The second one")
    assert "Thank you" not in first
    assert await house.now_of(case) == case


async def test_who_spoke_is_known_until_they_are_forgotten(house: House) -> None:
    await house.olga.says("help")
    met = await house.store.acquaintance(house.olga.person)
    assert met
    assert met.chat == house.olga.place
    await house.olga.in_channel().says("help")
    assert (await house.store.acquaintance(house.olga.person)) == met
    await house.olga.says("forget me")
    await house.olga.says("yes")
    assert await house.store.acquaintance(house.olga.person) is None


async def test_another_reporter_is_written_to_in_their_own_chat(house: House) -> None:
    other = replace(ANN, object_id="0bj-other")
    await house.case(reporter=other)
    case = await house.case()
    await house.amara.presses("desk.take", case)
    assert f"{case.number}" in house.ann.shown[-1]
