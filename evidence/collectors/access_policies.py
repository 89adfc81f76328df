"""H9: the strictest demand that conditional access of the inviting tenant makes on the guest.

Only its kind leaves this module, never a policy's name.
"""

from __future__ import annotations

from collections.abc import Iterable

from evidence.collectors.access_scope import applies, names_people
from evidence.collectors.guests import pick, search
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import flag, inner, text, texts
from evidence.facts import CA_GUEST_POLICY, Reason, Unknown, Value
from evidence.graph import Json, TenantReader

# From the mildest to the strictest; the place is the rank.
_KINDS = ("none", "risk", "tou", "mfa", "device", "block")
_DEMANDS = {
    "block": "block",
    "compliantDevice": "device",
    "domainJoinedDevice": "device",
    "mfa": "mfa",
}
_RISKS = ("signInRiskLevels", "userRiskLevels")
_NOTHING: Json = {}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    policies = await reader.values("/identity/conditionalAccess/policies")
    enforced = [policy for policy in policies if text(policy, "state") == "enabled"]
    guest = await _guest_id(reader, subject) if any(map(names_people, enforced)) else ""
    kind = strictest(enforced, subject.home_tenant, guest)
    if kind == "none" and await _security_defaults(reader):
        kind = "mfa"
    return {CA_GUEST_POLICY: kind}


async def _guest_id(reader: TenantReader, subject: Subject) -> str:
    """For policies that name single people; empty where the guest is not known."""
    address = subject.invited_address
    guest = pick((await search(reader, (address,))).users, address) if address else None
    return (text(guest, "id") or "").lower() if guest else ""


async def _security_defaults(reader: TenantReader) -> bool:
    """Microsoft's baseline for tenants without policies of their own: it asks guests for MFA."""
    path = "/policies/identitySecurityDefaultsEnforcementPolicy"
    return flag(await reader.get(path), "isEnabled") is True


def strictest(enforced: Iterable[Json], home_tenant: str, guest_id: str) -> Value | Unknown:
    """What these policies demand of the guest at SharePoint; "none" only if none can apply.

    Ambiguous where a policy that may or may not apply would be stricter. `guest_id`: of the guest
    object in lower case, empty where unknown.
    """
    sure, perhaps = 0, 0
    for policy in enforced:
        holds = applies(policy, home_tenant, guest_id)
        if holds is False:
            continue
        least, most = demand(policy)
        sure, perhaps = max(sure, least if holds else 0), max(perhaps, most)
    return _KINDS[sure] if perhaps <= sure else Unknown(Reason.AMBIGUOUS)


def demand(policy: Json) -> tuple[int, int]:
    """The least and the most that a policy may ask for, as ranks."""
    conditions = inner(policy, "conditions") or _NOTHING
    controls = inner(policy, "grantControls") or _NOTHING
    asked = list(_asked(controls))
    if not asked:
        return 0, 0
    if any(texts(conditions, key) for key in _RISKS):
        return _KINDS.index("risk"), _KINDS.index("risk")
    ranks = [_KINDS.index(kind) for kind in asked if kind]
    if text(controls, "operator") == "OR" and ranks:
        # Other alternatives, approved apps for one, are not open to guests [S20].
        return min(ranks), min(ranks)
    return max(ranks, default=0), max(ranks) if all(asked) else _KINDS.index("block")


def _asked(controls: Json) -> Iterable[str]:
    """The kinds demanded; empty for a demand that has no kind here."""
    yield from (_DEMANDS.get(one, "") for one in texts(controls, "builtInControls") or ())
    if inner(controls, "authenticationStrength"):
        yield "mfa"
    if texts(controls, "termsOfUse"):
        yield "tou"
    if texts(controls, "customAuthenticationFactors"):
        yield ""


H9 = Probe("H9", INVITING, "Policy.Read.All", (CA_GUEST_POLICY,), False, _read)
