"""What a tenant has paid for and how full its directory is."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, Json
from sandbox.graph.collections import Shape, collection
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

SKUS = Shape("subscribedSkus", Grammar(frozenset()))
ORGANIZATION = Shape("organization", Grammar(frozenset()))
_QUOTA = 300_000  # objects of a tenant with a verified domain


def subscribed_skus(call: Call) -> Answer:
    licensed = not isinstance(call.tenant, Inviting) or call.tenant.licensed
    rows = [
        _sku(
            call,
            "SPE_E3",
            "05e9a617-0261-4cee-bb44-138d3ef5d965",
            "Enabled" if licensed else "Suspended",
            (("SHAREPOINTENTERPRISE", "5dbe027f-2339-4123-9542-606e4d348a72"),),
        ),
        _sku(
            call,
            "AAD_PREMIUM",
            "078d2b04-f1bd-4111-bbd4-b4b1b354cef4",
            "Enabled",
            (("SHAREPOINTWAC", "e95bec33-7c88-4a70-8e19-b10bd9d0c014"),),
        ),
    ]
    return Answer(200, collection(call, SKUS, rows))


def _sku(call: Call, name: str, key: str, status: str, plans: tuple[tuple[str, str], ...]) -> Json:
    enabled = status == "Enabled"
    tenant = call.tenant
    return {
        "id": f"{tenant.tenant_id}_{key}",
        "accountId": tenant.tenant_id,
        "accountName": tenant.name,
        "appliesTo": "User",
        "capabilityStatus": status,
        "consumedUnits": 40,
        "prepaidUnits": {
            "enabled": 50 if enabled else 0,
            "suspended": 0 if enabled else 50,
            "warning": 0,
            "lockedOut": 0,
        },
        "servicePlans": [
            {
                "servicePlanId": plan_key,
                "servicePlanName": plan,
                "provisioningStatus": "Success",
                "appliesTo": "User",
            }
            for plan, plan_key in plans
        ],
        "skuId": key,
        "skuPartNumber": name,
        "subscriptionIds": [],
    }


def organization_beta(call: Call) -> Answer:
    """The beta alone tells how full the directory is."""
    full = isinstance(call.tenant, Inviting) and call.tenant.quota_exhausted
    row: Json = {
        "id": call.tenant.tenant_id,
        "displayName": call.tenant.name,
        "directorySizeQuota": {"used": _QUOTA if full else 1234, "total": _QUOTA},
    }
    return Answer(200, collection(call, ORGANIZATION, [row]))
