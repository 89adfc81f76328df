"""The people a visitor may sit down as, and how Teams writes them into an envelope."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.world import World

BOT_NAME = "InviteDesk"


@dataclass(frozen=True)
class Seat:
    """One person. `id` is what Direct Line clients say; `teams_id` what the bot sees.

    `at_desk`: a member of the helpdesk's team in Teams; the groups of the directory decide what
    they may do there.
    """

    id: str
    teams_id: str
    name: str
    upn: str
    object_id: str
    tenant_id: str
    organisation: str
    at_desk: bool = False


def seats(world: World) -> dict[str, Seat]:
    """Everybody who may open a conversation, by the id Direct Line clients use."""
    host, home = world.inviting, world.invited
    marcus = Seat(
        "invited-user",
        f"29:{home.user_object_id}",
        home.user_name,
        home.upn,
        home.user_object_id,
        home.tenant_id,
        home.name,
    )
    denise = Seat(
        "inviter",
        f"29:{host.inviter_object_id}",
        host.inviter_name,
        host.inviter_upn,
        host.inviter_object_id,
        host.tenant_id,
        host.name,
    )
    desk = (
        ("agent", host.agent_name, host.agent_upn, host.agent_object_id),
        ("lead", host.lead_name, host.lead_upn, host.lead_object_id),
    )
    team = [
        Seat(seat, f"29:{key}", name, upn, key, host.tenant_id, host.name, at_desk=True)
        for seat, name, upn, key in desk
    ]
    return {seat.id: seat for seat in (marcus, denise, *team)}


def team_seats(world: World) -> tuple[Seat, ...]:
    """The members of the helpdesk's team."""
    return tuple(seat for seat in seats(world).values() if seat.at_desk)
