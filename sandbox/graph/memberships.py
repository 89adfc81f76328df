"""Who is in which group: checkMemberGroups, as far as the helpdesk's two groups go."""

from __future__ import annotations

import uuid

from sandbox.graph.answers import Answer, Call, Json, bad_request, directory_denied
from sandbox.graph.directory import user_by_key
from sandbox.world import Inviting

_MOST = 20  # groups a request, as Microsoft documents it


def check_member_groups(call: Call, key: str) -> Answer:
    """Those of the named groups that the person is in. Users have to be readable as well."""
    if "User.Read.All" not in call.roles:
        raise directory_denied("User.Read.All")
    asked = (call.body or {}).get("groupIds")
    if not isinstance(asked, list) or not 0 < len(asked) <= _MOST or not all(map(_is_id, asked)):
        raise bad_request("Invalid value specified for property 'groupIds' of resource.")
    held = _groups_of(call, user_by_key(call, key))
    context = call.context("Collection(Edm.String)")
    return Answer(200, {"@odata.context": context, "value": [one for one in asked if one in held]})


def _groups_of(call: Call, user: Json) -> frozenset[str]:
    host = call.tenant
    if not isinstance(host, Inviting):
        return frozenset()
    agents = {host.agent_object_id} if host.agent_in_group else set()
    members = {host.agents_group_id: agents, host.leads_group_id: {host.lead_object_id}}
    return frozenset(group for group, people in members.items() if user["id"] in people)


def _is_id(text: object) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True
