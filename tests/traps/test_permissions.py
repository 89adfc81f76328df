"""What may not be read is unknown, and never turns into a wrong verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from causes import classify
from causes.model import Certainty, Diagnosis
from evidence.facts import REPORTER_SIDE, Complaint, Facts, Reason, Unknown
from evidence.facts import fact as fact_of
from sandbox.knobs import Knobs
from sandbox.world import ALL_PERMISSIONS, World
from tests.evidence.microsoft import Microsoft, answer, served
from tests.traps.deployment import Deployment

ORDER = [Certainty.CANNOT_TELL, Certainty.POSSIBLE, Certainty.LIKELY, Certainty.CERTAIN]


async def diagnosed(microsoft: Microsoft) -> tuple[Facts, Diagnosis]:
    told = microsoft.complaint().with_(REPORTER_SIDE, answer("invited"))
    read = await microsoft.check(microsoft.marcus, told)
    facts = _all(told, read)
    return facts, classify(facts, ask=False)


def _all(told: Complaint, read: Facts) -> Facts:
    return told.facts().with_all(read)


@pytest.mark.parametrize("story", ["today", "article"])
@pytest.mark.parametrize("tenant", ["inviting", "invited"])
async def test_less_permission_never_makes_another_answer_surer(tenant: str, story: str) -> None:
    async with served(World()) as microsoft:
        Knobs(microsoft.world).play(story)
        _, whole = await diagnosed(microsoft)
        knobs = getattr(microsoft.world, tenant).graph
        for missing in [*ALL_PERMISSIONS, None]:
            knobs.permissions = ALL_PERMISSIONS - {missing} if missing else frozenset()
            _, part = await diagnosed(microsoft)
            assert _no_surer(part, whole), f"without {missing}: {part.cause} {part.certainty}"


def _no_surer(part: Diagnosis, whole: Diagnosis) -> bool:
    """The same answer at most as sure, or another one that is no more than possible."""
    if part.cause == whole.cause:
        return ORDER.index(part.certainty) <= ORDER.index(whole.certainty)
    return ORDER.index(part.certainty) <= ORDER.index(Certainty.LIKELY)


@pytest.mark.parametrize("missing", sorted(ALL_PERMISSIONS))
async def test_what_a_permission_would_have_told_is_unknown_not_false(missing: str) -> None:
    async with served(World()) as microsoft:
        whole, _ = await diagnosed(microsoft)
        left = ALL_PERMISSIONS - {missing}
        for tenant in (microsoft.world.inviting, microsoft.world.invited):
            tenant.graph.permissions = left
        part, _ = await diagnosed(microsoft)

    for name in part:
        before, now = whole.value(fact_of(name)), part.value(fact_of(name))
        if not isinstance(now, Unknown):
            assert now == before or name.endswith("Visible"), name
        elif not isinstance(before, Unknown):
            assert now.reason in {Reason.NO_PERMISSION, Reason.NOT_RELEASED}, name


async def test_the_card_says_which_facts_the_permission_would_have_told(
    deployment: Deployment,
) -> None:
    for tenant in (deployment.world.inviting, deployment.world.invited):
        tenant.graph = replace(tenant.graph, permissions=frozenset())
    marcus = deployment.marcus()
    await marcus.reports()
    await marcus.presses("intake.check")
    shown = await marcus.verdict()

    assert "lacks the permission to read" in shown
    assert "Certain ·" not in shown
