"""From a judged case to the screens of its answer. Pure; time is passed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cards.acting import acting_of
from cards.also_checked import also_checked
from cards.answer import Answer, answer_of
from cards.asking import asking
from cards.cause_words import CauseWords, cause_name, organisation_words
from cards.evidence_rows import evidence_rows, not_read, readable
from cards.screens import (
    AdminSteps,
    CaseList,
    CaseRow,
    UnderstoodRow,
    VerdictScreen,
)
from cards.values import labels, moment, value_words
from cards.visible import Viewer, may_read
from cards.words import Words, snake, words
from cases.model import Case, CaseState, EventKind, Side
from cases.states import ENDED, OPEN, WAITING, WAITS
from causes.model import Act, Actor, Diagnosis, Mode, Organisation
from evidence.facts import FACTS, Complaint, Facts, Reason, Trust, Unknown

_JUDGEMENT = "words/judgement.j2"
_SHOWN_MISSING = 5
# Nobody has to act any more: the reporter has to look, or it is over.
_SETTLED = ENDED | {CaseState.VERIFYING, CaseState.SOLVED}
# The page and the link: what the person who failed had before them.
_OF_THE_ATTEMPT = frozenset({"error", "link"})
_BOTH = {Organisation.INVITING, Organisation.INVITED}


def verdict_screen(case: Case, viewer: Viewer, locale: str, now: datetime) -> VerdictScreen:
    """The answer as this viewer may see it. `now` stands in where no check has ended yet."""
    return verdict_in(words(locale), case, viewer, now)


def admin_steps(case: Case, viewer: Viewer, locale: str) -> AdminSteps:
    """The options of the case's cause in an administrator's words."""
    return admin_steps_in(words(locale), case, viewer)


def case_list(cases: Iterable[Case], locale: str = "en") -> CaseList:
    """The cases as their reporters may see them, in the order given."""
    spoken = words(locale)
    return CaseList(tuple(_case_row(spoken, case) for case in cases))


def understood_rows(
    complaint: Complaint, side: Side | None, locale: str = "en"
) -> tuple[UnderstoodRow, ...]:
    """What was taken so far. What only the invited side may see is left out for the others."""
    spoken, viewer = words(locale), Viewer(side)
    return tuple(
        UnderstoodRow(of.name, value_words(spoken, of, answer.value), answer.trust is Trust.PASTED)
        for name, answer in complaint.answers.items()
        if (of := FACTS.get(name)) and may_read(of, viewer)
    )


def verdict_in(spoken: Words, case: Case, viewer: Viewer, now: datetime) -> VerdictScreen:
    """`verdict_screen`, in these words."""
    answer = answer_of(spoken, case, viewer)
    judged, told = answer.diagnosis, answer.cause
    asks = asking(answer, case.complaint, case.side)
    return VerdictScreen(
        cause=judged.cause,
        certainty=judged.certainty.value,
        certainty_reason=certainty_reason(answer),
        organisations=who_acts(answer, case),
        mode=spoken.text(_JUDGEMENT, f"mode_{judged.mode.value}"),
        headline=headline_of(answer, case, judged.cause),
        why=why(answer, bool(asks.question)),
        options=told.options(judged.remedies) if told else (),
        evidence=evidence_rows(
            spoken, answer.facts, answer.primary.because if answer.primary else ()
        ),
        not_read=not_read(spoken, answer.facts, viewer),
        also_checked=also_checked(answer),
        next_obstacles=tuple(cause_name(spoken, id_) for id_ in judged.next_obstacles),
        question=asks.question,
        asked=asks.asked,
        left=asks.left,
        state=state_words(spoken, case),
        as_of=moment(_as_of(case, now)),
        changed=_changed(answer),
        policy=_policy(answer, "policy_owner"),
        ended=case.state in ENDED,
        with_desk=case.triage is not None,
    )


def admin_steps_in(spoken: Words, case: Case, viewer: Viewer) -> AdminSteps:
    """`admin_steps`, in these words."""
    answer = answer_of(spoken, case, viewer)
    told = answer.cause
    if told is None:
        return AdminSteps("", headline(answer), _cannot_tell_why(answer), ())
    options = told.options(answer.diagnosis.remedies)
    return AdminSteps(
        told.cause.id, headline(answer), admin_why(answer), options, _notes(answer, told)
    )


def admin_why(answer: Answer) -> str:
    """Why it is so, in an administrator's words where the cause has them."""
    told = answer.cause
    return (told.text("why_admin") if told else "") or why(answer)


