"""The two parties: who acts for them, how a template may name them, what a command may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from causes.addresses import domain_of, plain
from causes.model import Act, Actor, Organisation, Seen, Truth
from evidence.facts import HOME_CLOUD, HOST_CLOUD, HOST_DOMAIN, INVITED_ADDRESS, Fact

INVITED_USER = Act(Organisation.INVITED, Actor.INVITED_USER)
INVITER = Act(Organisation.INVITING, Actor.INVITER)
HOST_ADMIN = Act(Organisation.INVITING, Actor.ADMIN)
HOME_ADMIN = Act(Organisation.INVITED, Actor.ADMIN)
MICROSOFT = Act(Organisation.NEITHER, Actor.MICROSOFT)
NOBODY = Act(Organisation.NEITHER, Actor.NOBODY)

# An administrator pastes commands: nothing goes into one that PowerShell could read as code.
_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\Z")


@dataclass(frozen=True)
class Parties:
    """What most templates need: both domains, and the invited address fit for a command."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None


def parties(seen: Seen) -> Parties:
    """The Details of a cause that has no more to say than who the parties are."""
    return Parties(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
    )


def home_domain(seen: Seen) -> str | None:
    """The invited organisation's domain, as far as the invited address tells it."""
    address = seen.text(INVITED_ADDRESS)
    return domain_of(address) or None if address else None


def for_command(seen: Seen, fact: Fact) -> str | None:
    """An address that may stand between quotes in a command; None where it might break out."""
    return harmless(seen.text(fact) or "")


def harmless(address: str) -> str | None:
    """The bare address; None where PowerShell could read anything else in it."""
    bare = plain(address)
    return bare if _HARMLESS.match(bare) else None


def clouds_differ(seen: Seen) -> Truth:
    """Whether the two tenants live in clouds of which both must tick the other (C-43)."""
    return seen.compared(HOST_CLOUD, HOME_CLOUD, lambda one, other: _cloud(one) != _cloud(other))


def _cloud(name: str) -> str:
    # GCC (not GCC High) lives in the global cloud.
    return "global" if name == "gcc" else name
