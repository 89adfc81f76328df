"""Whatever takes its time outside, the bot answers at once and goes on turning."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from desk.checks import PACE
from tests.evidence.test_gather import longest_pause
from tests.traps.deployment import Deployment, deployed

ANSWERED_WITHIN = 3.0
LONGEST_PAUSE = 0.25


@pytest.fixture
async def graph_of_20_s(tmp_path: Path, pair: rsa.RSAPrivateKey) -> AsyncIterator[Deployment]:
    async with deployed(tmp_path / "desk.db", pair, slow_seconds=20.0) as around:
        around.world.inviting.graph.pace = "slow"
        await around.start()
        yield around


async def test_graph_takes_20_s_the_answer_comes_at_once_and_the_result_later(
    graph_of_20_s: Deployment,
) -> None:
    marcus = graph_of_20_s.marcus()
    await marcus.reports()
    card = await marcus.card_with("intake.check")
    started = time.monotonic()
    reply = await marcus.presses("intake.check")

    assert time.monotonic() - started < ANSWERED_WITHIN
    assert "Checking" in str(reply.json["value"])
    assert "too long" in await marcus.verdict()
    [ended] = [c for c in marcus.cards() if c["id"] == card["id"]]
    assert "case.again" in str(ended), "the card that was pressed is the one that ends"
    updates = [p.at for p in graph_of_20_s.channel.posted if p.method == "PUT"]
    progress = updates[:-1]
    assert progress, "what can be read is shown meanwhile"
    assert all(later - earlier >= PACE * 0.9 for earlier, later in pairwise(progress))


async def test_tokens_keys_and_graph_of_2_s_each_never_stop_the_loop(
    tmp_path: Path, pair: rsa.RSAPrivateKey
) -> None:
    """The fakes run on the same loop, so what they cost counts as ours."""
    database = tmp_path / "desk.db"
    async with deployed(database, pair, slow_seconds=2.0, token_seconds=2.0) as around:
        around.channel.key_delay = 2.0
        around.world.inviting.graph.pace = around.world.invited.graph.pace = "slow"
        async with longest_pause() as pauses:
            await around.start()
            await around.marcus().reports()
            await around.marcus().presses("intake.check")
            await around.marcus().verdict()

        assert len(pauses) > 100, "it was watched"
        assert max(pauses) < LONGEST_PAUSE, f"the loop stood still for {max(pauses):.3f} s"
        assert around.channel.key_readings
        assert any("/oauth2/" in request for request in around.microsoft.requests)
        assert any("/graph/" in request for request in around.microsoft.requests)
