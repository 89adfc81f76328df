"""As whom a case is read: where its reporter stands, where the desk does, what was told. Pure.

Each rule goes by the facts that are to be shown: what proves something later or elsewhere opens
nothing here.
"""

from __future__ import annotations

from cases.model import Case, Json, Side
from evidence.facts import HOME_TENANT, HOST_TENANT, OWNS_INVITED_ADDRESS, Facts, Trust


def reporter_side(case: Case, facts: Facts) -> Side | None:
    """The reporter's side. Whoever says they were invited is so only where their own signed-in
    directory object carries the invited address."""
    if case.side is not Side.INVITED:
        return case.side
    seen = facts.judged(OWNS_INVITED_ADDRESS)
    proven = seen is not None and seen.trust is Trust.READ and seen.value is True
    return Side.INVITED if proven else None


def desk_side(case: Case, facts: Facts, own_tenant: str) -> Side | None:
    """The desk's side: its organisation's. It is the invited one only where discovery named the
    tenant, never by what somebody said of themselves."""
    side = organisation_side(case, facts, own_tenant)
    seen = facts.judged(HOME_TENANT)
    proven = seen is not None and seen.trust is Trust.READ and _is(seen.value, own_tenant)
    return None if side is Side.INVITED and not proven else side


def organisation_side(case: Case, facts: Facts, own_tenant: str) -> Side | None:
    """On which side of the invitation the own organisation stands; None where nobody knows, or
    where it stands on both."""
    host, home = (_is(facts.value(of), own_tenant) for of in (HOST_TENANT, HOME_TENANT))
    if host != home:
        return Side.INVITING if host else Side.INVITED
    if case.side is None or host:
        return case.side
    if _is(case.reporter.tenant_id, own_tenant):
        return case.side
    return Side.INVITED if case.side is Side.INVITING else Side.INVITING


def told_cause(case: Case) -> str | None:
    """The cause that the reporter was told; an agent's own check may have found another."""
    cause = _told(case).get("cause")
    return cause if isinstance(cause, str) else None


def told_acting(case: Case) -> str | None:
    """Who must act first as the reporter was told: "inviting admin"; None where nobody knows."""
    acts = _told(case).get("acts")
    first = acts[0] if isinstance(acts, list) and acts else None
    if not isinstance(first, list) or "unknown" in first:
        return None
    return " ".join(map(str, first))


def _told(case: Case) -> Json:
    return case.diagnosis or {}


def _is(tenant: object, own_tenant: str) -> bool:
    return isinstance(tenant, str) and tenant.lower() == own_tenant.lower()
