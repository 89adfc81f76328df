"""A hand-off to the partner's IT as people play it: two organisations, three browsers, one case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PATIENCE_MS, PHONE, SHOTS, Visitor

ADDED = "We look forward to hearing from you."
CHOICE = "We make them equal tonight."


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone outside: no seat at the sandbox, nothing but what comes by mail."""
    context = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]}, has_touch=True
    )
    yield context.new_page()
    context.close()


def keeps_a_picture(page: Page, moment: str) -> None:
    """What is seen now of a page of its own, whole, at desktop and at phone width."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for size, label in ((DESKTOP, "desktop"), (PHONE, "phone")):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{moment} scrolls sideways: {label}"
        page.screenshot(path=str(SHOTS / f"hand-off-{moment}-{label}.png"), full_page=True)


def asks_the_helpdesk(visitor: Visitor) -> None:
    """Marcus, whose organisation lets the bot read nothing."""
    visitor.desk_is_open()
    visitor.sits_down_as("invited-user")
    visitor.plays("today")
    visitor.turns("invited.graph.consented", False)
    visitor.tries()
    visitor.pastes_the_page()
    visitor.chooses("I was invited")
    visitor.presses("Continue")
    visitor.says("marcus.jones@contoso.com")
    visitor.sees("Paste the link from the invitation")
    visitor.says(visitor.page.locator("#mail-link").inner_text())
    visitor.presses("Check now")
    visitor.sees("Pass to helpdesk")
    visitor.keeps_a_picture("01-verdict")
    visitor.presses("Pass to helpdesk")
    visitor.sees("helpdesk")


def unfolds(visitor: Visitor, title: str, until: str) -> None:
    """Opens a part of the newest card. An update of the card folds it again, so as often as it
    takes; then it stays, as nothing more is under way."""
    chat = visitor.page.get_by_test_id(f"{visitor.window}-{visitor.who}")
    wanted = chat.locator(".ac-pushButton").get_by_text(until, exact=True).last
    for _ in range(10):
        if wanted.is_visible():
            return
        visitor.presses(title)
        visitor.page.wait_for_timeout(1500)
    raise AssertionError(f"{title} never stayed open")


def hands_off(visitor: Visitor) -> None:
    """Amara takes the case, reads the summary for the partner, changes it and mails it."""
    visitor.sits_down_as("agent")
    visitor.looks_at("channel")
    visitor.presses("Take it")
    visitor.sees("Amara Osei")
    unfolds(visitor, "Hand off", "Write the summary")
    visitor.keeps_a_picture("02-for-whom")
    unfolds(visitor, "Hand off", "Write the summary")
    visitor.presses("Write the summary")
    visitor.sees("Nothing has left yet")
    visitor.keeps_a_picture("03-summary")
    channel = visitor.page.get_by_test_id("channel-agent")
    text = channel.locator("textarea.ac-input").last
    text.fill(f"{text.input_value()}\n\n{ADDED}")
    unfolds(visitor, "By mail", "Send the mail")
    channel.get_by_label(re.compile("To which addresses")).last.fill("it@contoso.com")
    visitor.keeps_a_picture("04-by-mail")
    visitor.presses("Send the mail")


def opens_the_mail(visitor: Visitor) -> str:
    """Priya reads the mail and follows its link; returns where that led."""
    badge = visitor.page.get_by_test_id("mail-badge")
    expect(badge).to_have_text("1", timeout=PATIENCE_MS)
    visitor.keeps_a_picture("05-sent")
    visitor.page.get_by_test_id("person-partner-it").click()
    visitor.page.get_by_test_id("mail-row").click()
    expect(badge).to_be_hidden()
    mail = visitor.page.frame_locator("iframe")
    expect(mail.get_by_text(ADDED)).to_be_visible(timeout=PATIENCE_MS)
    visitor.keeps_a_picture("06-mail")
    with visitor.page.context.expect_page() as opened:
        mail.get_by_role("link").first.click()
    url = opened.value.url
    opened.value.close()
    return url


def signs_in(phone: Page) -> None:
    """Marcus shows by signing in that his sign-in name is another, and releases only that."""
    phone.get_by_text("Sign in once").click()
    phone.get_by_role("button", name="Sign in at Microsoft").click()
    keeps_a_picture(phone, "08-sandbox-sign-in")
    phone.get_by_role("button", name=re.compile("Marcus Jones mj4711")).click()
    expect(phone.get_by_role("heading", name="This is what we learned")).to_be_visible()
    keeps_a_picture(phone, "09-learned")
    phone.get_by_role("button", name="Keep only the yes or no").click()
    expect(phone.get_by_text("Only the yes or no was kept").first).to_be_visible()
    keeps_a_picture(phone, "10-released")
    phone.get_by_role("link", name="Back to the page").click()


def answers(phone: Page) -> None:
    """Contoso's IT chooses the lasting cure, and says when."""
    phone.get_by_label(re.compile("We choose")).first.check()
    phone.get_by_role("radio", name=re.compile("lasting cure")).first.check()
    phone.get_by_label("Your message").fill(CHOICE)
    keeps_a_picture(phone, "11-answer")
    phone.get_by_role("button", name=re.compile("^Send")).click()
    expect(phone.get_by_text("Your choice is noted")).to_be_visible()
    keeps_a_picture(phone, "12-thanks")


def the_desk_sees_it(visitor: Visitor) -> None:
    """The verdict rests on more than before; the thread says what came, in nobody's words."""
    visitor.sits_down_as("agent")
    visitor.looks_at("channel")
    visitor.sees(CHOICE)
    visitor.presses("Back to the case")
    visitor.sees("Likely")
    visitor.sees("brought new evidence")
    thread = visitor.page.get_by_test_id("channel-agent").get_by_text("The partner answered")
    expect(thread.filter(has_text="Case 1").last).to_contain_text("lasting cure")
    visitor.keeps_a_picture("13-answered")
    visitor.presses("What happened")
    visitor.sees("handed .* off")
    visitor.keeps_a_picture("14-what-happened")
    visitor.presses("Handed off (1)")
    visitor.sees("it@contoso.com")
    visitor.keeps_a_picture("15-handed-off")


def test_hand_off(visitor: Visitor, phone: Page) -> None:
    visitor.name = "hand-off"
    asks_the_helpdesk(visitor)
    hands_off(visitor)
    phone.goto(opens_the_mail(visitor))
    expect(phone.get_by_text(ADDED)).to_be_visible()
    expect(phone.get_by_text("mj4711")).to_have_count(0)
    keeps_a_picture(phone, "07-page")
    signs_in(phone)
    answers(phone)
    the_desk_sees_it(visitor)
    expect(visitor.page.locator("#it-steps li.done")).to_have_count(4)
    visitor.sits_down_as("invited-user")
    visitor.sees("the IT department it was handed to has chosen how to solve it")
    visitor.keeps_a_picture("16-reporter")
