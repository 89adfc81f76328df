"""What an administrator did not grant costs certainty, never the answer, and never a wrong one."""

from __future__ import annotations

import pytest

from sandbox.world import ALL_PERMISSIONS
from tests.living_sandbox import Chat, Stage
from tests.stories.conftest import fails, reports

LINK = "https://fabrikam.sharepoint.com/:f:/s/x/E1"


async def _verdict(chat: Chat, stage: Stage, side: str) -> str:
    page = await fails(stage)
    await reports(chat, page, side=side, link=LINK)
    await chat.presses("intake.check")
    return await chat.verdict()


@pytest.mark.parametrize("missing", sorted(ALL_PERMISSIONS))
@pytest.mark.parametrize("tenant", ["inviting", "invited"])
async def test_each_missing_permission_still_ends_in_a_verdict(
    marcus: Chat, stage: Stage, tenant: str, missing: str
) -> None:
    await stage.plays("today")
    left = sorted(ALL_PERMISSIONS - {missing})
    await stage.turn(**{f"{tenant}__graph__permissions": left})
    shown = await _verdict(marcus, stage, "invited")
    assert "sign-in name" in shown or "cannot" in shown.lower()


@pytest.mark.parametrize(
    ("inviting", "invited"),
    [(True, False), (False, True), (False, False)],
    ids=["only the inviting side", "only the invited side", "neither side"],
)
@pytest.mark.parametrize("side", ["invited", "inviting"])
async def test_consent_of_either_side_may_be_missing(
    marcus: Chat, denise: Chat, stage: Stage, inviting: bool, invited: bool, side: str
) -> None:
    await stage.plays("today")
    await stage.turn(inviting__graph__consented=inviting, invited__graph__consented=invited)
    shown = await _verdict(marcus if side == "invited" else denise, stage, side)
    assert "Certain" not in shown
    if not inviting and not invited:
        assert "has not let this helpdesk read" in shown


async def test_graph_that_throttles_costs_certainty_and_says_so(marcus: Chat, stage: Stage) -> None:
    await stage.plays("today")
    await stage.turn(inviting__graph__pace="throttled", invited__graph__pace="throttled")
    shown = await _verdict(marcus, stage, "invited")
    assert "Certain" not in shown
