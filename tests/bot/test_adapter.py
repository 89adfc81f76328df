"""botbuilder's turns over our connector: middleware, replies, replacements, later words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ConversationReference

from bot.answers import TextAnswer
from bot.wire import to_activity
from tests.bot.conftest import OWN, Channel, Door


class Notes:
    """A middleware that writes down what passes."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def on_turn(self, context: TurnContext, logic: Callable[[], Awaitable[Any]]) -> None:
        self.seen.append(f"in {context.activity.type}")
        await logic()
        self.seen.append(f"out {context.activity.type}")


async def test_middleware_sees_every_turn_and_the_invoke_is_still_answered(door: Door) -> None:
    notes = Notes()
    door.adapter.use(notes)
    door.listener.answer = TextAnswer("done")
    await door.deliver(door.activity())
    reply = await door.deliver(door.card_action({"type": "Action.Execute", "verb": "check"}))

    assert notes.seen == ["in message", "out message", "in invoke", "out invoke"]
    assert reply.json["value"] == "done"


async def test_a_turn_can_say_replace_and_take_back(door: Door, channel: Channel) -> None:
    async def logic(context: TurnContext) -> None:
        said = await context.send_activity("first")
        await context.update_activity(Activity(id=said.id, type="message", text="second"))
        await context.delete_activity(said.id)
        await context.send_trace_activity("debug")

    await door.adapter.turn(to_activity(door.activity()), logic)

    assert [posted.method for posted in channel.posted] == ["POST", "PUT", "DELETE"]
    assert [posted.body.get("text") for posted in channel.posted] == ["first", "second", None]
    assert channel.posted[1].path.endswith("/activities/activity-1")
    assert channel.posted[0].body["conversation"]["tenantId"] == OWN
    assert channel.posted[0].body["replyToId"] == "1795337186709"


async def test_a_conversation_is_continued_later(door: Door, channel: Channel) -> None:
    reference: ConversationReference = TurnContext.get_conversation_reference(
        to_activity(door.activity())
    )

    async def logic(context: TurnContext) -> None:
        await context.send_activity("later")

    await door.adapter.continue_conversation(reference, logic)

    assert channel.posted[0].body["text"] == "later"
    assert channel.posted[0].body["recipient"]["id"] == "29:marcus"


async def test_what_fails_in_a_turn_is_not_swallowed(door: Door) -> None:
    async def logic(context: TurnContext) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await door.adapter.turn(to_activity(door.activity()), logic)
