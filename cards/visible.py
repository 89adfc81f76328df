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
    PARTNER_PAGE,
    RELEASED_BY,
    SECOND_CHECK,
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
# What the other side told: in no reader's own words.
_OTHERS_WORDS = frozenset({PARTNER_PAGE, SECOND_CHECK})


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
    """What an answer to this reader may rest on: their own words, what was released, and of what
    was read only what they may read. A verdict that used more would confirm whatever they guess."""
    return Facts(
        MappingProxyType(
            {
                name: seen if may_read(FACTS[name], viewer) else _without_read(facts, name)
                for name, seen in facts.observations.items()
            }
        )
    )


def _without_read(facts: Facts, name: str) -> tuple[Observation, ...]:
    kept = (o for o in facts.observations[name] if _own_words(o) or _released(name, o))
    return (*kept, _hidden(facts, name))


def _own_words(seen: Observation) -> bool:
    return seen.trust <= Trust.PASTED and seen.source not in _OTHERS_WORDS


def _released(name: str, seen: Observation) -> bool:
    """Whether the invited side let everybody see it: it stays open whatever else was read, so
    that nobody can tell from it whether something was."""
    theirs = FACTS[name].readers is Audience.INVITED_SIDE
    return theirs and seen.source in RELEASED_BY and not isinstance(seen.value, Unknown)


def visible(facts: Facts, viewer: Viewer) -> Facts:
    """The same facts, those kept from this reader as one Unknown(NOT_RELEASED) each. Of what was
    released exactly the released observations stay."""
    return Facts(
        MappingProxyType({name: _shown(facts, name, viewer) for name in facts.observations})
    )


def _shown(facts: Facts, name: str, viewer: Viewer) -> tuple[Observation, ...]:
    seen = facts.observations[name]
    if _open(facts, name, viewer):
        return seen
    return tuple(o for o in seen if _released(name, o)) or (_hidden(facts, name),)


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
