"""What an administrator can let us read, in bundles: which permissions, and which facts of their
organisation each unlocks. Ids of app roles: graph.md, section 4. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.model import Side
from evidence.facts import Audience, Fact
from evidence.probes import PROBES

# Names and ids of Microsoft Graph's application permissions; docs/permissions.md lists them all.
ROLES: Mapping[str, str] = {
    "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
    "SharePointTenantSettings.Read.All": "83d4163d-a2d8-4d3b-9695-4ae3ca98f888",
    "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
    "Policy.Read.B2BManagementPolicy": "b41683de-870d-4462-939a-1a3d94f3accf",
    "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
    "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
}


@dataclass(frozen=True)
class Bundle:
    """`id`: its words are in signing_in/consent.html.j2. `roles`: permission → id of the app
    role. `facts`: what becomes readable, by the probes that need one of these permissions."""

    id: str
    roles: Mapping[str, str]
    facts: tuple[Fact, ...]


_OF: Mapping[Side, Mapping[str, tuple[str, ...]]] = {
    Side.INVITED: {
        "account": ("User.Read.All",),
        "policies": ("Policy.Read.All", "Domain.Read.All"),
        "logs": ("User.Read.All", "AuditLog.Read.All"),
    },
    Side.INVITING: {
        "article": ("User.Read.All", "SharePointTenantSettings.Read.All"),
        "policies": ("Policy.Read.All", "Policy.Read.B2BManagementPolicy", "Domain.Read.All"),
        "logs": ("AuditLog.Read.All",),
    },
}


def bundles(side: Side) -> tuple[Bundle, ...]:
    """What an administrator of that side's organisation can let us read."""
    return tuple(_bundle(id_, names, side) for id_, names in _OF[side].items())


def everything(side: Side) -> tuple[str, ...]:
    """What the application may ask an administrator of that side for at once. Nothing of the
    invited side: no single one can be left out there, and files and sites would come along."""
    if side is Side.INVITED:
        return ()
    asked = {p.permission for p in PROBES if p.organisation == side.value and p.permission}
    return tuple(sorted(asked))


def _bundle(id_: str, names: tuple[str, ...], side: Side) -> Bundle:
    fed = [
        fact
        for probe in PROBES
        if probe.permission in names and probe.organisation == side.value
        for fact in probe.feeds
        if fact.readers is not Audience.AGENTS
    ]
    return Bundle(id_, {name: ROLES[name] for name in names}, tuple(dict.fromkeys(fed)))
