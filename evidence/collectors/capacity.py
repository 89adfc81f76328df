"""H19 and the licences: whether the inviting tenant has room for a guest, and SharePoint at all."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, inner, inners, number, text
from evidence.facts import QUOTA_EXHAUSTED, SPO_LICENSED, Unknown, Value
from evidence.graph import BETA, Json, TenantReader

# A licence that has run out works on for a while: Graph calls that Warning.
_IN_FORCE = frozenset({"Enabled", "Warning"})
_OFFICE_ON_THE_WEB = "SHAREPOINTWAC"
_WITH_SITES = ("SHAREPOINT", "ONEDRIVE")


async def _quota(reader: TenantReader, subject: Subject) -> Found:
    """Only the beta tells it; it counts deleted objects for 30 days."""
    wanted = {"$select": "id,directorySizeQuota"}
    return {QUOTA_EXHAUSTED: exhausted(await reader.values("/organization", wanted, version=BETA))}


def exhausted(organisations: Sequence[Json]) -> Value | Unknown:
    quota = inner(organisations[0], "directorySizeQuota") if organisations else None
    used, total = number(quota or {}, "used"), number(quota or {}, "total")
    return NOT_GIVEN if used is None or not total else used >= total


async def _licences(reader: TenantReader, subject: Subject) -> Found:
    return {SPO_LICENSED: licensed(await reader.values("/subscribedSkus"))}


def licensed(subscriptions: Sequence[Json]) -> bool:
    """Whether a subscription in force contains SharePoint."""
    in_force = [s for s in subscriptions if text(s, "capabilityStatus") in _IN_FORCE]
    plans = [plan for subscription in in_force for plan in inners(subscription, "servicePlans")]
    return any(map(_has_sites, plans))


def _has_sites(plan: Json) -> bool:
    name = (text(plan, "servicePlanName") or "").upper()
    return name.startswith(_WITH_SITES) and not name.startswith(_OFFICE_ON_THE_WEB)


H19 = Probe("H19", INVITING, "Organization.Read.All", (QUOTA_EXHAUSTED,), False, _quota)
SKU = Probe("SKU", INVITING, "LicenseAssignment.Read.All", (SPO_LICENSED,), False, _licences)
