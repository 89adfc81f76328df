"""A visitor with a real browser: Debian's Chromium, driven over its own protocol."""

from __future__ import annotations

import os
import re
import shutil
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.living_sandbox import ROOT, Sandbox

SHOTS = ROOT / "build" / "screenshots"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    reason = "browser tests need a Chromium on the path"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = _chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Visitor:
    """Somebody at the sandbox's page."""

    page: Page
    name: str
    who: str = "invited-user"
    window: str = "chat"

    @property
    def _chat(self) -> Locator:
        return self.page.get_by_test_id(f"{self.window}-{self.who}")

    @property
    def _box(self) -> Locator:
        return self._chat.locator("textarea")

    def sits_down_as(self, who: str) -> None:
        self.who, self.window = who, "chat"
        self.page.get_by_test_id(f"person-{who}").click()

    def looks_at(self, window: str) -> None:
        """Chooses a tab of a helpdesk member: their own "chat", or the "channel"."""
        self.window = window
        self.page.get_by_test_id(f"window-{window}").click()

    def plays(self, story: str) -> None:
        self.page.get_by_test_id(f"story-{story}").click()
        expect(self.page.get_by_text("The bot is running")).to_be_visible(timeout=PATIENCE_MS)

    def desk_is_open(self) -> None:
        """Waits until the bot was told of the helpdesk's channel."""
        read = "async () => (await (await fetch('/status')).json()).desk"
        for _ in range(PATIENCE_MS // 200):
            if self.page.evaluate(read):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError("nobody told the bot of the channel")

    def tries(self) -> Locator:
        """Presses "Try the invitation"; returns the page that came."""
        self.page.get_by_test_id("try-button").click()
        shown = self.page.get_by_test_id("attempt-page")
        expect(shown).to_be_visible(timeout=PATIENCE_MS)
        return shown

    def pastes_the_page(self) -> None:
        """Copies the page that came and pastes it to the bot, as people do."""
        self.page.get_by_test_id("copy-button").click()
        self._box.click()
        self.page.keyboard.press("Control+V")
        self.page.keyboard.press("Enter")

    def says(self, text: str) -> None:
        self._box.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def presses(self, title: str) -> None:
        """Presses the newest button of that title."""
        self._chat.locator(".ac-pushButton").get_by_text(title, exact=True).last.click(
            timeout=PATIENCE_MS
        )

    def unfolds_the_first(self, title: str) -> None:
        self._chat.locator(".ac-pushButton").get_by_text(title, exact=True).first.click()

    def chooses(self, choice: str) -> None:
        self._chat.get_by_role("radio", name=re.compile(choice, re.IGNORECASE)).last.check(
            timeout=PATIENCE_MS
        )

    def sees(self, text: str) -> None:
        """Waits until the newest place that shows the text is there."""
        found = self._chat.get_by_text(re.compile(text, re.I)).filter(visible=True).last
        expect(found).to_be_visible(timeout=PATIENCE_MS)

    def turns(self, knob: str, value: str | bool) -> None:
        """Turns a knob of the page, opening its group first."""
        control = self.page.get_by_test_id(f"knob-{knob}")
        group = self.page.locator("details", has=control)
        if group.count() and not group.first.evaluate("node => node.open"):
            group.first.locator("summary").click()
        if isinstance(value, bool):
            control.set_checked(value)
        elif control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
            control.press("Enter")
        self.page.wait_for_timeout(300)

    def keeps_a_picture(self, moment: str) -> None:
        """Writes what is seen now at desktop and at phone width."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        for size, label in ((PHONE, "phone"), (DESKTOP, "desktop")):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            self.page.wait_for_timeout(400)
            wide = "document.querySelector('#page').scrollWidth"
            assert self.page.evaluate(wide) <= size["width"], f"{moment} scrolls sideways: {label}"
            self.page.screenshot(path=str(SHOTS / f"{self.name}-{moment}-{label}.png"))


def _reset(sandbox: Sandbox) -> None:
    request = urllib.request.Request(f"{sandbox.url}/knobs/reset", method="POST")
    with urllib.request.urlopen(request, timeout=10):
        pass


@pytest.fixture
def visitor(
    browser: Browser, sandbox: Sandbox, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    _reset(sandbox)
    context = browser.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.goto(sandbox.url)
    yield Visitor(page, Path(request.node.name).name.removeprefix("test_"))
    context.close()
