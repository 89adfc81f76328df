"""The article's collision, as written and as of today, told to the bot over HTTP."""

from __future__ import annotations

import pytest

from tests.living_sandbox import Chat, Stage
from tests.stories.conftest import MAIL, fails, reports

SIGN_IN_NAME = "mj4711"


async def test_the_invited_user_plays_the_article_as_written(marcus: Chat, stage: Stage) -> None:
    await stage.plays("article")
    page = await fails(stage)
    assert page.startswith("That Didn't Work")
    await reports(marcus, page, side="invited")
    await marcus.presses("intake.check")
    shown = await marcus.verdict("collide")
    for option in (
        "RequireAcceptingAccountMatchInvitedAccount",
        "smtp address",
        "Microsoft account",
    ):
        assert option in shown
    await stage.turn(inviting__require_match=False)
    await marcus.presses("case.again")
    await marcus.verdict("has changed: try the invitation again")
    assert (await stage.attempt())["in"]
    await marcus.presses("case.works")
    await marcus.verdict("said to work now")


@pytest.mark.parametrize(
    "option",
    [
        pytest.param({"inviting__require_match": False}, id="the inviting side drops the rule"),
        pytest.param(
            {"invited__proxy_addresses": [f"SMTP:{MAIL}", "smtp:mj4711@contoso.com"]},
            id="the invited side adds the sign-in name as an address",
        ),
        pytest.param(
            {
                "share__invited_address": "marcus.jones77@outlook.com",
                "browser__signed_in_as": "personal",
            },
            id="the user gets a separate account, and that is invited",
        ),
    ],
)
async def test_each_of_the_articles_options_lets_him_in(
    stage: Stage, option: dict[str, object]
) -> None:
    await stage.plays("article")
    await fails(stage)
    await stage.turn(**option)
    assert (await stage.attempt())["in"]


async def test_the_inviter_plays_it_as_of_today(denise: Chat, stage: Stage) -> None:
    await stage.plays("today")
    page = await fails(stage)
    await reports(denise, page, side="inviting", link="https://fabrikam.sharepoint.com/:f:/s/x/E1")
    await denise.presses("intake.check")
    shown = await denise.verdict("sign-in name")
    assert SIGN_IN_NAME not in shown, "the inviting side never learns the sign-in name"
    await stage.turn(invited__upn=MAIL)
    await denise.presses("case.again")
    await denise.verdict("invitation has not been accepted")
    assert (await stage.attempt())["in"]


async def test_the_sign_in_name_reaches_only_the_invited_side(
    marcus: Chat, denise: Chat, stage: Stage
) -> None:
    await stage.plays("today")
    page = await fails(stage)
    for chat, side in ((marcus, "invited"), (denise, "inviting")):
        await reports(chat, page, side=side, link="https://fabrikam.sharepoint.com/:f:/s/x/E1")
        await chat.presses("intake.check")
        await chat.verdict("sign-in name")
    assert SIGN_IN_NAME in await marcus.verdict()
    assert SIGN_IN_NAME not in str(await denise.cards())


async def test_who_only_says_to_be_the_invited_one_learns_nothing(
    denise: Chat, stage: Stage
) -> None:
    await stage.plays("today")
    await stage.turn(share__sponsored_by_inviter=False)
    await denise.says("https://fabrikam.sharepoint.com/sites/project-x")
    await denise.presses("intake.answer", field="reporter.side", answer="invited")
    await denise.says("AADSTS50020")
    await denise.says(MAIL)
    await denise.presses("intake.check")
    await denise.verdict()
    assert SIGN_IN_NAME not in str(await denise.cards())
