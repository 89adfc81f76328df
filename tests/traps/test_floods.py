"""Somebody floods what is open to everybody: nobody else is shut out, and nothing piles up."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from desk.files import Files
from tests.traps.deployment import Deployment
from tests.traps.partner import AMARA, Browser, Handed, browsing, handed_off
from web.pace import Of

PUBLIC = "https://desk.fabrikam.example"


@pytest.fixture
async def handed(deployment: Deployment) -> AsyncIterator[Handed]:
    async with handed_off(deployment) as handed:
        yield handed


async def guesses(browser: Browser, times: int) -> Counter[int]:
    """Pages and forms of links that were never given out."""
    came = Counter[int]()
    for _ in range(times):
        guessed = f"/h/{secrets.token_urlsafe(32)}"
        came[(await browser.asks("GET", guessed)).status] += 1
        came[(await browser.asks("POST", f"{guessed}/answer", data={"form": "x"})).status] += 1
    return came


async def test_guessing_by_the_hundred_takes_nothing_from_who_has_a_link(handed: Handed) -> None:
    async with browsing(handed, "127.0.0.66") as flooder, browsing(handed, "127.0.0.77") as admin:
        came = sum(await asyncio.gather(*(guesses(flooder, 40) for _ in range(4))), Counter())
        assert came == {404: Of.MISS.most, 429: 320 - Of.MISS.most}

        assert (await admin.answers("question", "Who is asking?")).status == 200
    assert await handed.answered() == [("question", "Who is asking?")]


async def test_who_floods_with_a_known_link_uses_up_no_more_than_an_address_may(
    handed: Handed,
) -> None:
    """What is refused for the address counts against nobody's link."""
    async with browsing(handed, "127.0.0.66") as flooder, browsing(handed, "127.0.0.77") as admin:
        await guesses(flooder, Of.ADDRESS.most // 2)
        for _ in range(Of.LINK.most + 1):
            assert (await flooder.opens()).status == 429
        assert (await admin.opens()).status == 200


async def test_a_file_that_is_fetched_three_hundred_times_leaves_one_link(handed: Handed) -> None:
    files = Files(handed.store, PUBLIC)
    [(_, url), _] = await files.files_of(handed.hand_off, AMARA, datetime.now(UTC))
    path, [(before,)] = urlsplit(url).path, handed.deployment.rows("SELECT count(*) FROM links")
    async with browsing(handed) as browser:
        answers = [await browser.asks("GET", path) for _ in range(300)]

    statuses = Counter(answer.status for answer in answers)
    assert statuses == {200: Of.FETCH.most, 429: 300 - Of.FETCH.most}
    assert handed.deployment.rows("SELECT count(*) FROM links") == [(before + 1,)]
    [link] = {answer.html.partition(f"{PUBLIC}/h/")[2].split()[0] for answer in answers[:240]}
    token = path.rpartition("/")[2]
    kept = handed.deployment.rows("SELECT * FROM links") + handed.deployment.rows(
        "SELECT * FROM downloads"
    )
    assert link not in str(kept)
    assert token not in str(kept)
