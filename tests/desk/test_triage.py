"""Triage: what each press at the desk does, to whom it is told, and what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from cases.model import Case, CaseState, CloseReason, EventKind, JobKind
from cases.roles import NONE, Role
from tests.cases.made import ANN
from tests.desk.house import AMARA, BEN, LENA, OWN, House


def last(case: Case) -> tuple[EventKind, dict[str, object]]:
    event = case.history[-1]
    return event.kind, dict(event.detail)


def replies(case: Case) -> list[object]:
    return [e.detail["text"] for e in case.history if e.kind is EventKind.REPLIED]


async def test_an_agent_takes_a_case_and_the_reporter_is_told(house: House) -> None:
    case = await house.case()
    answered = await house.amara.in_channel().presses("desk.take", case)
    assert "Amara Osei" in answered
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.owner == AMARA
    assert last(now) == (EventKind.TAKEN, {"role": "agent", "by": "Amara Osei"})
    assert "Amara Osei" in house.ann.shown[-1]
    assert await house.owed(JobKind.SHOW) == [{"case": case.number}]
    assert len(await house.owed(JobKind.DUE)) == 1


async def test_the_second_of_two_sees_who_was_faster(house: House) -> None:
    case = await house.case()
    both = house.amara.in_channel(), house.ben.in_channel()
    answers = await asyncio.gather(*(who.presses("desk.take", case) for who in both))
    now = await house.now_of(case)
    assert now.triage
    winner, loser = (AMARA, 1) if now.triage.owner == AMARA else (BEN, 0)
    assert f"{winner.name} took the case" in answers[loser]
    assert [e.kind for e in now.history].count(EventKind.TAKEN) == 1


async def test_what_another_agent_has_is_taken_by_a_lead_only(house: House) -> None:
    case = await house.case(owner=AMARA)
    assert "Amara Osei has this case" in await house.ben.presses("desk.take", case)
    assert await house.now_of(case) == case
    await house.lena.presses("desk.take", case)
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.owner == LENA


async def test_a_case_is_given_to_somebody_who_is_at_the_desk_now(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.give", case, to=BEN.object_id)
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.owner == BEN
    assert last(now)[1]["to"] == "Ben Adler"
    assert "Ben Adler" in house.ann.shown[-1]
    house.directory.held[AMARA.object_id] = NONE
    assert "Nobody" in await house.ben.presses("desk.give", now, to=AMARA.object_id)
    assert await house.now_of(case) == now


async def test_only_the_owner_or_a_lead_gives_a_case_away(house: House) -> None:
    case = await house.case(owner=AMARA)
    assert "role" in await house.ben.presses("desk.release", case)
    assert await house.now_of(case) == case
    await house.lena.presses("desk.release", case)
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.owner is None


async def test_a_question_goes_to_the_reporter_and_the_answer_comes_back(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.ask", case, text="  Which account did you use?  ")
    assert "Which account did you use?" in house.ann.shown[-1]
    asked = await house.now_of(case)
    assert asked.triage
    assert asked.triage.question == "Which account did you use?"

    assert "Thank you" in await house.ann.says("The one with the number in it")
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.question == ""
    assert last(now) == (EventKind.REPLIED, {"text": "The one with the number in it"})
    assert "The one with the number in it" in await house.amara.presses("desk.view", now)


async def test_each_of_two_questions_is_answered_on_its_own_card(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.ask", case, text="Which one?")
    await house.ben.presses("desk.ask", case, text="Since when?")
    for text in ("the second", "since Monday"):
        assert "Thank you" in await house.ann.presses("case.reply", case, text=text)
    assert replies(await house.now_of(case)) == ["the second", "since Monday"]
    assert "since Monday" in await house.amara.presses("desk.view", case)


async def test_the_same_answer_counts_once(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.ask", case, text="Which one?")
    for _ in range(2):
        assert "Thank you" in await house.ann.presses("case.reply", case, text="the second")
    assert replies(await house.now_of(case)) == ["the second"]


async def test_an_answer_is_kept_only_while_the_desk_has_the_case(house: House) -> None:
    never, closed = await house.case(), await house.case(owner=AMARA)
    assert "no longer" in await house.ann.presses("case.reply", never, text="unasked")
    await house.amara.presses("desk.ask", closed, text="Which one?")
    await house.amara.presses("desk.close", await house.now_of(closed), reason="other")
    assert "closed" in await house.ann.presses("case.reply", closed, text="too late")
    for case in (never, closed):
        assert replies(await house.now_of(case)) == []


async def test_typed_words_are_an_answer_to_an_open_question_only(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.ask", case, text="Which one?")
    await house.ann.says("the second")
    assert "Thank you" not in await house.ann.says("the third")
    assert replies(await house.now_of(case)) == ["the second"]


@pytest.mark.parametrize("verb", ["desk.ask", "desk.note"])
@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001], ids=["none", "blank", "too long"])
async def test_a_text_that_cannot_be_passed_on_changes_nothing(
    house: House, verb: str, text: str
) -> None:
    case = await house.case(owner=AMARA)
    assert "text" in await house.amara.presses(verb, case, text=text)
    assert house.amara.buttons == [], "the card with what was typed stays"
    assert await house.now_of(case) == case


async def test_a_note_is_the_desks_own(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.note", case, text="they sounded cross")
    assert last(await house.now_of(case))[1]["text"] == "they sounded cross"
    assert house.ann.shown == []


async def test_a_hand_over_names_whom_the_case_waits_for(house: House) -> None:
    case = await house.case(CaseState.NEW, owner=AMARA)
    await house.amara.presses("desk.hand", case, party="inviting organisation")
    now = await house.now_of(case)
    assert now.state is CaseState.WAITING_INVITING
    assert now.triage
    assert case.triage
    assert now.triage.due_at != case.triage.due_at
    assert "inviting organisation" in house.ann.shown[-1]


async def test_whoever_has_to_act_is_told_so_and_not_of_somebody_else(house: House) -> None:
    case = await house.case(CaseState.NEW, owner=AMARA)
    await house.amara.presses("desk.hand", case, party="invited user")
    assert "waits for you" in house.ann.shown[-1]


async def test_a_group_is_acted_for_whatever_became_of_the_case_it_was_seen_on(
    house: House,
) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.note", case, text="changed meanwhile")
    await house.lena.presses("desk.group-fixed", case)
    [group] = await house.owed(JobKind.GROUP)
    assert group["step"] == "fixed"


async def test_what_is_fixed_is_checked_for_the_desk_and_the_reporter_told(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.fixed", case)
    assert (await house.now_of(case)).state is CaseState.VERIFYING
    assert await house.owed(JobKind.CHECK) == [{"case": case.number, "card": None, "desk": True}]
    assert "fixed" in house.ann.shown[-1]


async def test_a_check_of_the_desk_leaves_the_reporters_card_alone(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.amara.presses("desk.check", case)
    now = await house.now_of(case)
    assert (now.state, now.place, now.card_id) == (case.state, case.place, case.card_id)
    assert len(await house.owed(JobKind.CHECK)) == 1
    await house.amara.presses("desk.check", now)
    assert await house.owed(JobKind.CHECK) == [], "one at a time"
    assert house.ann.shown == []


async def test_closing_gives_the_reason_and_can_be_undone(house: House) -> None:
    case = await house.case(owner=AMARA, solved_at=None)
    await house.amara.presses("desk.close", case, reason="fixed", closing="They reset it.")
    closed = await house.now_of(case)
    assert closed.state is CaseState.CLOSED
    assert closed.triage
    assert closed.triage.closed_because is CloseReason.FIXED
    assert closed.solved_at == house.now
    assert "They reset it." in house.ann.shown[-1]

    await house.ben.presses("desk.reopen", closed)
    again = await house.now_of(case)
    assert (again.state, again.solved_at) == (CaseState.NEW, None)
    assert again.triage
    assert again.triage.closed_because is None
    assert again.triage.owner == AMARA
    assert "open again" in house.ann.shown[-1]


async def test_two_cases_become_one_and_both_reporters_hear_of_it(house: House) -> None:
    case, other = await house.case(), await house.case(reporter=replace(ANN, object_id="0bj-x"))
    await house.amara.presses("desk.merge", case, number=str(other.number))
    merged, into = await house.now_of(case), await house.now_of(other)
    assert merged.state is CaseState.CLOSED
    assert merged.triage
    assert into.triage
    assert merged.triage.closed_because is CloseReason.DUPLICATE
    assert merged.triage.merged_into == other.number
    assert last(merged)[1]["into"] == other.number
    assert last(into)[1]["other"] == case.number
    assert (merged.triage.links, into.triage.links) == ((other.number,), (case.number,))
    assert str(other.number) in house.ann.shown[-1]

    before = len(house.ann.shown)
    await house.amara.presses("desk.close", into, reason="intended")
    assert f"case {case.number} is closed" in "\n".join(house.ann.shown[before:])


@pytest.mark.parametrize("which", ["itself", "none", "closed", "not at the desk", "not a number"])
async def test_a_case_is_merged_only_into_an_open_one_of_the_desk(house: House, which: str) -> None:
    case = await house.case()
    others: dict[str, Callable[[], Awaitable[Case]]] = {
        "closed": lambda: house.case(CaseState.CLOSED),
        "not at the desk": lambda: house.case(at_desk=False),
    }
    number = {"itself": str(case.number), "none": "4711", "not a number": "two"}.get(which)
    number = number or str((await others[which]()).number)
    assert "no such case" in (await house.amara.presses("desk.merge", case, number=number)).lower()
    assert await house.now_of(case) == case


async def test_a_link_is_on_both_cases_once(house: House) -> None:
    one, two = await house.case(), await house.case(CaseState.CLOSED)
    for _ in range(2):
        await house.amara.presses("desk.link", one, number=f"#{two.number}")
    first, second = await house.now_of(one), await house.now_of(two)
    assert first.triage
    assert second.triage
    assert (first.triage.links, second.triage.links) == ((two.number,), (one.number,))
    assert first.version == one.version + 1


async def test_a_case_has_twenty_links_at_most(house: House) -> None:
    case, other = await house.case(), await house.case()
    assert case.triage
    full = replace(case, triage=replace(case.triage, links=tuple(range(100, 120))))
    full = await house.store.save_case(full)
    assert "20" in await house.amara.presses("desk.link", full, number=str(other.number))
    assert await house.now_of(other) == other


# --- who, when, on which card --------------------------------------------------------------------


async def test_an_old_card_does_nothing_and_shows_what_happened_since(house: House) -> None:
    case = await house.case()
    await house.amara.presses("desk.take", case)
    answered = await house.ben.presses("desk.close", case, reason="other")
    assert "Amara Osei took the case" in answered
    now = await house.now_of(case)
    assert now.state is case.state
    assert house.ben.stamp("desk.close")["rev"] == str(now.version), "the new card is not old"


async def test_a_note_does_not_mind_an_old_card(house: House) -> None:
    case = await house.case()
    await house.amara.presses("desk.take", case)
    await house.ben.presses("desk.note", case, text="known to me")
    assert last(await house.now_of(case))[0] is EventKind.NOTED


async def test_the_card_that_answers_a_press_can_be_pressed_next(house: House) -> None:
    case = await house.case()
    await house.amara.presses("desk.take", case)
    shown = int(house.amara.stamp("desk.fixed")["rev"])
    await house.amara.presses("desk.fixed", replace(case, version=shown))
    assert (await house.now_of(case)).state is CaseState.VERIFYING


async def test_what_does_not_fit_the_state_is_refused_on_the_card(house: House) -> None:
    case = await house.case(CaseState.CLOSED)
    assert "does not fit" in await house.amara.presses("desk.take", case)
    assert await house.now_of(case) == case


@pytest.mark.parametrize("who", ["ann", "ada", "olga"])
@pytest.mark.parametrize("verb", ["desk.take", "desk.note", "desk.group-close"])
async def test_without_a_role_at_the_desk_nothing_is_done_or_told(
    house: House, who: str, verb: str
) -> None:
    case = await house.case(partner="secret-partner.example")
    answered = await getattr(house, who).presses(verb, case, text="x", reason="other")
    assert "Only the helpdesk" in answered
    assert "secret-partner" not in answered
    assert await house.now_of(case) == case


async def test_roles_that_cannot_be_read_are_none(house: House) -> None:
    case = await house.case()
    house.directory.away = True
    assert "cannot tell" in await house.amara.presses("desk.take", case)
    assert await house.now_of(case) == case


async def test_the_reporters_own_rights_need_no_directory(house: House) -> None:
    case = await house.case()
    house.directory.away = True
    await house.ann.presses("case.withdraw", case)
    assert (await house.now_of(case)).state is CaseState.WITHDRAWN
    assert house.directory.asked == 0


async def test_a_role_that_was_taken_away_is_gone_at_the_next_press(house: House) -> None:
    case = await house.case()
    await house.amara.presses("desk.take", case)
    house.directory.held[AMARA.object_id] = NONE
    now = await house.now_of(case)
    assert "Only the helpdesk" in await house.amara.presses("desk.note", now, text="bye")


async def test_a_case_the_desk_does_not_have_is_none_to_it(house: House) -> None:
    case = await house.case(at_desk=False)
    assert "no such case" in await house.amara.presses("desk.take", case)
    assert "no such case" in await house.amara.says(f"case {case.number}")
    assert await house.now_of(case) == case


async def test_an_agent_who_reported_a_case_sees_it_at_the_desk(house: House) -> None:
    house.directory.held["0bj-me"] = frozenset({Role.AGENT})
    case = await house.case(reporter=replace(AMARA, object_id="0bj-me", tenant_id=OWN))
    house.people["me"] = type(house.amara)(house, case.reporter)
    await house.me.presses("desk.take", case)
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.owner == case.reporter
    assert house.me.shown == [], "nobody tells somebody what they did themselves"


# --- the card that Teams asks for ----------------------------------------------------------------


async def test_looking_changes_nothing(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.owed(*JobKind)
    for who in (house.amara, house.ben, house.ada):
        await who.in_channel().presses("desk.view", case)
    assert await house.now_of(case) == case
    assert await house.owed(*JobKind) == []


async def test_each_sees_what_they_may_and_can_do(house: House) -> None:
    case = await house.case(owner=AMARA)
    own, others = house.amara.in_channel(), house.ben.in_channel()
    assert "ann@contoso.com" in await own.presses("desk.view", case)
    await others.presses("desk.view", case)
    assert {"desk.release", "desk.give"} <= set(own.buttons)
    assert not {"desk.release", "desk.give"} & set(others.buttons)


async def test_without_a_role_the_channels_card_is_shown_there_and_nowhere_else(
    house: House,
) -> None:
    case = await house.case(owner=AMARA)
    await house.ada.in_channel().says("desk here")
    seen = await house.olga.in_channel().presses("desk.view", case)
    assert f"Case {case.number}" in seen
    assert "ann@contoso.com" not in seen
    assert ANN.name not in seen
    for elsewhere in (house.olga, house.olga.in_group_chat()):
        assert "no case" in await elsewhere.presses("desk.view", case)
    assert "Only the helpdesk" in await house.ann.presses("desk.view", case)


async def test_roles_that_cannot_be_read_show_the_channels_card(house: House) -> None:
    case = await house.case(owner=AMARA)
    await house.ada.in_channel().says("desk here")
    house.directory.away = True
    seen = await house.amara.in_channel().presses("desk.view", case)
    assert f"Case {case.number}" in seen
    assert "ann@contoso.com" not in seen


async def test_the_same_delivery_again_shows_the_card_as_it_stands(house: House) -> None:
    case = await house.case()
    await house.amara.presses("desk.take", case, again="1")
    await house.lena.presses("desk.close", await house.now_of(case), reason="intended")
    again = await house.amara.presses("desk.take", case, again="1")
    assert "closed" in again.lower()
    kinds = [e.kind for e in (await house.now_of(case)).history]
    assert kinds.count(EventKind.TAKEN) == 1


async def test_a_press_of_an_old_client_says_nothing_to_the_channel(house: House) -> None:
    case = await house.case()
    channel = house.amara.in_channel()
    await channel.presses("desk.take", case, invoked=False)
    await channel.presses("desk.view", case, invoked=False)
    assert "ann@contoso.com" not in "\n".join(channel.shown)
    now = await house.now_of(case)
    assert now.triage
    assert now.triage.owner == AMARA


# --- a group -------------------------------------------------------------------------------------


async def test_a_lead_acts_for_all_cases_of_a_cause_and_partner(house: House) -> None:
    case, _, _ = [await house.case() for _ in range(3)]
    assert "3" in await house.lena.presses("desk.group-fixed", case)
    (body,) = await house.owed(JobKind.GROUP)
    assert body == {
        "cause": "letter-case",
        "partner": "contoso.com",
        "step": "fixed",
        "by": dict(LENA.__dict__),
        "role": "lead",
        "after": 0,
    }


async def test_an_agent_sees_the_group_and_does_not_act_for_it(house: House) -> None:
    case, other = await house.case(), await house.case()
    assert str(other.number) in await house.amara.presses("desk.group", case)
    assert "role" in await house.amara.presses("desk.group-fixed", case)
    assert await house.owed(JobKind.GROUP) == []
