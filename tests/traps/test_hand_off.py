"""A case handed off through the front door: agent's card, form, list, reporter's chat."""

from __future__ import annotations

import json

import pytest

from tests.bot.conftest import Json
from tests.cards.linter import nodes, problems
from tests.living_sandbox import actions
from tests.traps.deployment import DESK, Deployment, InChannel, Speaker

LIMIT = 80_000  # what Teams takes


async def passed(deployment: Deployment) -> Speaker:
    """Marcus's case is with the desk; returns Amara in its channel, who has it."""
    ada, amara = deployment.in_channel("ada"), deployment.in_channel("amara")
    await ada.says("desk here")
    marcus = deployment.marcus()
    await marcus.reports()
    await marcus.presses("intake.check")
    await marcus.verdict()
    await marcus.presses("case.pass")
    await amara.presses("desk.view")
    await amara.presses("desk.take")
    await deployment.settled()
    await amara.presses("desk.view")
    return amara


def inputs(card: Json, **given: str) -> dict[str, str]:
    """What a client sends back: every input's value as it stands, and what was filled in."""
    fields = [n for n in nodes(card["content"]) if str(n.get("type", "")).startswith("Input.")]
    return {str(n["id"]): str(n.get("value") or "") for n in fields} | given


async def sends(who: Speaker, way: str, **given: str) -> Json:
    """Sends the form that stands there; returns the card that answers."""
    card = await who.card_with("handoff.send")
    button = next(
        a
        for a in actions(card["content"])
        if a.get("verb") == "handoff.send" and a["data"]["way"] == way
    )
    action = {
        "type": "Action.Execute",
        "verb": "handoff.send",
        "data": {**button["data"], **inputs(card, **given)},
    }
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    reply = await who.tells(who.message(None, **invoke, replyToId=card["id"]))
    assert reply.json
    answered: Json = reply.json["value"]
    return answered


async def test_a_case_goes_to_the_partner_as_a_card_and_both_sides_see_it(
    deployment: Deployment,
) -> None:
    amara = await passed(deployment)
    await amara.presses("handoff.prepare", reader="partner")
    form = await amara.card_with("handoff.send")
    assert problems(form["content"], longest=LIMIT) == []
    assert "mj4711" not in json.dumps(form["content"]), "the sign-in name was not released"

    listed = await sends(amara, "card", person="channel")
    assert problems(listed, longest=LIMIT) == []
    await deployment.settled()
    await amara.sees("Amara handed the case off to the partner's IT, as a card.")
    await deployment.marcus().sees("Their IT department gets a summary")
    [(state,)] = deployment.rows("SELECT state FROM cases")
    assert state == "waiting for the invited organisation"
    [(delivered,)] = deployment.rows("SELECT state FROM deliveries")
    assert delivered == "delivered"
    await amara.presses("desk.view")
    await amara.presses("handoff.list")
    await amara.sees("as a card · the case's thread in the channel")
    await amara.presses("handoff.revoke")
    await deployment.settled()
    await amara.sees("Amara closed the partner's page.")
    [(revoked,)] = deployment.rows("SELECT revoked_at FROM hand_offs")
    assert revoked


async def test_what_an_agent_types_in_is_sent_and_what_was_written_is_kept(
    deployment: Deployment,
) -> None:
    amara = await passed(deployment)
    await amara.presses("handoff.prepare", reader="management")
    text = "# For you\n\nIt is nobody's fault. ${x} <b>bold</b>"
    await sends(amara, "card", person=DESK["amara"], summary=text)
    await deployment.settled()
    [(generated, sent)] = deployment.rows("SELECT generated, sent FROM hand_offs")
    assert sent == text
    assert generated.startswith("# ")
    assert generated != text


@pytest.mark.parametrize("name", ["ben", "lena"])
async def test_what_somebody_pressed_in_the_channel_nobody_else_sees(
    deployment: Deployment, name: str
) -> None:
    amara = await passed(deployment)
    other = deployment.in_channel(name)
    await other.presses("desk.view")
    await other.presses("handoff.prepare", reader="desk")
    await deployment.settled()
    posted = json.dumps([p.body for p in deployment.posted("19:helpdesk-cases@thread.tacv2")])
    assert isinstance(amara, InChannel)
    assert '"summary"' not in posted or "Nothing has left yet" not in posted
    assert "marcus.jones" not in posted


async def test_no_token_stands_in_plain_anywhere(deployment: Deployment) -> None:
    amara = await passed(deployment)
    await amara.presses("handoff.prepare", reader="partner")
    await sends(amara, "card", person=DESK["amara"])
    await deployment.settled()
    shown = json.dumps([p.body for p in deployment.channel.posted])
    token = shown.partition("https://desk.fabrikam.example/h/")[2][:43]
    assert len(token) == 43, "the card carries a link"
    tables = [n for (n,) in deployment.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        assert token not in str(deployment.rows(f"SELECT * FROM {table}")), table
