"""The stories as a newcomer plays them on the page, from "Try the invitation" to in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE_MS, Visitor


def test_the_article_as_the_invited_user(visitor: Visitor) -> None:
    visitor.sits_down_as("invited-user")
    visitor.plays("article")
    shown = visitor.tries()
    expect(shown).to_contain_text("That Didn't Work")
    visitor.keeps_a_picture("1-refused")
    visitor.pastes_the_page()
    visitor.sees("This is what I understood")
    visitor.chooses("I was invited")
    visitor.keeps_a_picture("2-asked")
    visitor.presses("Continue")
    visitor.says("marcus.jones@contoso.com")
    visitor.presses("Check now")
    visitor.sees("collide")
    visitor.keeps_a_picture("3-verdict")
    visitor.unfolds_the_first("Show the steps")
    visitor.sees("RequireAcceptingAccountMatchInvitedAccount")
    visitor.turns("inviting.require_match", False)
    visitor.presses("Check again")
    visitor.sees("has changed: try the invitation again")
    visitor.keeps_a_picture("4-checked-again")
    expect(visitor.tries()).not_to_contain_text("That Didn't Work", timeout=PATIENCE_MS)
    visitor.keeps_a_picture("5-in")
    visitor.presses("It works now")
    visitor.sees("you say it works now")


def test_today_as_the_inviter(visitor: Visitor) -> None:
    visitor.sits_down_as("inviter")
    visitor.plays("today")
    shown = visitor.tries()
    expect(shown).to_contain_text("AADSTS50020")
    visitor.pastes_the_page()
    visitor.sees("This is what I understood")
    visitor.chooses("I invited")
    visitor.presses("Continue")
    visitor.says("marcus.jones@contoso.com")
    visitor.sees("link")
    visitor.says("https://fabrikam.sharepoint.com/sites/project-x")
    visitor.presses("Check now")
    visitor.sees("sign-in name")
    visitor.keeps_a_picture("1-verdict")
    visitor.turns("invited.upn", "marcus.jones@contoso.com")
    visitor.presses("Check again")
    visitor.sees("has not been accepted")
    visitor.keeps_a_picture("2-checked-again")
    expect(visitor.tries()).not_to_contain_text("AADSTS", timeout=PATIENCE_MS)
    visitor.keeps_a_picture("3-in")
