"""The pages that the app package links to, as a browser gets them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from cases.forgetting import Retention
from manifest.package import deployment, manifest
from web.pages import PAGES, page_routes

Client = TestClient[web.Request, web.Application]


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]


def app(retention: timedelta) -> web.Application:
    made = web.Application()
    made.add_routes(page_routes(Retention(cases=retention)))
    return made


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(app(timedelta(days=45)))) as browser:
        yield browser


async def html(client: Client, name: str) -> str:
    async with client.get(f"/{name}") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        return await response.text()


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_plain_and_has_an_outline(client: Client, name: str) -> None:
    text = await html(client, name)
    page = Outline(text)

    assert page.open == [], "every element is closed"
    assert ("html", {"lang": "en"}) in page.tags
    assert page.names().count("h1") == 1
    assert page.names().count("main") == 1
    assert page.names().index("h1") < page.names().index("h2")
    assert re.search(r"<title>[A-Z][a-z ]+ · InviteDesk</title>", text)
    assert "{" not in re.sub(r"<style>.*</style>", "", text, flags=re.DOTALL), "all is filled in"


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_asks_nothing_of_anybody_else(client: Client, name: str) -> None:
    page = Outline(await html(client, name))

    assert not {"script", "img", "link", "iframe", "form", "object"} & set(page.names())
    targets = [value for _, attrs in page.tags for value in (attrs.get("href"), attrs.get("src"))]
    assert {target for target in targets if target} == {f"/{other}" for other in PAGES}
    assert not any(name.startswith("on") or name == "style" for _, a in page.tags for name in a)


async def test_below_a_path_the_pages_lead_to_each_other_there() -> None:
    made = web.Application()
    made.add_routes(page_routes(Retention(), "https://apps.example/invites/"))
    async with TestClient(TestServer(made)) as client:
        page = Outline(await html(client, "privacy"))
    targets = {attrs.get("href") for tag, attrs in page.tags if tag == "a"}
    assert targets == {f"/invites/{name}" for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
async def test_the_policy_lets_in_the_pages_own_style_and_nothing_else(
    client: Client, name: str
) -> None:
    async with client.get(f"/{name}") as response:
        policy = response.headers["Content-Security-Policy"]
        [style] = re.findall(r"<style>(.*)</style>", await response.text(), flags=re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_privacy_says_what_is_kept_for_how_long_and_how_it_goes(client: Client) -> None:
    text = " ".join((await html(client, "privacy")).split())

    assert "45 days after the last change" in text
    for days in ("30 days", "365 days", "7 days", "730 days"):
        assert days in text
    assert "export my data" in text
    assert "forget me" in text
    assert "sign-in name" in text


async def test_one_day_is_said_in_the_singular() -> None:
    async with TestClient(TestServer(app(timedelta(days=1)))) as client:
        text = " ".join((await html(client, "privacy")).split())
    assert "1 day after the last change" in text


async def test_they_are_where_the_app_package_looks_for_them(client: Client) -> None:
    env = {"MicrosoftAppId": "6c1e47aa-0000-4000-8000-00000000aaaa", "PUBLIC_HOST": "d.example.com"}
    developer = manifest(deployment(env))["developer"]
    assert isinstance(developer, dict)
    for key in ("privacyUrl", "termsOfUseUrl"):
        async with client.get(str(developer[key]).removeprefix("https://d.example.com")) as found:
            assert found.status == 200


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_cannot_be_written_to(client: Client, name: str) -> None:
    async with client.post(f"/{name}", data="x") as response:
        assert response.status == 405
