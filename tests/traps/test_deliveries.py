"""What the channel service delivers twice, at once, late or in an odd form: one effect each."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.bot.conftest import Json
from tests.evidence.microsoft import CLIENT
from tests.traps.deployment import MAIL, Deployment, Speaker

CARD = "application/vnd.microsoft.card.adaptive"
TEXT = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


def kept(deployment: Deployment) -> list[Json]:
    """The complaints of all cases."""
    rows = deployment.rows("SELECT complaint FROM cases ORDER BY number")
    return [json.loads(row[0])["answers"] for row in rows]


def events(deployment: Deployment, kind: str) -> int:
    found = deployment.rows("SELECT count(*) FROM events WHERE kind = ?", kind)
    return int(found[0][0])


async def test_a_message_delivered_five_times_has_one_effect_and_one_reply(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.says("hello")
    await deployment.settled()
    before = len(deployment.channel.posted)

    answer = marcus.message("invited")
    replies = await asyncio.gather(*(marcus.tells(answer) for _ in range(4)))
    replies.append(await marcus.tells(answer))
    await deployment.settled()

    assert {reply.status for reply in replies} == {200}
    assert len(deployment.channel.posted) == before + 1
    assert [list(answers) for answers in kept(deployment)] == [["reporter.side"]]


@pytest.mark.parametrize("same_id", [True, False], ids=["as it was", "with a new activity id"])
async def test_a_press_delivered_four_times_at_once_starts_one_check(
    deployment: Deployment, marcus: Speaker, same_id: bool
) -> None:
    await marcus.reports()
    press = marcus.press(await marcus.card_with("intake.check"), "intake.check")
    presses = [press if same_id else press | {"id": f"again-{n}"} for n in range(4)]
    replies = await asyncio.gather(*(marcus.tells(one) for one in presses))
    await marcus.verdict()

    assert [reply.json["type"] for reply in replies] == [CARD] * 4
    assert len({reply.body for reply in replies}) == 1
    assert events(deployment, "check started") == 1
    assert events(deployment, "checked") == 1


async def test_two_presses_of_one_button_seconds_apart_start_one_check(
    deployment: Deployment, marcus: Speaker
) -> None:
    """The second tap comes before the card has changed under the finger."""
    await marcus.reports()
    card = await marcus.card_with("intake.check")
    first = await marcus.tells(marcus.press(card, "intake.check"))
    second = await marcus.tells(marcus.press(card, "intake.check"))
    await marcus.verdict()

    assert first.body == second.body
    assert events(deployment, "check started") == 1


async def test_two_messages_at_once_are_both_kept(deployment: Deployment, marcus: Speaker) -> None:
    await asyncio.gather(
        marcus.says("AADSTS500212 is what the page said"),
        marcus.says("https://fabrikam.sharepoint.com/:f:/s/project-x/E1"),
    )
    await deployment.settled()

    [answers] = kept(deployment)
    assert {"error.aadsts", "case.hostDomain"} <= set(answers)


async def test_a_press_is_answered_with_a_card_a_message_or_an_error(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.reports()
    card = await marcus.card_with("intake.check")
    shown = await marcus.tells(marcus.press(card, "intake.check"))
    refused = await deployment.denise().tells(deployment.denise().press(card, "intake.check"))
    broken = await marcus.tells(marcus.press(card, "intake.check") | {"value": {"action": {}}})

    assert [r.status for r in (shown, refused, broken)] == [200, 200, 200]
    assert [r.json["type"] for r in (shown, refused, broken)] == [CARD, TEXT, ERROR]
    assert [r.json["statusCode"] for r in (shown, refused, broken)] == [200, 200, 400]
    assert isinstance(refused.json["value"], str)
    assert refused.json["value"]


async def test_an_old_card_changes_nothing_and_gives_way_to_the_newest(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.says("hello")
    old = await marcus.card_with("intake.answer", field="reporter.side")
    await marcus.presses("intake.answer", field="reporter.side", answer="invited")
    press = marcus.press(old, "intake.answer", field="reporter.side", answer="inviting")
    reply = await marcus.tells(press)

    assert reply.json["type"] == CARD
    assert "error.class" in json.dumps(reply.json["value"]), "the question that is open now"
    assert await marcus.sees("older than what we know now")
    [answers] = kept(deployment)
    assert answers["reporter.side"]["value"] == "invited"


@pytest.mark.parametrize("text", [None, "", "<at>Invite Desk</at>"], ids=repr)
async def test_a_mention_without_words_is_greeted_not_a_crash(
    marcus: Speaker, text: str | None
) -> None:
    mentioned = {"id": f"28:{CLIENT}", "name": "Invite Desk"}
    mention = {"type": "mention", "text": "<at>Invite Desk</at>", "mentioned": mentioned}
    told = marcus.message(None, entities=[mention], recipient=mentioned) | {"text": text}
    reply = await marcus.tells(told)

    assert reply.status == 200
    await marcus.card_with("intake.answer", field="reporter.side")
    assert not any("Invite Desk" in shown for shown in marcus.shown())


async def test_a_submit_without_text_answers_the_question_it_was_asked_on(
    deployment: Deployment, marcus: Speaker
) -> None:
    """A client that knows no Action.Execute falls back to a message with a value."""
    await marcus.says("hello")
    card = await marcus.card_with("intake.answer", field="reporter.side")
    press = marcus.press(card, "intake.answer", field="reporter.side", answer="invited")
    value = press["value"]["action"]["data"]
    reply = await marcus.tells(marcus.message(None, value=value, replyToId=card["id"]))
    await marcus.card_with("intake.answer", field="error.class")

    assert reply.status == 200
    [answers] = kept(deployment)
    assert answers["reporter.side"]["value"] == "invited"


async def test_the_bot_answers_where_it_was_last_spoken_to(
    deployment: Deployment, marcus: Speaker
) -> None:
    """Teams may move a conversation to another service address."""
    await marcus.reports()
    await marcus.presses("intake.check")
    await marcus.verdict()
    moved = f"{deployment.channel.service_url}/moved"
    again = marcus.press(await marcus.card_with("case.again"), "case.again")
    token = marcus.channel.token(aud=deployment.settings().app_id, serviceurl=moved)
    before = len(deployment.channel.posted)
    await marcus.deliver(again | {"serviceUrl": moved}, token)
    await deployment.settled()

    later = deployment.channel.posted[before:]
    assert later
    assert all(posted.path.startswith("/moved/") for posted in later)
    assert MAIL in str(kept(deployment))
