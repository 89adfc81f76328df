"""G4: whether people of the invited organisation may sign in with their e-mail address."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.definitions import active
from evidence.collectors.probe import INVITED, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, inner
from evidence.facts import ALTERNATE_LOGIN_ID, Unknown, Value
from evidence.graph import Json, TenantReader

_KIND = "homerealmdiscoverypolicy"


async def _read(reader: TenantReader, subject: Subject) -> Found:
    return {
        ALTERNATE_LOGIN_ID: by_mail(await reader.values("/policies/homeRealmDiscoveryPolicies"))
    }


def by_mail(policies: Sequence[Json]) -> Value | Unknown:
    """True where the whole organisation may; never false.

    The staged roll-out may open it to groups, and no application may read that (Graph, "List
    featureRolloutPolicies").
    """
    setting = inner(active(policies, _KIND), "alternateidlogin") or {}
    return flag(setting, "enabled") or NOT_GIVEN


G4 = Probe("G4", INVITED, "Policy.Read.All", (ALTERNATE_LOGIN_ID,), False, _read)
