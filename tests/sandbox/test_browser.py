"""The page in a real browser: the article from the first try to in, at desktop and phone width."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from sandbox import webchat
from sandbox.npm import FetchError, fetch
from sandbox.server import Plan, running
from tests.sandbox.conftest import STAND_IN, Visitor, no_microsoft, plan

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
PICTURES = Path(__file__).resolve().parent.parent.parent / "build" / "screenshots"
DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def chromium() -> Path:
    found = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    if not found.exists():
        pytest.skip(f"no Chromium at {found}")
    return found


@pytest.fixture
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
async def seated(tmp_path: Path) -> AsyncIterator[Visitor]:
    """A sandbox with the real Web Chat and the stand-in bot."""
    try:
        fetch(webchat.PACKAGE, webchat.VERSION, webchat.INTEGRITY, webchat.FILES, webchat.TARGET)
    except FetchError as reason:
        pytest.skip(f"Web Chat cannot be fetched here: {reason}")
    planned = Plan(
        plan(tmp_path).settings, STAND_IN, webchat.TARGET, no_microsoft, opens_desk=False
    )
    async with running(planned) as child, aiohttp.ClientSession() as session:
        assert await child.wait_ready(10)
        yield Visitor(planned.settings.base, child, planned, session)


async def page_of(
    browser: Browser, base: str, size: tuple[int, int], complaints: list[str]
) -> Page:
    """The page opened; what its console complains of is kept."""
    rights = ["clipboard-read", "clipboard-write"]
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, permissions=rights
    )
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.set_default_timeout(15_000)
    await page.goto(base)
    return page


def card_button(chat: Locator, title: str) -> Locator:
    """A button of a card; Web Chat repeats cards in a region for screen readers."""
    return chat.locator(".ac-pushButton").filter(has_text=title)


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"sandbox-{name}.png")


async def test_the_article_is_played_on_the_page(browser: Browser, seated: Visitor) -> None:
    complaints: list[str] = []
    page = await page_of(browser, seated.base, DESKTOP, complaints)
    await page.get_by_test_id("story-article").click()
    await page.get_by_test_id("try-button").click()
    await expect(page.get_by_test_id("attempt-page")).to_contain_text("That Didn't Work")
    await page.get_by_test_id("copy-button").click()
    chat = page.get_by_test_id("chat-invited-user")
    await chat.locator("textarea").click()
    await page.keyboard.press("Control+V")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-step=paste]")).to_have_class("done")
    await expect(chat.get_by_text("Correlation ID").last).to_be_visible()
    await picture(page, "refused-desktop")
    told = (await seated.hears("message"))["text"]
    assert told.splitlines()[0] == "That Didn't Work"
    assert len(told.splitlines()) == 6  # the line breaks survived the send box
    await page.get_by_test_id("knob-inviting.require_match").click()
    await page.get_by_test_id("try-button").click()
    await expect(page.get_by_test_id("attempt-in")).to_be_visible()
    await expect(page.locator("#steps li.done")).to_have_count(5)
    await picture(page, "in-desktop")
    assert complaints == []


async def test_a_press_renews_the_card_in_place_and_a_reload_keeps_the_chat(
    browser: Browser, seated: Visitor
) -> None:
    complaints: list[str] = []
    page = await page_of(browser, seated.base, DESKTOP, complaints)
    await page.get_by_test_id("person-inviter").click()
    chat = page.get_by_test_id("chat-inviter")
    await chat.locator("textarea").fill("card")
    await page.keyboard.press("Enter")
    await card_button(chat, "renew").click()
    await expect(chat.get_by_text("second state")).to_be_visible()
    await expect(chat.get_by_text("first state")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_test_id("chat-inviter").get_by_text("second state")).to_be_visible()
    assert len(await seated.seen("installationUpdate")) == 2  # both people, once each
    assert (await seated.seen("invoke"))[0]["from"]["name"] == "Denise Smith"
    assert complaints == []


async def test_the_page_works_on_a_phone(browser: Browser, seated: Visitor) -> None:
    complaints: list[str] = []
    page = await page_of(browser, seated.base, PHONE, complaints)
    await page.get_by_role("button", name="Organisations").click()
    await page.get_by_test_id("story-today").click()
    await page.get_by_test_id("try-button").click()
    await expect(page.get_by_test_id("attempt-page")).to_contain_text("AADSTS50020")
    await picture(page, "refused-phone")
    await page.get_by_test_id("put-button").click()
    chat = page.get_by_test_id("chat-invited-user")
    await expect(chat.locator("textarea")).to_be_focused()
    await chat.locator("textarea").fill("card")
    await page.keyboard.press("Enter")
    await expect(card_button(chat, "renew")).to_be_visible()
    await picture(page, "chat-phone")
    assert await page.evaluate("document.querySelector('#page').scrollWidth") <= PHONE[0]
    right = "e => e.getBoundingClientRect().right"
    edge = await card_button(chat, "submit").evaluate(right)
    assert edge <= PHONE[0]
    assert complaints == []


@pytest.mark.parametrize(("size", "label"), [(DESKTOP, "desktop"), (PHONE, "phone")])
async def test_the_helpdesk_has_a_chat_and_a_channel(
    browser: Browser, seated: Visitor, size: tuple[int, int], label: str
) -> None:
    complaints: list[str] = []
    page = await page_of(browser, seated.base, size, complaints)
    await page.get_by_test_id("person-agent").click()
    channel, own = page.get_by_test_id("channel-agent"), page.get_by_test_id("chat-agent")
    await channel.locator("textarea").fill("case")
    await page.keyboard.press("Enter")
    await expect(channel.get_by_text("for Amara Osei, view 1")).to_be_visible()
    await channel.locator("textarea").fill("note")
    await page.keyboard.press("Enter")
    await expect(channel.get_by_text("↳ Amara Osei it is yours", exact=True)).to_be_visible()
    await card_button(channel, "more").click()
    await card_button(channel, "take").last.click()
    await expect(channel.get_by_text("taken by Amara Osei")).to_be_visible()
    await picture(page, f"channel-{label}")
    await page.get_by_test_id("window-channel").press("ArrowLeft")
    await expect(own.locator("textarea")).to_be_visible()
    await expect(page.get_by_test_id("window-chat")).to_be_focused()
    await expect(channel).to_be_hidden()
    await page.get_by_test_id("person-lead").click()
    lenas = page.get_by_test_id("channel-lead")
    await expect(lenas.get_by_text("everybody")).to_be_visible()
    await expect(lenas.get_by_text("taken by Amara Osei")).to_have_count(0)
    await page.get_by_test_id("person-inviter").click()
    await expect(page.get_by_test_id("window-channel")).to_be_hidden()
    assert await page.evaluate("document.querySelector('#page').scrollWidth") <= size[0]
    assert complaints == []


async def test_every_control_has_a_name_and_a_refused_value_is_said_aloud(
    browser: Browser, seated: Visitor
) -> None:
    page = await page_of(browser, seated.base, DESKTOP, [])
    await page.get_by_test_id("knob-invited.upn").wait_for()
    nameless = "e => !e.labels?.length && !e.getAttribute('aria-label')"
    controls = "[...document.querySelectorAll('#organisations :is(input, select)')]"
    assert await page.evaluate(f"{controls}.filter({nameless}).map(e => e.id)") == []
    box = page.get_by_test_id("knob-invited.upn")
    await box.fill("marcus")
    await box.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="not an address")).to_be_visible()
    await expect(box).to_have_attribute("aria-invalid", "true")
    tokens = page.get_by_test_id("knob-invited.proxy_addresses")
    await tokens.fill("mj4711@contoso.com")
    await tokens.press("Enter")
    await page.get_by_label("Remove smtp:mj4711@contoso.com").click()
    await expect(page.get_by_label("Remove smtp:mj4711@contoso.com")).to_have_count(0)


async def test_the_page_says_when_the_bot_does_not_start(browser: Browser, tmp_path: Path) -> None:
    broken = Plan(
        plan(tmp_path).settings,
        (*STAND_IN, "--broken"),
        webchat.TARGET,
        no_microsoft,
        opens_desk=False,
    )
    async with running(broken):
        page = await page_of(browser, broken.settings.base, DESKTOP, [])
        state = page.get_by_role("status").filter(has_text="MicrosoftAppId is missing")
        await expect(state).to_be_visible(timeout=15_000)
