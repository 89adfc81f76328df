"""Two people in one group chat: nothing personal is said there, and no draft is shared."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Json
from tests.living_sandbox import actions
from tests.traps.deployment import MAIL, PAGE, Deployment, Speaker

PERSONAL = ("mj4711", "marcus", "fabrikam")


def group(deployment: Deployment, kind: str) -> Json:
    tenant = deployment.world.inviting.tenant_id
    return {"id": "19:shared", "conversationType": kind, "isGroup": True, "tenantId": tenant}


def together(deployment: Deployment, kind: str) -> tuple[Speaker, Speaker]:
    """Both people in one conversation."""
    shared = group(deployment, kind)
    people = deployment.marcus(), deployment.denise()
    first, second = (Speaker(deployment, person.who, shared) for person in people)
    return first, second


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_in_a_shared_chat_nothing_is_asked_kept_or_repeated(
    deployment: Deployment, kind: str
) -> None:
    marcus, denise = together(deployment, kind)
    await marcus.says("hello")
    await marcus.says(PAGE)
    await denise.says(MAIL)
    await denise.says("my cases")
    await deployment.settled()

    shown = "\n".join(marcus.shown()).lower()
    assert "let us do this in a chat of our own" in shown
    assert not any(word in shown for word in PERSONAL)
    buttons = [button for card in marcus.cards() for button in actions(card["content"])]
    assert {button["type"] for button in buttons} == {"Action.OpenUrl"}
    assert deployment.rows("SELECT * FROM cases") == []
    drafts = "".join(str(body) for (body,) in deployment.rows("SELECT body FROM drafts")).lower()
    assert not any(word in drafts for word in PERSONAL)


async def test_a_colleagues_words_in_a_group_answer_nobodys_question(
    deployment: Deployment,
) -> None:
    alone = deployment.marcus()
    await alone.says("hello")
    await alone.presses("intake.answer", field="reporter.side", answer="invited")
    _, denise = together(deployment, "groupChat")
    await denise.says("AADSTS500212")
    await deployment.settled()

    [(complaint,)] = deployment.rows("SELECT complaint FROM cases")
    assert "error.aadsts" not in complaint


async def test_a_personal_card_pressed_from_a_group_shows_nothing(deployment: Deployment) -> None:
    alone = deployment.marcus()
    await alone.reports()
    await alone.presses("intake.check")
    await alone.verdict()
    card = await alone.card_with("case.again")
    before = deployment.rows("SELECT state, version FROM cases")
    _, denise = together(deployment, "groupChat")
    for verb in ("case.again", "case.pass", "case.works"):
        reply = await denise.tells(denise.press(card, verb))
        assert not any(word in str(reply.json).lower() for word in PERSONAL)

    assert deployment.rows("SELECT state, version FROM cases") == before
