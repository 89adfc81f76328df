"""Names and pastes that try to break a card, from the delivery to what the connector gets."""

from __future__ import annotations

import pytest

from tests.cards.linter import nodes, problems
from tests.traps.deployment import MAIL, Deployment

EVIL = "https://evil.example"
NAME = f'"}}],"actions":[{{"type":"Action.OpenUrl","url":"{EVIL}"}}]}}\n[x]({EVIL}) <b>&'
PASTED = f"""That didn't work
We're sorry, but {MAIL} can't be found in the fabrikam.sharepoint.com directory.
Issue Type: User not in directory {NAME}
URL: https://fabrikam.sharepoint.com/sites/"}}],[x](https://evil.example)
"""


@pytest.mark.parametrize("name", [NAME, "\u202eÄ" * 5_120], ids=["markup", "10 KB"])
async def test_every_card_of_a_case_stays_a_card(deployment: Deployment, name: str) -> None:
    world = deployment.world
    world.invited.user_name = world.inviting.inviter_name = world.inviting.name = name
    marcus = deployment.marcus(name=name)
    await marcus.says("hello")
    await marcus.says(PASTED)
    await deployment.settled()
    await marcus.presses("intake.answer", field="reporter.side", answer="invited")
    await marcus.presses("intake.answer", field="case.invitedAddress", answer=f"{name} {MAIL}")
    await marcus.says("check")
    await marcus.verdict()
    await marcus.presses("case.admin")
    await marcus.says("my cases")
    await deployment.settled()

    sent = [p.body["attachments"] for p in deployment.channel.posted if "attachments" in p.body]
    cards = [*(shown[0]["content"] for shown in sent), *(c["content"] for c in marcus.cards())]
    assert len(cards) >= 8
    for card in cards:
        assert problems(card) == []
        assert not [node for node in nodes(card) if node.get("type") == "Action.OpenUrl"]
