"""Who may sit before the sign-in page, and what a token says of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sandbox.accounts import accounts
from sandbox.discovery import CONSUMERS
from sandbox.world import World

# Ids of directory roles as tokens carry them (`wids`).
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
_ANY_MEMBER = "b79fbf4d-3ef9-4689-8143-76b194e85509"


@dataclass(frozen=True)
class Signer:
    """A person with one account. `kind`: as accounts.py has it; empty: of no concern to the
    invitation. `roles`: ids of directory roles. `provider`: the account's home, where that is
    not the tenant signed in to."""

    id: str
    kind: str
    name: str
    login: str
    mail: str
    object_id: str
    tenant_id: str
    organisation: str
    roles: tuple[str, ...] = (_ANY_MEMBER,)
    provider: str = ""

    @property
    def home(self) -> str:
        """Who vouches for the account."""
        return "live.com" if self.personal else f"https://sts.windows.net/{self.tenant_id}/"

    @property
    def administrator(self) -> bool:
        return GLOBAL_ADMINISTRATOR in self.roles

    @property
    def personal(self) -> bool:
        return self.tenant_id == CONSUMERS


def signers(world: World) -> dict[str, Signer]:
    """Everybody, by id; of a tenant that does not exist nobody."""
    home, personal = world.invited, accounts(world)["personal"].login
    marcus = Signer(
        "work",
        "work",
        home.user_name,
        home.upn,
        home.mail,
        home.user_object_id,
        home.tenant_id,
        home.name,
    )
    roles = (GLOBAL_ADMINISTRATOR, _ANY_MEMBER)
    known = (home.it_name, home.it_address, home.it_address, home.it_object_id)
    priya = Signer("it", "", *known, home.tenant_id, f"{home.name}, administrator", roles)
    key = str(uuid.uuid5(uuid.UUID(CONSUMERS), personal))
    own = Signer(
        "personal",
        "personal",
        home.user_name,
        personal,
        personal,
        key,
        CONSUMERS,
        "personal account",
        (),
    )
    there = (marcus, priya) if home.tenant_exists else ()
    return {signer.id: signer for signer in (*there, own)}


def as_guest(signer: Signer, world: World) -> Signer:
    """The same person as a guest of the inviting tenant."""
    share, host = world.share, world.inviting
    return Signer(
        signer.id,
        signer.kind,
        signer.name,
        share.invited_address,
        share.invited_address,
        share.guest_object_id,
        host.tenant_id,
        f"guest of {host.name}",
        (),
        signer.home,
    )
