"""Worlds under one pair of permissions, played one after the other against real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from bench.matrix.expected import also_right, cause_of, true_of
from bench.matrix.play import play
from bench.matrix.table import Row, acts_of, compared
from evidence.facts import Complaint, Facts
from evidence.gather import Asker, Gatherer
from sandbox.gates import attempt
from sandbox.knobs import copy_world
from sandbox.world import ALL_PERMISSIONS, MINIMUM_PERMISSIONS, GraphKnobs, World
from sandbox.worlds import NamedWorld, single_worlds
from sandbox.worlds import pairs as paired_worlds
from tests.evidence.microsoft import served

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# What an administrator of one side granted the bot.
GRANTS = {
    "all": GraphKnobs(True, ALL_PERMISSIONS),
    "minimum": GraphKnobs(True, MINIMUM_PERMISSIONS),
    "none": GraphKnobs(False, frozenset()),
}


async def rows(
    permissions: str, *, pairs: bool = False, only: str = "", each: int = 1
) -> list[Row]:
    """A row for every world, or every n-th; `permissions` is like "all/minimum": inviting, then
    invited."""
    inviting, invited = permissions.split("/")
    stage = World()
    async with served(stage) as microsoft:
        gatherer = None
        played = []
        for named in islice(worlds(pairs=pairs, only=only), 0, None, each):
            copy_world(named.make(), stage)
            stage.inviting.graph = replace(GRANTS[inviting])
            stage.invited.graph = replace(GRANTS[invited])
            gatherer = gatherer or microsoft.gatherer()
            played.append(await _row(named, stage, gatherer, permissions))
        return [row for row in played if row is not None]


def worlds(*, pairs: bool, only: str) -> Iterator[NamedWorld]:
    """The worlds asked for: each setting alone, then the pairs."""
    yield from (named for named in single_worlds() if only in named.name)
    if pairs:
        yield from (named for named in paired_worlds() if only in named.name)


async def _row(named: NamedWorld, world: World, gatherer: Gatherer, permissions: str) -> Row | None:
    outcome = attempt(world, NOW)
    if outcome.got_in:
        return None
    world.last_attempt = outcome.attempted(world, NOW)
    agent = Asker("a6e47000-0000-4000-8000-00000000000a", world.inviting.tenant_id, agent=True)

    async def gather(complaint: Complaint) -> Facts:
        return await gatherer.gather(complaint, agent, NOW, lambda _: None)

    played = await play(world, outcome, gather, NOW)
    cause, owners = cause_of(outcome.setting, world), _owners(outcome.owner)
    right = also_right(outcome.setting, world) | {cause}
    later = true_of(world, named.turned)
    return Row(
        named.name,
        permissions,
        cause,
        compared(right, later, owners, played.found),
        played.found.cause,
        acts_of(played.found),
        played.found.certainty.value,
        played.asked,
        compared(right, later, owners, played.alone),
        blind=outcome.setting in BLIND,
        false=played.found.cause not in right | later,
    )


def _owners(owner: str) -> frozenset[str]:
    return frozenset({"inviting", "invited"}) if owner == "both" else frozenset({owner})


# Settings no Graph call shows (catalogue, section 4): only an answer or a paste does.
BLIND = frozenset(
    {
        "inviting.onedrive_sharing",
        "inviting.site_sharing",
        "inviting.site_domain_mode",
        "inviting.site_access",
        "inviting.allowed_networks_only",
        "share.access_expired",
        "inviting.only_groups_share",
        "inviting.inviter_may_share",
        "inviting.passcode_phase",
        "invited.tenant_restrictions",
        "invited.in_too_many_tenants",
        "browser.other_sessions",
        "browser.signed_in_as",
        "browser.private_window",
    }
)
