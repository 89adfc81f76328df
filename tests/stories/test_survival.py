"""Never lost: kills, duplicates, old cards, two people at once."""

from __future__ import annotations

import asyncio

import pytest

from tests.living_sandbox import Chat, Sandbox, Stage, actions, matches, text_of
from tests.stories.conftest import fails, reports

LINK = "https://fabrikam.sharepoint.com/:f:/s/x/E1"


@pytest.mark.parametrize("after", [0.0, 0.2, 1.0, 3.0, 5.2], ids=lambda s: f"{s} s into the check")
async def test_a_check_whose_process_is_killed_ends_on_the_same_card(
    marcus: Chat, stage: Stage, sandbox: Sandbox, after: float
) -> None:
    await stage.plays("today")
    page = await fails(stage)
    await reports(marcus, page, side="invited", link=LINK)
    await stage.turn(inviting__graph__pace="slow", invited__graph__pace="slow")
    card = await marcus.card_with("intake.check")
    await marcus.presses_on(card, "intake.check")
    await asyncio.sleep(after)
    sandbox.kill_bot()
    await stage.turn(inviting__graph__pace="normal", invited__graph__pace="normal")
    await stage.bot_ready()
    # A lease has to end before another process takes over.
    await marcus.verdict(patience=60)
    ended = next(c for c in await marcus.cards() if c["id"] == card["id"])
    assert any(matches(a, "case.again", {}) for a in actions(ended["content"]))


async def test_what_was_answered_is_there_after_a_kill(
    marcus: Chat, stage: Stage, sandbox: Sandbox
) -> None:
    await stage.plays("today")
    await marcus.says("hello")
    await marcus.presses("intake.answer", field="reporter.side", answer="invited")
    sandbox.kill_bot()
    await stage.bot_ready()
    await marcus.says("AADSTS500212 when I signed in")
    await marcus.sees("address")


async def test_my_cases_are_listed_and_shown_again(marcus: Chat, stage: Stage) -> None:
    await stage.plays("today")
    await reports(marcus, await fails(stage), side="invited", link=LINK)
    await marcus.presses("intake.check")
    await marcus.verdict()
    await marcus.says("my cases")
    await marcus.presses("case.show")
    assert "case.again" in str(marcus.answer)


async def test_somebody_elses_case_is_refused_on_every_button(
    marcus: Chat, denise: Chat, stage: Stage
) -> None:
    await stage.plays("today")
    await reports(marcus, await fails(stage), side="invited", link=LINK)
    await marcus.presses("intake.check")
    await marcus.verdict()
    card = await marcus.card_with("case.again")
    for verb in ("case.again", "case.admin", "case.pass", "case.works", "intake.change"):
        found = [a for a in actions(card["content"]) if a.get("verb") == verb]
        if not found:
            continue
        answer = await denise.presses_on(card, verb)
        assert answer["body"]["type"] == "application/vnd.microsoft.activity.message", verb
        assert "mj4711" not in str(answer)


async def test_the_same_press_twice_is_answered_alike_and_done_once(
    marcus: Chat, stage: Stage
) -> None:
    await stage.plays("today")
    await marcus.says("hello")
    card = await marcus.card_with("intake.answer", field="reporter.side")
    press = {"field": "reporter.side", "answer": "invited"}
    both = await asyncio.gather(
        marcus.presses_on(card, "intake.answer", **press),
        marcus.presses_on(card, "intake.answer", **press),
    )
    assert both[0]["body"] == both[1]["body"]


async def test_forget_erases_the_cases(marcus: Chat, stage: Stage) -> None:
    await stage.plays("today")
    await reports(marcus, await fails(stage), side="invited", link=LINK)
    await marcus.presses("intake.check")
    await marcus.verdict()
    await marcus.says("forget me")
    await marcus.presses("forget.yes")
    await marcus.says("my cases")
    await marcus.sees("no case")
    shown = [text_of(a) for a in await marcus.seen()]
    assert any("erased" in s.lower() or "forgotten" in s.lower() for s in shown)


@pytest.mark.parametrize("verb", ["intake.check", "case.again"])
async def test_a_press_repeated_after_the_end_shows_the_verdict_not_the_check(
    marcus: Chat, stage: Stage, verb: str
) -> None:
    await stage.plays("today")
    await reports(marcus, await fails(stage), side="invited", link=LINK)
    card = await marcus.card_with("intake.check")
    await marcus.presses_on(card, "intake.check")
    await marcus.verdict()
    if verb == "case.again":
        card = await marcus.card_with(verb)
        await marcus.presses_on(card, verb)
        await marcus.verdict()
    await marcus.presses_on(card, verb)
    assert "case.again" in str(marcus.answer)


async def test_pressing_again_while_a_check_runs_starts_no_second_one(
    marcus: Chat, stage: Stage
) -> None:
    await stage.plays("today")
    await reports(marcus, await fails(stage), side="invited", link=LINK)
    await marcus.presses("intake.check")
    await marcus.verdict()
    await stage.turn(inviting__graph__pace="slow", invited__graph__pace="slow")
    await marcus.presses("case.again")
    await marcus.says("check again")
    await marcus.sees("checking")
    await stage.turn(inviting__graph__pace="normal", invited__graph__pace="normal")
    await marcus.verdict()
    shown = [c for c in await marcus.cards() if "case.again" in str(c)]
    assert len(shown) == 1


async def test_an_old_verdicts_button_never_moves_the_new_intake_to_the_old_case(
    marcus: Chat, stage: Stage
) -> None:
    await stage.plays("today")
    await reports(marcus, await fails(stage), side="invited", link=LINK)
    await marcus.presses("intake.check")
    await marcus.verdict()
    await marcus.says("start again")
    await marcus.sees("on which side")
    await marcus.presses("case.admin")
    await marcus.says("AADSTS500213 https://other.sharepoint.com/sites/a")
    await marcus.sees("what I understood")
    old = await marcus.card_with("case.show")
    await marcus.presses_on(old, "case.show")
    assert "other.sharepoint.com" not in str(marcus.answer)
