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
    INVITED_IN_PROXIES,
    MAIL_EQUALS_INVITED,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
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


COMPARISONS = frozenset(
    of.name for of in (UPN_EQUALS_INVITED, UPN_IN_PROXIES, INVITED_IN_PROXIES, MAIL_EQUALS_INVITED)
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


def known_to(facts: Facts, viewer: Viewer) -> Facts:
    """What an answer to this reader may rest on: their own words, and of what was read only what
    they may read. A verdict that used more would confirm whatever they guess."""
    return Facts(
        MappingProxyType(
            {
                name: seen if may_read(FACTS[name], viewer) else _own_words(facts, name)
                for name, seen in facts.observations.items()
            }
        )
    )


def _own_words(facts: Facts, name: str) -> tuple[Observation, ...]:
    told = (o for o in facts.observations[name] if o.trust <= Trust.PASTED)
    return (*told, _hidden(facts, name))


def visible(facts: Facts, viewer: Viewer) -> Facts:
    """The same facts, those kept from this reader as one Unknown(NOT_RELEASED) each."""
    return Facts(
        MappingProxyType(
            {
                name: seen if _open(facts, name, viewer) else (_hidden(facts, name),)
                for name, seen in facts.observations.items()
            }
        )
    )


def _open(facts: Facts, name: str, viewer: Viewer) -> bool:
    # Why a comparison failed would tell whether there is an account to compare with.
    told = viewer.side is Side.INVITED or name not in COMPARISONS
    return may_read(FACTS[name], viewer) and (told or not isinstance(_value(facts, name), Unknown))


def _value(facts: Facts, name: str) -> object:
    return facts.value(FACTS[name])


def _hidden(facts: Facts, name: str) -> Observation:
    """Neither source nor time stays: they could tell whether anything was found."""
    value = facts.value(FACTS[name])
    if isinstance(value, Unknown) and value.reason in _IMPERSONAL:
        return Observation(Unknown(value.reason), "", None, Trust.TOLD)
    return Observation(Unknown(Reason.NOT_RELEASED), "", None, Trust.TOLD)
