"""What a press comes to where it does not belong: among others, about somebody else's case, and
after a role was taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.model import Case, Scope
from cases.roles import NONE
from dialogs.triage import OWN
from tests.cases.made import ANN
from tests.desk.house import AMARA, DESK, THREAD, House, Speaker

REPORTER = [*sorted(OWN), "desk.view", "desk.show", "desk.check", "desk.reopen", "export.mine"]
INTAKE = ["intake.check", "intake.answer", "intake.change", "intake.skip"]


def among_others(house: House, who: Speaker, where: str) -> Speaker:
    return who.in_channel() if where == "channel" else who.in_group_chat()


def posted(house: House) -> str:
    shared = (DESK.conversation_id + THREAD, DESK.conversation_id, "19:lunch@thread.v2")
    return "\n".join(text for at in shared for text in house.sent.texts.get(at, []))


@pytest.mark.parametrize("invoked", [True, False], ids=["invoked", "old client"])
@pytest.mark.parametrize("where", ["channel", "group chat"])
@pytest.mark.parametrize("verb", REPORTER + INTAKE)
async def test_the_reporters_part_is_not_played_among_others(
    house: House, verb: str, where: str, invoked: bool
) -> None:
    await house.ada.in_channel().says("desk here")
    case = await house.case()
    who = among_others(house, house.ann, where)
    answered = await who.presses(verb, case, invoked=invoked, text="mine", answer="x")
    now = await house.now_of(case)
    assert now == case
    assert now.place.scope is Scope.PERSONAL
    for said in (answered, posted(house)):
        assert "ann@contoso.com" not in said
        assert ANN.name not in said
    if invoked and verb not in ("desk.view", "export.mine"):
        assert "a chat of our own" in answered


@pytest.mark.parametrize("away", [True, False], ids=["roles unknown", "no role"])
@pytest.mark.parametrize("verb", REPORTER)
async def test_an_agents_own_case_neither(house: House, verb: str, away: bool) -> None:
    case = await house.case(reporter=AMARA)
    house.directory.away = away
    house.directory.held[AMARA.object_id] = NONE
    await house.amara.in_channel().presses(verb, case, text="mine")
    assert await house.now_of(case) == case
    assert "ann@contoso.com" not in posted(house)


async def test_in_their_own_chat_it_is(house: House) -> None:
    case = await house.case(reporter=AMARA)
    house.directory.away = True
    await house.amara.presses("case.again", case)
    now = await house.now_of(case)
    assert len(now.history) > len(case.history)
    assert now.place == house.amara.place


# --- whose case it is ----------------------------------------------------------------------------

ABOUT_ONE = [*REPORTER, *INTAKE, "case.reply", "desk.take", "desk.note", "desk.group"]


@pytest.mark.parametrize("at_desk", [True, False], ids=["at the desk", "not at the desk"])
@pytest.mark.parametrize("verb", sorted(set(ABOUT_ONE) - {"export.mine", "case.list"}))
async def test_somebody_elses_case_answers_as_one_that_is_not_there(
    house: House, verb: str, at_desk: bool
) -> None:
    theirs = await house.case(at_desk=at_desk)
    nobodys = replace(theirs, number=4711)
    field = "case.invitedAddress"
    answers = []
    for case, who in (
        (theirs, house.olga),
        (nobodys, Speaker(house, replace(house.olga.person, object_id="0bj-o2"))),
    ):
        answered = await who.presses(verb, case, text="x", field=field, answer="a@b.example")
        answers.append(answered.replace(str(case.number), "N"))
    assert answers[0] == answers[1]
    if verb in INTAKE:
        assert "no case N of yours" in answers[0]
    assert answers[0]
    assert await house.now_of(theirs) == theirs


async def test_at_the_desk_it_is_said_that_there_is_none(house: House) -> None:
    nobodys = replace(await house.case(), number=4711)
    assert "no such case" in await house.amara.presses("desk.view", nobodys)
    assert "no such case" in await house.amara.presses("desk.show", nobodys)
    assert "no case 4711 of yours" in await house.olga.presses("desk.view", nobodys)
    await house.ada.in_channel().says("desk here")
    assert "no such case" in await house.olga.in_channel().presses("desk.view", nobodys)


# --- a press that comes twice --------------------------------------------------------------------

LISTS = ["desk.queue", "desk.group", "desk.figures"]


async def secret(house: House) -> Case:
    return await house.case(partner="secret-partner.example")


@pytest.mark.parametrize("verb", LISTS)
async def test_a_list_is_not_given_again_to_who_lost_the_role(house: House, verb: str) -> None:
    case = await secret(house)
    who = house.lena
    first = await who.presses(verb, case, again="same", view="nobodys")
    assert "secret-partner" in first
    assert await who.presses(verb, case, again="same", view="nobodys") == first
    house.directory.held.clear()
    assert "Only the helpdesk" in await who.presses(verb, case, again="same", view="nobodys")
    house.directory.away = True
    assert "cannot tell" in await who.presses(verb, case, again="same", view="nobodys")


async def test_a_list_that_comes_twice_does_nothing_else(house: House) -> None:
    case = await secret(house)
    await house.lena.presses("desk.queue", view="nobodys", again="same")
    await house.lena.presses("desk.take", case, again="same")
    assert await house.now_of(case) == case


async def test_a_file_of_ones_own_is_made_anew(house: House) -> None:
    first = await house.olga.presses("export.mine", again="same")
    assert "about you" in first
    assert "about you" in await house.olga.presses("export.mine", again="same")
