"""What the two lists of domains share: SharePoint's own (C-28) and that of Entra (C-31).

Each looks at the domain of the invited address, not at the person's tenant, and both apply.
"""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import domain_of
from causes.model import Seen
from causes.parties import for_command, home_domain
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS

# What the inviter reads names neither list.
REFUSED = "inviter.blocked-domain"


@dataclass(frozen=True)
class Details:
    """`domain`: that of the invited address, fit for a command."""

    host_domain: str | None
    home_domain: str | None
    domain: str | None


def details(seen: Seen) -> Details:
    address = for_command(seen, INVITED_ADDRESS)
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        domain=domain_of(address) or None if address else None,
    )