def _notes(answer: Answer, told: CauseWords) -> tuple[str, ...]:
    """What to think of before anything is changed."""
    policy = _policy(answer, "policy_owner_admin")
    notes = (policy, told.text("diagnostic"), told.text("instead"))
    return tuple(note for note in notes if note)


def _policy(answer: Answer, block: str) -> str:
    """Whom to ask first, where somebody may want the block."""
    if answer.cause is None or not answer.cause.cause.deliberate:
        return ""
    acts = _acts(answer)
    admins = tuple(act for act in acts if act.actor is Actor.ADMIN)
    owners = ", ".join(_organisations(answer, admins or acts))
    return answer.spoken.text(_JUDGEMENT, block, owners=owners)


def _changed(answer: Answer) -> str:
    """What was read otherwise before, where that makes the page that was pasted an old one."""
    if not answer.outdated:
        return ""
    moved = [n for n in answer.facts if answer.facts.contradictions(FACTS[n])]
    named = labels(answer.spoken, readable(moved, answer.viewer))
    return answer.spoken.text("words/changed.j2", "why" if named else "why_hidden", changed=named)


def headline(answer: Answer) -> str:
    """The answer in one sentence: who must act."""
    if answer.cause:
        return answer.cause.text("headline")
    if answer.diagnosis.beyond:
        return _beyond(answer, "headline")
    if answer.outdated:
        return answer.spoken.text("words/changed.j2", "headline")
    return answer.spoken.text("words/cannot_tell.j2", _headline_block(answer.diagnosis))


def headline_of(answer: Answer, case: Case, cause: str | None) -> str:
    """Who must act; once nobody must any more, what it was about (`cause`)."""
    if case.state not in _SETTLED:
        return headline(answer)
    if cause is None:
        return answer.spoken.text(_JUDGEMENT, "was_unknown")
    return answer.spoken.text(_JUDGEMENT, "was_about", cause=cause_name(answer.spoken, cause))


def _headline_block(judged: Diagnosis) -> str:
    sides = {act.organisation for act in judged.acts}
    if sides == _BOTH and judged.mode is Mode.ALL_OF:
        return "headline_both"
    one = len(sides) == 1 and sides <= _BOTH
    return f"headline_{next(iter(sides)).value}" if one else "headline"


def why(answer: Answer, asked: bool = True) -> str:
    """Why it is so; where nobody can tell, what would settle it."""
    return answer.cause.text("why") if answer.cause else _cannot_tell_why(answer, asked)


def _cannot_tell_why(answer: Answer, asked: bool = True) -> str:
    """`asked`: whether a question follows; where none does, another place says what is missing."""
    if answer.diagnosis.beyond:
        return _beyond(answer, "why")
    if answer.outdated:
        return answer.spoken.text("words/changed.j2", "next")
    missing = readable(answer.diagnosis.questions, answer.viewer)[:_SHOWN_MISSING]
    rest = "why_missing" if missing and asked else "why_nothing"
    # An agent is the helpdesk that others are sent to.
    blocks = ("why",) if rest == "why_nothing" and answer.viewer.agent else ("why", rest)
    named = labels(answer.spoken, missing)
    return "\n".join(
        answer.spoken.text("words/cannot_tell.j2", block, missing=named) for block in blocks
    )


