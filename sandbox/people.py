"""The people a visitor may sit down as, and how Teams writes them into an envelope."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.world import World

BOT_NAME = "InviteDesk"


@dataclass(frozen=True)
class Seat:
    """One person. `id` is what Direct Line clients say; `teams_id` what the bot sees."""

    id: str
    teams_id: str
    name: str
    upn: str
    object_id: str
    tenant_id: str
    organisation: str


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
    return {seat.id: seat for seat in (marcus, denise)}
