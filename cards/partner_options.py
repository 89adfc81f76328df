"""What the partner's page may know of a case besides the summary that was sent. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from cards.answer import answer_of
from cards.cause_words import organisation_domain
from cards.visible import Viewer, known_to
from cards.words import words
from cases.model import Case, Side
from causes import CAUSES, cause, classify
from causes.model import Diagnosis, Organisation
from evidence.facts import FACTS, Facts, SummaryReader

_OF = {Side.INVITING: Organisation.INVITING, Side.INVITED: Organisation.INVITED}
_OTHER = {Side.INVITING: Side.INVITED, Side.INVITED: Side.INVITING}
_NOBODY = Viewer(None)


@dataclass(frozen=True)
class PartnerOption:
    """`id`: of the remedy."""

    id: str
    what: str


@dataclass(frozen=True)
class PartnerView:
    """`writes`: the domain of the organisation that hands off, empty where nobody knows which it
    is. `side`: the partner's. `cause`: what the page may know it to be. `options`: what can be
    done about that by others than the own side. `facts`: those whose values may leave."""

    writes: str
    side: Side | None
    cause: str | None
    options: tuple[PartnerOption, ...]
    facts: Facts


def partner_view(case: Case, own_side: Side | None, locale: str) -> PartnerView:
    """Judged anew of what everybody may know: the case's own verdict may rest on more."""
    facts = known_to(_facts(case), _NOBODY)
    judged = classify(facts)
    seen = replace(case, facts=facts, diagnosis=judged.to_json())
    own = _OF[own_side] if own_side else None
    told = answer_of(words(locale), seen, _NOBODY)
    offered = _offered(judged, own)
    options = told.cause.options(offered) if told.cause else ()
    return PartnerView(
        writes=organisation_domain(own, told.facts) if own else "",
        side=_OTHER[own_side] if own_side else None,
        cause=judged.cause,
        options=tuple(PartnerOption(option.id, option.what) for option in options),
        facts=_leaving(told.facts),
    )


@cache
def remedies() -> frozenset[str]:
    """Every remedy there is: a page that was opened before the verdict changed offers the ways
    of that time."""
    return frozenset(remedy.id for one in CAUSES for remedy in one.remedies)


def _facts(case: Case) -> Facts:
    """What was read, by the desk where it did; what was told where nothing was read yet."""
    read = case.desk_facts if case.desk_diagnosis else case.facts
    return read if read.observations else case.complaint.facts()


def _leaving(facts: Facts) -> Facts:
    allowed = (name for name in facts if SummaryReader.PARTNER in FACTS[name].summaries)
    return Facts(MappingProxyType({name: facts.observations[name] for name in allowed}))


def _offered(judged: Diagnosis, own: Organisation | None) -> tuple[str, ...]:
    """The remedies of the verdict that are not for the own side to carry out."""
    if judged.cause is None:
        return ()
    acts = {remedy.id: remedy.act for remedy in cause(judged.cause).remedies}
    return tuple(id_ for id_ in judged.remedies if id_ in acts and acts[id_].organisation != own)
