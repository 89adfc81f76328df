"""What a diagnosis comes to, in the words a case is found and counted by. Pure."""

from __future__ import annotations

from cards.acting import acting_of
from cases.model import Case, Party, Side
from causes.model import Diagnosis
from desk.reader import side_of
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS
from evidence.facts.addresses import domain_of


def told_acting(case: Case) -> Party | None:
    """Who must act first by what the reporter was told; `case.acting` may come from the desk's
    own check, which they may not know."""
    return acting_of(Diagnosis.from_json(case.diagnosis)) if case.diagnosis else None


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
