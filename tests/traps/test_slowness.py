"""Whatever takes its time outside, the bot answers at once and its loop goes on turning."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from cards.words import _words
from desk.checks import PACE
from tests.evidence.test_gather import longest_pause
from tests.traps.deployment import Deployment, deployed

ANSWERED_WITHIN = 3.0
LONGEST_PAUSE = 0.25


async def test_slow_tokens_keys_and_graphs_never_hold_anybody_up(
    tmp_path: Path, pair: rsa.RSAPrivateKey
) -> None:
    """Two bots at once, to save time. The fakes run on the same loop: their cost counts as ours."""
    _words.cache_clear()  # as in a process that has just started
    async with (
        deployed(tmp_path / "2.db", pair, slow_seconds=2.0, token_seconds=2.0) as all_2_s,
        deployed(tmp_path / "20.db", pair, slow_seconds=20.0) as graph_20_s,
        longest_pause() as pauses,
    ):
        all_2_s.channel.key_delay = 2.0
        all_2_s.world.inviting.graph.pace = all_2_s.world.invited.graph.pace = "slow"
        graph_20_s.world.inviting.graph.pace = "slow"
        await all_2_s.start()
        await graph_20_s.start()
        await asyncio.gather(_a_whole_case(all_2_s), _a_verdict_that_comes_later(graph_20_s))

        assert len(pauses) > 100, "it was watched"
        assert max(pauses) < LONGEST_PAUSE, f"the loop stood still for {max(pauses):.3f} s"


async def _a_whole_case(around: Deployment) -> None:
    marcus = around.marcus()
    await marcus.reports()
    await marcus.presses("intake.check")
    await marcus.verdict()

    assert around.channel.key_readings
    assert any("/oauth2/" in request for request in around.microsoft.requests)
    assert any("/graph/" in request for request in around.microsoft.requests)


async def _a_verdict_that_comes_later(around: Deployment) -> None:
    """The press is answered at once; the result comes on the card that was pressed."""
    marcus = around.marcus()
    await marcus.reports()
    card = await marcus.card_with("intake.check")
    started = time.monotonic()
    reply = await marcus.presses("intake.check")

    assert time.monotonic() - started < ANSWERED_WITHIN
    assert "Checking" in str(reply.json["value"])
    assert "No answer came in time" in await marcus.verdict()
    [ended] = [c for c in marcus.cards() if c["id"] == card["id"]]
    assert "case.again" in str(ended["content"])
    _assert_progress_was_shown_at_its_pace(around)


def _assert_progress_was_shown_at_its_pace(around: Deployment) -> None:
    *progress, _verdict = [p.at for p in around.channel.posted if p.method == "PUT"]
    assert progress, "what can be read is shown meanwhile"
    assert all(later - earlier >= PACE * 0.9 for earlier, later in pairwise(progress))
