"""Whom a case waits for by a diagnosis. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cases.model import Party
from causes.model import Act, Actor, Diagnosis, Organisation
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, INVITER

_PARTIES: Mapping[Act, Party] = MappingProxyType(
    {
        HOST_ADMIN: Party.INVITING_ORGANISATION,
        HOME_ADMIN: Party.INVITED_ORGANISATION,
        INVITER: Party.INVITER,
        INVITED_USER: Party.INVITED_USER,
        Act(Organisation.INVITED, Actor.INVITER): Party.INVITER,
        Act(Organisation.INVITING, Actor.INVITED_USER): Party.INVITED_USER,
    }
)


def acting_of(diagnosis: Diagnosis) -> Party | None:
    """Who must act first; None where that is nobody, Microsoft, or not known."""
    return _PARTIES.get(diagnosis.acts[0]) if diagnosis.acts else None
