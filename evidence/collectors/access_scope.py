"""Whether a conditional access policy concerns a guest who opens SharePoint in a browser.

True, False, or None where it hangs on what Graph does not show here: membership of a group, the
place or the device somebody comes from. Source: Graph's conditionalAccessPolicy resource.
"""

from __future__ import annotations

from collections.abc import Iterable

from evidence.collectors.cross_tenant import SHAREPOINT_APP
from evidence.collectors.wire import inner, text, texts
from evidence.graph import Json
from evidence.tokens import is_guid

_OURS = frozenset({"all", "office365", SHAREPOINT_APP})
_EVERY_GUEST = "guestsorexternalusers"
_NOTHING: Json = {}
Applies = bool | None


def applies(policy: Json, home_tenant: str, guest_id: str) -> Applies:
    """Whether the policy acts on this guest. `guest_id` in lower case, empty where unknown."""
    conditions = inner(policy, "conditions") or _NOTHING
    people = inner(conditions, "users") or _NOTHING
    return _all(
        (
            _people(people, "include", home_tenant, guest_id),
            _not(_people(people, "exclude", home_tenant, guest_id)),
            _application(inner(conditions, "applications") or _NOTHING),
            _in_a_browser(conditions),
            _anywhere(conditions),
        )
    )


def names_people(policy: Json) -> bool:
    """Whether single people are let in or left out, so that it matters who the guest is."""
    people = inner(inner(policy, "conditions") or _NOTHING, "users") or _NOTHING
    return any(map(is_guid, (*_list(people, "includeUsers"), *_list(people, "excludeUsers"))))


def _people(people: Json, which: str, home_tenant: str, guest_id: str) -> Applies:
    """Roles are left aside: whoever is asked for an invitation administers nothing there."""
    users = _list(people, f"{which}Users")
    if {"all", _EVERY_GUEST} & set(users):
        return True
    one_by_one = None if any(map(is_guid, users)) and not guest_id else guest_id in users
    kinds = inner(people, f"{which}GuestsOrExternalUsers")
    grouped = None if _list(people, f"{which}Groups") else False
    return _any((one_by_one, _kind_of_guest(kinds, home_tenant) if kinds else False, grouped))


def _kind_of_guest(kinds: Json, home_tenant: str) -> Applies:
    """The ordinary guest is a b2bCollaborationGuest; few are made members afterwards."""
    named = (text(kinds, "guestOrExternalUserTypes") or "").lower().split(",")
    if "b2bcollaborationguest" not in map(str.strip, named):
        return None if "b2bcollaborationmember" in map(str.strip, named) else False
    tenants = inner(kinds, "externalTenants")
    members = _list(tenants or _NOTHING, "members")
    if tenants is None or text(tenants, "membershipKind") == "all":
        return True
    return home_tenant.lower() in members if home_tenant else None


def _application(apps: Json) -> Applies:
    if set(_list(apps, "excludeApplications")) & _OURS:
        return False
    if inner(apps, "applicationFilter") or _list(
        apps, "includeAuthenticationContextClassReferences"
    ):
        return None
    return bool(set(_list(apps, "includeApplications")) & _OURS)


def _in_a_browser(conditions: Json) -> Applies:
    """Not a policy for old mail protocols, for programs, or for codes typed on another device."""
    clients = set(_list(conditions, "clientAppTypes"))
    flows = inner(conditions, "authenticationFlows") or _NOTHING
    if text(flows, "transferMethods") not in (None, "none") or conditions.get("clientApplications"):
        return False
    return not clients or bool(clients & {"all", "browser"})


def _anywhere(conditions: Json) -> Applies:
    """None where place, platform, device or behaviour decides."""
    places, systems = inner(conditions, "locations"), inner(conditions, "platforms")
    decided = (
        _only_all(places, "Locations"),
        _only_all(systems, "Platforms"),
        inner(conditions, "devices") is None,
        not conditions.get("insiderRiskLevels"),
    )
    return True if all(decided) else None


def _only_all(setting: Json | None, name: str) -> bool:
    if setting is None:
        return True
    return "all" in _list(setting, f"include{name}") and not _list(setting, f"exclude{name}")


def _list(body: Json, key: str) -> tuple[str, ...]:
    return tuple(one.lower() for one in texts(body, key) or ())


def _all(parts: Iterable[Applies]) -> Applies:
    given = tuple(parts)
    return False if False in given else None if None in given else True


def _any(parts: Iterable[Applies]) -> Applies:
    given = tuple(parts)
    return True if True in given else None if None in given else False


def _not(part: Applies) -> Applies:
    return None if part is None else not part
