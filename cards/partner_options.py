"""What the partner's page may know of a case besides the summary that was sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from cards.answer import answer_of
from cards.cause_words import organisation_domain
from cards.summaries.leaving import leaving
from cards.visible import Viewer, known_to
from cards.words import words
from cases.hand_off import PartnerAnswer
from cases.model import Case, Side
from causes import CAUSES, cause, classify
from causes.model import Diagnosis, Organisation
from evidence.facts import Facts, SummaryReader

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
    done about that by others than the own side. `facts`: those whose values may leave. `answers`:
    those that fit what they are asked, in the order in which they are offered."""

    writes: str
    side: Side | None
    cause: str | None
    options: tuple[PartnerOption, ...]
    facts: Facts
    answers: tuple[PartnerAnswer, ...]


def partner_view(case: Case, own_side: Side | None, locale: str) -> PartnerView:
    """Judged anew of what everybody may know: the case's own verdict may rest on more."""
    facts = known_to(_facts(case), _NOBODY)
    return view_as_judged(replace(case, facts=facts), classify(facts), own_side, locale)


def view_as_judged(
    case: Case, judged: Diagnosis, own_side: Side | None, locale: str
) -> PartnerView:
    """The view where this is the verdict on the case's facts."""
    seen = replace(case, diagnosis=judged.to_json())
    own = _OF[own_side] if own_side else None
    told = answer_of(words(locale), seen, _NOBODY)
    offered = _offered(judged, own)
    options = told.cause.options(offered) if told.cause else ()
    return PartnerView(
        writes=organisation_domain(own, told.facts) if own else "",
        side=_OTHER[own_side] if own_side else None,
        cause=judged.cause,
        options=tuple(PartnerOption(option.id, option.what) for option in options),
        facts=leaving(told.facts, SummaryReader.PARTNER, judged.cause),
        answers=_answers(judged, options),
    )


@cache
def remedies() -> frozenset[str]:
    """Every remedy there is: a page that was opened before the verdict changed offers the ways
    of that time."""
    return frozenset(remedy.id for one in CAUSES for remedy in one.remedies)


def _answers(judged: Diagnosis, options: Sequence[object]) -> tuple[PartnerAnswer, ...]:
    """Where nobody can tell, what they see; where none of it is theirs to do, a question alone."""
    if judged.cause is None:
        return (PartnerAnswer.SEEN, PartnerAnswer.QUESTION)
    if not options:
        return (PartnerAnswer.QUESTION,)
    meant = (PartnerAnswer.INTENDED,) if cause(judged.cause).deliberate else ()
    refused = (*meant, PartnerAnswer.CANNOT, PartnerAnswer.QUESTION)
    return (PartnerAnswer.DONE, PartnerAnswer.CHOSE, *refused)


def _facts(case: Case) -> Facts:
    """What was read, by the desk where it did; what was told where nothing was read yet."""
    read = case.desk_facts if case.desk_diagnosis else case.facts
    return read if read.observations else case.complaint.facts()


def _offered(judged: Diagnosis, own: Organisation | None) -> tuple[str, ...]:
    """The remedies of the verdict that cure it and are not for the own side to carry out."""
    if judged.cause is None:
        return ()
    told = cause(judged.cause)
    cures = {r.id: r.act for r in told.remedies if r.id not in told.no_cures}
    return tuple(id_ for id_ in judged.remedies if id_ in cures and cures[id_].organisation != own)
