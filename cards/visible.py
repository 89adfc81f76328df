"""What one reader may see of a case's facts. Pure.

The bot can read more than the person in front of it may know: above all the sign-in name of
the invited person, which hiding is the very control the article defends.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from cases.model import Side
from evidence.facts import (
    FACTS,
    Audience,
    Fact,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
)

# Reasons that speak of a tenant and its permissions, not of the person looked for: they may
# stay. "Not in the answer" or "more than one match" would tell that there was an answer.
_IMPERSONAL = frozenset(
    {
        Reason.NOT_ASKED,
        Reason.NO_CONSENT,
        Reason.NO_PERMISSION,
        Reason.NO_LICENCE,
        Reason.OWN_CREDENTIALS,
    }
)


@dataclass(frozen=True)
class Viewer:
    """Who reads: on which side of the invitation, and whether as the helpdesk."""

    side: Side | None
    agent: bool = False


def may_read(of: Fact, viewer: Viewer) -> bool:
    """Whether the fact's value may be shown to this reader."""
    match of.readers:
        case Audience.EVERYONE:
            return True
        case Audience.AGENTS:
            return viewer.agent
        case Audience.INVITED_SIDE:
            return viewer.side is Side.INVITED


def visible(facts: Facts, viewer: Viewer) -> Facts:
    """The same facts, those kept from this reader as one Unknown(NOT_RELEASED) each."""
    return Facts(
        MappingProxyType(
            {
                name: seen if may_read(FACTS[name], viewer) else (_hidden(facts, name),)
                for name, seen in facts.observations.items()
            }
        )
    )


def _hidden(facts: Facts, name: str) -> Observation:
    """Neither source nor time stays: they could tell whether anything was found."""
    value = facts.value(FACTS[name])
    if isinstance(value, Unknown) and value.reason in _IMPERSONAL:
        return Observation(Unknown(value.reason), "", None, Trust.TOLD)
    return Observation(Unknown(Reason.NOT_RELEASED), "", None, Trust.TOLD)
