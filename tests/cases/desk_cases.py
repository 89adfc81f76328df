"""Cases as the desk has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from cases.model import Case, CaseState, PassedBecause, Person, Triage
from evidence.facts import HOST_DOMAIN, SITE_PATH, Answer, Trust
from tests.cases.made import ANN, NOON, case

AMARA = Person("29:amara", "0bj-amara", "own-tenant", "Amara Okafor")
LEO = Person("29:leo", "0bj-leo", "own-tenant", "Leo Lang")
HOUR = timedelta(hours=1)


def at_desk(
    number: int,
    reporter: Person = ANN,
    address: str = "ann@contoso.com",
    *,
    owner: Person | None = None,
    due_at: datetime | None = NOON,
    state: CaseState = CaseState.NEW,
    partner: str | None = "contoso.com",
    cause: str | None = "legacy-account-match",
    site: str = "fabrikam.sharepoint.com",
    path: str = "/sites/Project-X",
) -> Case:
    """A case that was passed to the desk, not kept yet."""
    complaint = case(number, reporter, address).complaint
    for of, value in ((HOST_DOMAIN, site), (SITE_PATH, path)):
        complaint = complaint.with_(of, Answer(value, Trust.TOLD, NOON))
    return replace(
        case(number, reporter, address),
        complaint=complaint,
        state=state,
        partner=partner,
        cause=cause,
        triage=Triage(NOON, PassedBecause.ASKED, owner, due_at),
    )
