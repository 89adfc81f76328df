"""What an invoke is answered, over HTTP: Teams takes only complete bodies."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.answers import Answer, CardAnswer, ErrorAnswer, Nothing, TextAnswer
from tests.bot.conftest import Door

EXECUTE = {"type": "Action.Execute", "verb": "check", "data": {"nonce": "n", "choice": "b"}}
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "hi"}]}


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (
            CardAnswer(CARD),
            {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD},
        ),
        (
            TextAnswer("done"),
            {
                "statusCode": 200,
                "type": "application/vnd.microsoft.activity.message",
                "value": "done",
            },
        ),
        (
            ErrorAnswer(403, "NotYours", "This is not your case."),
            {
                "statusCode": 403,
                "type": "application/vnd.microsoft.error",
                "value": {"code": "NotYours", "message": "This is not your case."},
            },
        ),
        (
            Nothing(),
            {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": ""},
        ),
    ],
    ids=["card", "text", "error", "nothing"],
)
async def test_a_pressed_card_gets_its_answer(
    door: Door, answer: Answer, body: dict[str, Any]
) -> None:
    door.listener.answer = answer
    reply = await door.deliver(door.card_action(EXECUTE))

    assert (reply.status, reply.json) == (200, body)


async def test_the_press_is_heard_with_its_inputs(door: Door) -> None:
    await door.deliver(door.card_action(EXECUTE))

    press = door.listener.last.press
    assert press is not None
    assert (press.verb, press.card_id, press.invoked) == ("check", "card-7", True)
    assert dict(press.data) == {"nonce": "n", "choice": "b"}


async def test_the_verb_may_sit_in_the_data(door: Door) -> None:
    await door.deliver(door.card_action({"type": "Action.Execute", "data": {"verb": "check"}}))

    assert door.listener.last.press is not None
    assert door.listener.last.press.verb == "check"


async def test_an_action_without_data_is_a_press_too(door: Door) -> None:
    await door.deliver(door.card_action({"type": "Action.Execute", "verb": "check"}))

    assert door.listener.last.press is not None
    assert dict(door.listener.last.press.data) == {}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "check",
        [],
        {},
        {"action": None},
        {"action": "check"},
        {"action": {"verb": "check"}},
        {"action": {"type": "Action.Submit", "verb": "check"}},
        {"action": {"type": "Action.Execute"}},
        {"action": {"type": "Action.Execute", "verb": 7}},
        {"action": {"type": "Action.Execute", "verb": "check", "data": "text"}},
        {"action": {"type": "Action.Execute", "verb": "check", "data": [1]}},
    ],
    ids=repr,
)
async def test_a_malformed_action_gets_an_error_body(door: Door, value: Any) -> None:
    reply = await door.deliver(door.card_action(EXECUTE, value=value))

    assert reply.status == 200
    assert reply.json["statusCode"] == 400
    assert reply.json["type"] == "application/vnd.microsoft.error"
    assert reply.json["value"] == {"code": "BadRequest", "message": "invalid action"}
    assert door.listener.heard == []


async def test_a_defect_of_ours_is_an_error_body_with_a_reference(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.listener.raises = ValueError("marcus.jones@contoso.com")
    with caplog.at_level(logging.DEBUG):
        reply = await door.deliver(door.card_action(EXECUTE))

    assert (reply.status, reply.json["statusCode"]) == (200, 500)
    assert reply.json["value"]["code"] == "InternalError"
    assert reply.json["value"]["message"] in caplog.text
    assert "marcus" not in caplog.text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("message/submitAction", 200),
        ("application/vnd.microsoft.readReceipt", 200),
        ("task/fetch", 501),
        ("composeExtension/queryLink", 501),
        ("composeExtension/anonymousQueryLink", 501),
        ("composeExtension/onCardButtonClicked", 501),
        ("composeExtension/querySettingUrl", 501),
        ("signin/verifyState", 501),
        ("adaptiveCard/other", 501),
        (None, 501),
    ],
)
async def test_other_invokes(door: Door, name: str | None, status: int) -> None:
    reply = await door.deliver(door.card_action(EXECUTE, name=name))

    assert (reply.status, reply.json) == (status, {})
    assert door.listener.heard == []


async def test_an_invoke_that_expects_replies_is_answered_alike(door: Door) -> None:
    door.listener.answer = TextAnswer("done")
    reply = await door.deliver(door.card_action(EXECUTE, deliveryMode="expectReplies"))

    assert (reply.status, reply.json["value"]) == (200, "done")
