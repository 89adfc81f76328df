"""Story steps that several stories share."""

from __future__ import annotations

from typing import Any

from tests.living_sandbox import Chat, Stage

MAIL = "marcus.jones@contoso.com"


async def reports(chat: Chat, page: str, *, side: str, address: str = MAIL, link: str = "") -> None:
    """Pastes a page and answers what is still asked, up to the overview."""
    await chat.says(page)
    await chat.presses("intake.answer", field="reporter.side", answer=side)
    await answers(chat, "case.invitedAddress", address)
    await answers(chat, "link.kind", link)


async def answers(chat: Chat, field: str, text: str) -> None:
    """Answers that question if it is the one that is open."""
    if asked(chat.answer) == field:
        await chat.presses("intake.answer", field=field, answer=text)


def asked(answer: dict[str, Any]) -> str:
    """The field of the question on the card that a press was answered with."""
    actions = answer.get("body", {}).get("value", {})
    for action in actions.get("actions", ()) if isinstance(actions, dict) else ():
        if action.get("verb") == "intake.answer":
            return str(action["data"]["field"])
    return ""


async def fails(stage: Stage) -> str:
    """Tries the invitation; returns the page that was shown instead of the site."""
    outcome = await stage.attempt()
    assert not outcome["in"], outcome
    return str(outcome["page"]["text"])
