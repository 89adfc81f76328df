"""What of a case may leave to whom: the one door that every summary goes through. Pure.

Facts by their own allow-list (evidence/facts/allow_list.py), the rest of a case by `FIELDS`.
Whoever writes a summary sees `Material` only, never the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from cards.answer import UNJUDGED, Answer, answer_of
from cards.desk_card import EVERYBODY, desk_answer
from cards.verdict import headline_of, who_acts
from cards.visible import Viewer
from cards.words import Words
from cases.due import Patience
from cases.model import Case, CaseState, Event, EventKind, PassedBecause, Side, Triage
from cases.readers import reporter_side
from causes.model import Diagnosis
from evidence.facts import FACTS, INVITED_ADDRESS, Facts, Observation, SummaryReader
from evidence.facts.allow_list import WITH_CAUSE


@dataclass(frozen=True)
class Held:
    """What a case holds besides facts and their judgement; what may not leave is as here.

    `handed_at`: when it last went to the partner; `answered`: what they answered last, a value of
    PartnerAnswer, without their words.
    """

    number: int = 0
    state: CaseState = CaseState.DRAFT
    opened_at: datetime | None = None
    with_desk: bool = False
    owner: str = ""
    question: str = ""
    due_at: datetime | None = None
    others: int = 0
    partner: str = ""
    reporter: str = ""
    passed: PassedBecause | None = None
    links: tuple[int, ...] = ()
    history: tuple[Event, ...] = ()
    handed_at: datetime | None = None
    answered: str = ""
    answered_at: datetime | None = None


ALL = frozenset(field.name for field in fields(Held))
FIELDS: Mapping[SummaryReader, frozenset[str]] = MappingProxyType(
    {
        SummaryReader.DESK: ALL,
        SummaryReader.PARTNER: frozenset({"number", "state"}),
        SummaryReader.REPORTER: frozenset(
            {"number", "state", "with_desk", "owner", "question", "due_at"}
        ),
        SummaryReader.MANAGEMENT: frozenset(
            {
                "number",
                "state",
                "opened_at",
                "with_desk",
                "others",
                "due_at",
                "handed_at",
                "answered",
                "answered_at",
            }
        ),
    }
)
_NOTHING = Held()
_AGENT = Viewer(None, agent=True)
_PATIENCE = Patience()


@dataclass(frozen=True)
class Around:
    """What a summary needs besides the case.

    `own_side`: where the organisation that writes stands; None where nobody knows. `desk`: the
    desk as a viewer. `others`: how many other open cases have the same cause and partner.
    `judged`: the verdict on what everybody may know, which is all the partner hears of; without
    it the partner hears that nobody can tell. `organisation`: the name of the one that writes,
    empty where it is not set.
    """

    now: datetime
    own_side: Side | None = None
    desk: Viewer = _AGENT
    others: int = 0
    patience: Patience = _PATIENCE
    judged: Diagnosis | None = None
    organisation: str = ""


@dataclass(frozen=True)
class Material:
    """What a summary may be made of. `answer`: with facts cut to what may leave. `side`: the
    reporter's, for their own summary only."""

    answer: Answer
    held: Held
    around: Around
    headline: str
    who_acts: tuple[str, ...]
    side: Side | None

    @property
    def spoken(self) -> Words:
        return self.answer.spoken


def material(spoken: Words, case: Case, to: SummaryReader, around: Around) -> Material:
    """What of the case may leave to this reader."""
    answer = _answer(spoken, case, to, around)
    cut = replace(answer, facts=leaving(answer.facts, to, answer.diagnosis.cause))
    return Material(
        answer=cut,
        held=_held(case, to, around),
        around=around,
        headline=headline_of(cut, case, cut.diagnosis.cause),
        who_acts=who_acts(cut, case),
        side=case.side if to is SummaryReader.REPORTER else None,
    )


def viewer_for(case: Case, to: SummaryReader, desk: Viewer) -> Viewer:
    """With whose eyes a summary's facts are seen. Partner and management see what everybody may."""
    match to:
        case SummaryReader.DESK:
            return desk
        case SummaryReader.REPORTER:
            return Viewer(reporter_side(case, case.facts))
        case _:
            return EVERYBODY


def leaving(facts: Facts, to: SummaryReader, cause: str | None = None) -> Facts:
    """Those of the facts whose value may stand in a summary for this reader, who is told that it
    is this cause."""
    kept = {
        name: seen
        for name, seen in facts.observations.items()
        if to in FACTS[name].summaries and not _beside(name, to, cause)
    }
    if to is SummaryReader.MANAGEMENT and INVITED_ADDRESS.name in kept:
        kept[INVITED_ADDRESS.name] = tuple(map(_domain_alone, kept[INVITED_ADDRESS.name]))
    return Facts(MappingProxyType(kept))


def _beside(name: str, to: SummaryReader, cause: str | None) -> bool:
    """Whether the fact is none of the partner's business where it is this cause."""
    return to is SummaryReader.PARTNER and name in WITH_CAUSE and cause not in WITH_CAUSE[name]


def _answer(spoken: Words, case: Case, to: SummaryReader, around: Around) -> Answer:
    """The judgement this reader is told, and what they may see of what it rests on."""
    viewer = viewer_for(case, to, around.desk)
    if to is SummaryReader.REPORTER:
        return answer_of(spoken, case, viewer)
    answer = desk_answer(spoken, case, viewer)
    if to is SummaryReader.PARTNER:
        return replace(answer, diagnosis=around.judged or UNJUDGED)
    return answer


def _held(case: Case, to: SummaryReader, around: Around) -> Held:
    triage = case.triage or Triage(case.opened_at, PassedBecause.ASKED)
    everything = Held(
        number=case.number,
        state=case.state,
        opened_at=case.opened_at,
        with_desk=case.triage is not None,
        owner=triage.owner.name if triage.owner else "",
        question=triage.question,
        due_at=triage.due_at,
        others=around.others,
        partner=case.partner or "",
        reporter=case.reporter.name,
        passed=triage.because if case.triage else None,
        links=triage.links,
        history=case.history,
        **_with_partner(case),
    )
    withheld: dict[str, Any] = {name: getattr(_NOTHING, name) for name in ALL - FIELDS[to]}
    return replace(everything, **withheld)


def _with_partner(case: Case) -> dict[str, Any]:
    """When it was last handed to the partner, and what they answered last."""
    handed = [
        event.at
        for event in case.history
        if event.kind is EventKind.HANDED_OFF
        and event.detail.get("reader") == SummaryReader.PARTNER.value
    ]
    answers = [e for e in case.history if e.kind is EventKind.PARTNER_ANSWERED]
    return {
        "handed_at": handed[-1] if handed else None,
        "answered": str(answers[-1].detail.get("answer") or "") if answers else "",
        "answered_at": answers[-1].at if answers else None,
    }


def _domain_alone(seen: Observation) -> Observation:
    """An address names a person; what stands after the @ only their organisation."""
    if not isinstance(seen.value, str):
        return seen
    _, at, domain = seen.value.rpartition("@")
    return replace(seen, value=f"@{domain}" if at else "")
