"""Files behind links that end, as a browser and as Teams fetch them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from cases.model import Download, Person
from cases.store import Store
from web.downloads import Downloads
from web.pace import Pace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LENA = Person("29:lena", "0bj-lena", "t-fabrikam", "Lena")
TOKEN = "a-token-that-nobody-guesses-0123456789"
CSV = Download(TOKEN, LENA, "figures-2026-11.csv", "text/csv", b"cause,cases\r\n", NOON + HOUR)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(
    store: Store, clock: Clock
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    await store.keep_download(CSV)
    app = web.Application()
    app.add_routes(Downloads(store.download, Pace(), clock).routes())
    async with TestClient(TestServer(app)) as browser:
        yield browser


async def test_a_file_comes_whole_and_is_kept_by_nobody_on_the_way(
    client: TestClient[web.Request, web.Application],
) -> None:
    async with client.get(f"/downloads/{TOKEN}") as response:
        assert (response.status, await response.read()) == (200, CSV.content)
    assert response.content_type == "text/csv"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response.headers["Content-Disposition"]
    assert CSV.name in response.headers["Content-Disposition"]


async def test_an_image_is_shown_where_it_stands(
    client: TestClient[web.Request, web.Application], store: Store
) -> None:
    token = "another-token-for-an-image-0123456789"
    image = Download(token, LENA, "figures.png", "image/png", b"\x89PNG", NOON + HOUR)
    await store.keep_download(image)
    async with client.get(f"/downloads/{token}") as response:
        assert response.headers["Content-Disposition"].startswith("inline")


async def test_a_link_ends(client: TestClient[web.Request, web.Application], clock: Clock) -> None:
    clock.now += HOUR
    async with client.get(f"/downloads/{TOKEN}") as response:
        assert response.status == 404
        assert "ask InviteDesk in Teams for the file again" in " ".join(
            (await response.text()).split()
        )


async def test_a_link_ends_with_whom_it_was_made_for(
    client: TestClient[web.Request, web.Application], store: Store
) -> None:
    await store.forget(LENA)
    async with client.get(f"/downloads/{TOKEN}") as response:
        assert response.status == 404


async def test_what_somebody_guesses_is_paced_and_what_is_there_is_served(
    client: TestClient[web.Request, web.Application],
) -> None:
    guessed = [await client.get(f"/downloads/{TOKEN}{n}") for n in range(21)]
    assert [answer.status for answer in guessed] == [404] * 20 + [429]
    assert 1 <= int(guessed[-1].headers["Retry-After"]) <= 60
    assert "seconds and load the page again" in await guessed[-1].text()
    assert (await client.get(f"/downloads/{TOKEN}")).status == 200


@pytest.mark.parametrize("token", ["x", "..%2f..%2fetc", "a" * 101, TOKEN[:-1], TOKEN + "%00"])
async def test_nothing_else_is_found(
    client: TestClient[web.Request, web.Application], token: str
) -> None:
    async with client.get(f"/downloads/{token}") as response:
        assert response.status == 404
