"""The gates decide where an attempt stops and know nothing of the rules; what the bot calls
certain must name the organisation that owns the gate."""

from __future__ import annotations

import pytest

from tests.living_sandbox import Chat, Stage
from tests.stories.conftest import reports

INVITING, INVITED, BOTH = "inviting organisation", "invited", "two organisations"
BLOCKED: dict[str, object] = {
    "inviting__domain_mode": "blockList",
    "inviting__domain_list": ["contoso.com"],
}
# What is set, and who owns the gate that closes: under the article's story, and under today's.
SETTINGS: list[tuple[dict[str, object], str, str]] = [
    ({}, BOTH, INVITED),
    ({"inviting__sharing": "disabled"}, INVITING, INVITING),
    ({"inviting__sharing": "existingExternalUserSharingOnly"}, INVITING, INVITED),
    ({"inviting__domain_mode": "allowList"}, INVITING, INVITING),
    (BLOCKED, INVITING, INVITING),
    ({"inviting__inbound": "blocked"}, INVITING, INVITING),
    ({"invited__outbound": "blocked"}, INVITED, INVITED),
    ({"invited__account_enabled": False}, INVITED, INVITED),
    ({"share__guest": "missing"}, BOTH, INVITING),
    ({"share__guest": "disabled"}, INVITING, INVITING),
    ({"browser__signed_in_as": "personal"}, INVITED, INVITED),
    ({"browser__signed_in_as": "other-work"}, INVITED, INVITED),
]
# All of one story in a row: between the two the bot starts anew.
WORLDS = [
    pytest.param(
        story, knobs, owners[place], id=f"{story}: {' '.join(map(str, knobs.items())) or 'as is'}"
    )
    for place, story in enumerate(("article", "today"))
    for knobs, *owners in SETTINGS
]


async def test_the_inviter_of_the_article_hears_of_its_options_at_least_as_possible(
    denise: Chat, stage: Stage
) -> None:
    await stage.plays("article")
    page = (await stage.attempt())["page"]["text"]
    await reports(denise, page, side="inviting")
    await denise.presses("intake.check")
    shown = await denise.verdict("give way")
    assert "RequireAcceptingAccountMatchInvitedAccount" in shown
    assert "Certain" not in shown.split("\n")[0]


@pytest.mark.parametrize(("story", "knobs", "owner"), WORLDS)
async def test_what_is_certain_names_the_owner_of_the_gate(
    marcus: Chat, denise: Chat, stage: Stage, story: str, knobs: dict[str, object], owner: str
) -> None:
    await stage.plays(story)
    await stage.turn(**knobs)
    outcome = await stage.attempt()
    assert not outcome["in"]
    for chat, side in ((marcus, "invited"), (denise, "inviting")):
        await reports(chat, outcome["page"]["text"], side=side, link=outcome["link"])
        await chat.presses("intake.check")
        eyebrow, headline = (await chat.verdict()).split("\n")[:2]
        certain = " · Certain · " in eyebrow
        assert not certain or owner in headline.lower(), (side, headline)
