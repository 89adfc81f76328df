"""What a diagnosis comes to, in the words a case is found and counted by. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cases.model import Case, Party, Side
from causes.model import Act, Actor, Diagnosis, Organisation
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, INVITER
from desk.reader import side_of
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS
from evidence.facts.addresses import domain_of

_PARTIES: Mapping[Act, Party] = MappingProxyType(
    {
        HOST_ADMIN: Party.INVITING_ORGANISATION,
        HOME_ADMIN: Party.INVITED_ORGANISATION,
        INVITER: Party.INVITER,
        INVITED_USER: Party.INVITED_USER,
        Act(Organisation.INVITED, Actor.INVITER): Party.INVITER,
        Act(Organisation.INVITING, Actor.INVITED_USER): Party.INVITED_USER,
    }
)


def acting_of(diagnosis: Diagnosis) -> Party | None:
    """Who must act first; None where that is nobody, Microsoft, or not known."""
    return _PARTIES.get(diagnosis.acts[0]) if diagnosis.acts else None


def partner_of(case: Case, own_tenant: str) -> str | None:
    """The other organisation's domain as told: of the site, or of the invited address."""
    side = side_of(case, own_tenant)
    if side is Side.INVITING:
        address = case.complaint.value(INVITED_ADDRESS)
        return (domain_of(address) or None) if isinstance(address, str) else None
    if side is Side.INVITED:
        site = case.complaint.value(HOST_DOMAIN)
        return site.lower() if isinstance(site, str) and site else None
    return None
