"""With which eyes a case is read. Pure."""

from __future__ import annotations

from cards.visible import Viewer
from cases.model import Case, Side
from evidence.facts import HOME_TENANT, HOST_TENANT, OWNS_INVITED_ADDRESS, Facts, Trust


def viewer_of(case: Case) -> Viewer:
    """Returns the reporter as a viewer. Whoever says they were invited sees the invited side's
    names only once their own signed-in directory object carries the invited address."""
    if case.side is not Side.INVITED:
        return Viewer(case.side)
    seen = case.facts.judged(OWNS_INVITED_ADDRESS)
    proven = seen is not None and seen.trust is Trust.READ and seen.value is True
    return Viewer(Side.INVITED if proven else None)


def agent_viewer(case: Case, own_tenant: str) -> Viewer:
    """Returns the desk as a viewer: it stands where its organisation stands. Only a tenant that
    discovery named opens the invited side's names, never what somebody said of themselves."""
    side = side_of(case, own_tenant)
    seen = _facts(case).judged(HOME_TENANT)
    proven = seen is not None and seen.trust is Trust.READ and _is(seen.value, own_tenant)
    return Viewer(None if side is Side.INVITED and not proven else side, agent=True)


def side_of(case: Case, own_tenant: str) -> Side | None:
    """On which side of the invitation the own organisation stands; None where nobody knows, or
    where it stands on both."""
    facts = _facts(case)
    host, home = (_is(facts.value(of), own_tenant) for of in (HOST_TENANT, HOME_TENANT))
    if host != home:
        return Side.INVITING if host else Side.INVITED
    if case.side is None or host:
        return case.side
    if _is(case.reporter.tenant_id, own_tenant):
        return case.side
    return Side.INVITED if case.side is Side.INVITING else Side.INVITING


def _facts(case: Case) -> Facts:
    """What the desk goes by."""
    return case.desk_facts if case.desk_diagnosis else case.facts


def _is(tenant: object, own_tenant: str) -> bool:
    return isinstance(tenant, str) and tenant.lower() == own_tenant.lower()