def _beyond(answer: Answer, block: str) -> str:
    """What is said of something that is no failed invitation to SharePoint at all."""
    return answer.spoken.text("words/beyond.j2", f"{snake(answer.diagnosis.beyond)}_{block}")


def certainty_reason(answer: Answer) -> str:
    """Why the judgement is as sure as it is."""
    if answer.diagnosis.beyond:
        return answer.spoken.text("words/beyond.j2", "reason")
    if answer.cause is None and answer.outdated:
        return answer.spoken.text("words/changed.j2", "reason")
    certainty = snake(answer.diagnosis.certainty.value)
    for block in (f"reason_{certainty}_{doubt}" for doubt in _doubts(answer)):
        if answer.spoken.has(_JUDGEMENT, block):
            return answer.spoken.text(_JUDGEMENT, block)
    return answer.spoken.text(_JUDGEMENT, f"reason_{certainty}")


def _doubts(answer: Answer) -> tuple[str, ...]:
    because = answer.primary.because if answer.primary else ()
    seen = (answer.facts.judged(FACTS[name]) for name in because if name in FACTS)
    told = any(s and s.trust is Trust.TOLD and not isinstance(s.value, Unknown) for s in seen)
    unread = any(_could_not_be_read(answer.facts, name) for name in answer.facts)
    page = {name.partition(".")[0] for name in because} <= _OF_THE_ATTEMPT
    kinds = {"told": told, "unread": unread, "page": page, "state": not _page_among(because)}
    return tuple(kind for kind, holds in kinds.items() if holds)


def _page_among(because: Iterable[str]) -> bool:
    return any(name.partition(".")[0] in _OF_THE_ATTEMPT for name in because)


def _could_not_be_read(facts: Facts, name: str) -> bool:
    value = facts.value(FACTS[name])
    asked_only = (
        Reason.NOT_ASKED,
        Reason.NOT_KNOWN,
        Reason.NOT_LOOKED_UP,
        Reason.NOT_RELEASED,
    )
    return isinstance(value, Unknown) and value.reason not in asked_only


def _organisations(answer: Answer, acts: tuple[Act, ...]) -> tuple[str, ...]:
    sides = dict.fromkeys(act.organisation for act in acts)
    return tuple(organisation_words(answer.spoken, side, answer.facts) for side in sides)


def who_acts(answer: Answer, case: Case) -> tuple[str, ...]:
    """The organisations that act for the cause, the first one first; none where the state says
    otherwise: that nobody must act any more, or whom else the case waits for."""
    acting = acting_of(answer.diagnosis)
    other = case.state in WAITS and (acting is None or case.state is not WAITING[acting])
    return () if case.state in _SETTLED or other else _organisations(answer, _acts(answer))


def _acts(answer: Answer) -> tuple[Act, ...]:
    """Who acts for the cause itself; what others owe afterwards stands below as next."""
    acts = answer.diagnosis.acts
    if answer.cause is None or answer.diagnosis.mode is Mode.ALL_OF:
        return acts
    return tuple(act for act in acts if act in answer.cause.cause.acts) or acts


def state_words(spoken: Words, case: Case) -> str:
    """How far the case is, as its reporter reads it."""
    block = f"state_{snake(case.state.value)}"
    if case.triage is not None and case.state in OPEN:
        return spoken.text(_JUDGEMENT, "at_desk", state=spoken.text(_JUDGEMENT, block))
    return spoken.text(_JUDGEMENT, block)


def _as_of(case: Case, now: datetime) -> datetime:
    checked = [event.at for event in case.history if event.kind is EventKind.CHECKED]
    return checked[-1] if checked else now


def _case_row(spoken: Words, case: Case) -> CaseRow:
    return CaseRow(
        case.number,
        state_words(spoken, case),
        _row_headline(spoken, case) if case.diagnosis else "",
        moment(case.changed_at),
    )


def _row_headline(spoken: Words, case: Case) -> str:
    answer = answer_of(spoken, case, Viewer(case.side))
    return headline_of(answer, case, answer.diagnosis.cause)
