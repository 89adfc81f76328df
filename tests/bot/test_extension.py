"""The message extension over HTTP: what it is asked, and what Teams gets to show."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from bot.answers import Dialog, Result, Results, TextAnswer
from cases.model import Scope
from tests.bot.conftest import Door, Json

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "hi"}]}
PAGE: Json = {"skip": 0, "count": 25}
FORM = {"verb": "message.case", "nonce": "n1", "address": "marcus@contoso.com", "text": "help"}


def query(words: Any = "fabrikam", options: Any = PAGE, name: str = "words") -> Json:
    parameters = [{"name": name, "value": words}]
    return {"commandId": "searchCases", "parameters": parameters, "queryOptions": options}


def message(body: Any) -> Json:
    payload = {"id": "1", "body": body, "from": {"user": {"displayName": "Denise"}}}
    return {"commandId": "caseFromMessage", "commandContext": "message", "messagePayload": payload}


def html(content: str) -> Json:
    return message({"contentType": "html", "content": content})


def form(**changes: Any) -> Json:
    return {"commandId": "caseFromMessage", "commandContext": "message", "data": FORM | changes}


async def test_a_search_is_asked_with_its_words_and_its_page(door: Door) -> None:
    options = {"skip": 25, "count": 10}
    await door.deliver(door.extension_invoke("query", query(" fabrikam  12 ", options)))

    [(said, skip, count)] = door.extension.found
    assert (said.text, skip, count) == ("fabrikam  12", 25, 10)
    assert (said.person.object_id, said.place.scope) == ("3a5c0500", Scope.PERSONAL)


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (query("true", name="initialRun"), ("", 0, 25)),
        ({"commandId": "searchCases"}, ("", 0, 25)),
        (query(None), ("", 0, 25)),
        (query(12), ("12", 0, 25)),
        (query("x", None), ("x", 0, 25)),
        (query("x", {"skip": "7", "count": True}), ("x", 0, 25)),
        (query("x", {"skip": -3, "count": 0}), ("x", 0, 1)),
        (query("x", {"skip": 0, "count": 10_000}), ("x", 0, 25)),
        ({"commandId": "searchCases", "parameters": ["x", {"name": 3}]}, ("", 0, 25)),
    ],
    ids=repr,
)
async def test_a_search_without_what_it_might_have(
    door: Door, value: Json, asked: tuple[str, int, int]
) -> None:
    reply = await door.deliver(door.extension_invoke("query", value))

    [(said, skip, count)] = door.extension.found
    assert (reply.status, (said.text, skip, count)) == (200, asked)


async def test_what_was_found_is_a_list_to_drop_from(door: Door) -> None:
    door.extension.answer = Results((Result(CARD, "Case 12", "R&D <b>has</b> to act"),))
    reply = await door.deliver(door.extension_invoke("query", query()))

    preview = {"title": "Case 12", "text": "R&amp;D &lt;b&gt;has&lt;/b&gt; to act"}
    assert (reply.status, reply.json) == (
        200,
        {
            "composeExtension": {
                "type": "result",
                "attachmentLayout": "list",
                "attachments": [
                    {
                        "contentType": "application/vnd.microsoft.card.adaptive",
                        "content": CARD,
                        "preview": {
                            "contentType": "application/vnd.microsoft.card.thumbnail",
                            "content": preview,
                        },
                    }
                ],
            }
        },
    )


async def test_whoever_scrolls_on_for_ever_gets_an_empty_page(door: Door) -> None:
    reply = await door.deliver(
        door.extension_invoke("query", query("x", {"skip": 10**9, "count": 25}))
    )

    assert reply.json["composeExtension"]["attachments"] == []
    assert not door.extension.asked


async def test_words_instead_of_results(door: Door) -> None:
    door.extension.answer = TextAnswer("Nothing was found.")
    reply = await door.deliver(door.extension_invoke("query", query()))

    assert reply.json == {"composeExtension": {"type": "message", "text": "Nothing was found."}}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (html("<p>That Didn&#39;t Work<br>two</p>"), "That Didn't Work\ntwo"),
        (html('<div><at id="0">Denise</at>&nbsp;asks</div>'), "Denise asks"),
        (html('<a href="https://x.example/y">the site</a>'), "the site https://x.example/y"),
        (message({"contentType": "text", "content": "1 < 2 &amp; <b>"}), "1 < 2 &amp; <b>"),
        (message({"contentType": "html", "content": None}), ""),
        (message(None), ""),
        ({"commandId": "caseFromMessage", "messagePayload": "x"}, ""),
        ({"commandId": "caseFromMessage"}, ""),
    ],
    ids=repr,
)
async def test_a_form_is_asked_for_with_the_messages_words(
    door: Door, value: Json, text: str
) -> None:
    door.extension.answer = Dialog("Create a case", CARD)
    reply = await door.deliver(door.extension_invoke("fetchTask", value))

    assert [said.text for said in door.extension.offered] == [text]
    assert (reply.status, reply.json) == (
        200,
        {
            "task": {
                "type": "continue",
                "value": {
                    "title": "Create a case",
                    "width": "medium",
                    "height": "medium",
                    "card": {
                        "contentType": "application/vnd.microsoft.card.adaptive",
                        "content": CARD,
                    },
                },
            }
        },
    )


async def test_whoever_wrote_the_message_is_no_part_of_what_is_asked(door: Door) -> None:
    await door.deliver(door.extension_invoke("fetchTask", html("help")))
    assert "Denise" not in repr(door.extension.offered)


async def test_a_filled_in_form_is_heard_with_its_inputs(door: Door) -> None:
    door.extension.answer = TextAnswer("Case 7 is open.")
    reply = await door.deliver(door.extension_invoke("submitAction", form()))

    [said] = door.extension.made
    assert said.press is not None
    assert (said.press.verb, dict(said.press.data)) == ("message.case", FORM)
    assert reply.json == {"task": {"type": "message", "value": "Case 7 is open."}}


async def test_a_form_answered_with_a_card_offers_it_to_drop(door: Door) -> None:
    door.extension.answer = Results((Result(CARD, "Case 7"),))
    reply = await door.deliver(door.extension_invoke("submitAction", form()))

    [dropped] = reply.json["composeExtension"]["attachments"]
    assert dropped["content"] == CARD


async def test_the_same_form_is_known_again_whatever_the_activitys_id(door: Door) -> None:
    for number in ("f:1", "f:2", None):
        await door.deliver(door.extension_invoke("submitAction", form(), id=number))
    await door.deliver(door.extension_invoke("submitAction", form(address="other@contoso.com")))
    await door.deliver(door.extension_invoke("submitAction", form(nonce="n2")))

    keys = [said.key for said in door.extension.made]
    assert len(set(keys[:3])) == 1
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("query", {"commandId": "other"}),
        ("query", {"commandId": "caseFromMessage"}),
        ("query", None),
        ("query", "searchCases"),
        ("query", {"commandId": ["searchCases"]}),
        ("fetchTask", {"commandId": "searchCases"}),
        ("fetchTask", {}),
        ("submitAction", {"commandId": "other", "data": FORM}),
        ("submitAction", {"commandId": "caseFromMessage"}),
        ("submitAction", {"commandId": "caseFromMessage", "data": "text"}),
        ("submitAction", {"commandId": "caseFromMessage", "botMessagePreviewAction": "send"}),
    ],
    ids=repr,
)
async def test_a_command_that_is_not_ours_is_400_and_empty(
    door: Door, name: str, value: Any
) -> None:
    reply = await door.deliver(door.extension_invoke(name, value))

    assert (reply.status, reply.json) == (400, {})
    assert not door.extension.asked


async def test_a_form_without_any_id_is_400(door: Door) -> None:
    invoke = door.extension_invoke("submitAction", form(nonce=""), id=None)
    assert (await door.deliver(invoke)).status == 400


@pytest.mark.parametrize(
    ("name", "value"), [("query", query()), ("fetchTask", html("x")), ("submitAction", form())]
)
async def test_a_defect_of_ours_is_said_with_a_reference(
    door: Door, name: str, value: Json, caplog: pytest.LogCaptureFixture
) -> None:
    door.extension.raises = KeyError("marcus.jones@contoso.com")
    with caplog.at_level(logging.DEBUG):
        reply = await door.deliver(door.extension_invoke(name, value))

    shown = reply.json.get("composeExtension") or reply.json["task"]
    words = shown.get("text") or shown["value"]
    assert (reply.status, shown["type"]) == (200, "message")
    assert re.search(r"reference: [0-9a-f]{12}\Z", words)
    assert words[-12:] in caplog.text
    assert "marcus" not in caplog.text


async def test_the_extension_is_not_the_conversation(door: Door) -> None:
    """What somebody does in a chat with a colleague never reaches their dialog with the bot."""
    for name, value in (("query", query()), ("fetchTask", html("x")), ("submitAction", form())):
        await door.deliver(door.extension_invoke(name, value))

    assert door.listener.heard == []
