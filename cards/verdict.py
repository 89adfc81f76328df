"""From a judged case to the screens of its answer. Pure; time is passed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cards.cause_words import CauseWords, cause_name, organisation_words
from cards.evidence_rows import evidence_rows, not_read, readable
from cards.questions import can_answer
from cards.screens import (
    AdminSteps,
    CaseList,
    CaseRow,
    UnderstoodRow,
    VerdictScreen,
)
from cards.values import labels, moment, value_words
from cards.visible import Viewer, known_to, may_read, visible
from cards.words import Words, snake, words
from cases.model import Case, EventKind, Side
from causes import cause, considered
from causes.model import Certainty, Diagnosis, Mode, Organisation, State, Verdict
from evidence.facts import ERROR_OUTDATED, FACTS, Complaint, Facts, Reason, Trust, Unknown

_SHOWN_CAUSES = 12
_SHOWN_MISSING = 5
UNJUDGED = Diagnosis(None, Certainty.CANNOT_TELL, Mode.ONE_OF, (), (), (), (), (), "")


@dataclass(frozen=True)
class Answer:
    """A case's judgement with the facts one reader may see, in the reader's words."""

    spoken: Words
    diagnosis: Diagnosis
    facts: Facts
    viewer: Viewer

    @property
    def cause(self) -> CauseWords | None:
        if self.diagnosis.cause is None:
            return None
        return CauseWords(self.spoken, cause(self.diagnosis.cause), self.facts)

    @property
    def primary(self) -> Verdict | None:
        found = (v for v in self.diagnosis.verdicts if v.cause == self.diagnosis.cause)
        return next(found, None)


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
    answer = _answer(spoken, case, viewer)
    judged, told = answer.diagnosis, answer.cause
    return VerdictScreen(
        cause=judged.cause,
        certainty=judged.certainty.value,
        certainty_reason=_certainty_reason(answer),
        organisations=_organisations(answer),
        mode=spoken.text("words/judgement.j2", f"mode_{judged.mode.value}"),
        headline=_headline(answer),
        why=told.text("why") if told else _cannot_tell_why(answer),
        options=told.options(judged.remedies) if told else (),
        evidence=evidence_rows(
            spoken, answer.facts, answer.primary.because if answer.primary else ()
        ),
        not_read=not_read(spoken, answer.facts, viewer),
        also_checked=_also_checked(answer),
        next_obstacles=tuple(cause_name(spoken, id_) for id_ in judged.next_obstacles),
        question=_question(answer, case.complaint, case.side),
        state=spoken.text("words/judgement.j2", f"state_{snake(case.state.value)}"),
        as_of=moment(_as_of(case, now)),
        changed=_changed(answer),
    )


def admin_steps_in(spoken: Words, case: Case, viewer: Viewer) -> AdminSteps:
    """`admin_steps`, in these words."""
    answer = _answer(spoken, case, viewer)
    told = answer.cause
    if told is None:
        return AdminSteps("", _headline(answer), _cannot_tell_why(answer), ())
    why = told.text("why_admin") or told.text("why")
    options = told.options(answer.diagnosis.remedies)
    return AdminSteps(told.cause.id, _headline(answer), why, options)


def _answer(spoken: Words, case: Case, viewer: Viewer) -> Answer:
    judged = Diagnosis.from_json(case.diagnosis) if case.diagnosis else UNJUDGED
    # What follows is worked out from what this reader's answer may rest on, and hidden then.
    known = considered(known_to(case.facts, viewer))
    return Answer(spoken, judged, visible(known, viewer), viewer)


def _outdated(answer: Answer) -> bool:
    return answer.facts.value(ERROR_OUTDATED) is True


def _changed(answer: Answer) -> str:
    """What was read otherwise before, where that makes the page that was pasted an old one."""
    if not _outdated(answer):
        return ""
    moved = [n for n in answer.facts if answer.facts.contradictions(FACTS[n])]
    named = labels(answer.spoken, readable(moved, answer.viewer))
    return answer.spoken.text("words/changed.j2", "why" if named else "why_hidden", changed=named)


def _headline(answer: Answer) -> str:
    if answer.cause:
        return answer.cause.text("headline")
    if _outdated(answer):
        return answer.spoken.text("words/changed.j2", "headline")
    sides = {act.organisation for act in answer.diagnosis.acts}
    one = len(sides) == 1 and sides <= {Organisation.INVITING, Organisation.INVITED}
    block = f"headline_{next(iter(sides)).value}" if one else "headline"
    return answer.spoken.text("words/cannot_tell.j2", block)


def _cannot_tell_why(answer: Answer) -> str:
    if _outdated(answer):
        return answer.spoken.text("words/changed.j2", "next")
    missing = readable(answer.diagnosis.questions, answer.viewer)[:_SHOWN_MISSING]
    blocks = ("why", "why_missing" if missing else "why_nothing")
    named = labels(answer.spoken, missing)
    return "\n".join(
        answer.spoken.text("words/cannot_tell.j2", block, missing=named) for block in blocks
    )


def _certainty_reason(answer: Answer) -> str:
    if answer.cause is None and _outdated(answer):
        return answer.spoken.text("words/changed.j2", "reason")
    certainty = snake(answer.diagnosis.certainty.value)
    for block in (f"reason_{certainty}_{doubt}" for doubt in _doubts(answer)):
        if answer.spoken.has("words/judgement.j2", block):
            return answer.spoken.text("words/judgement.j2", block)
    return answer.spoken.text("words/judgement.j2", f"reason_{certainty}")


def _doubts(answer: Answer) -> tuple[str, ...]:
    because = answer.primary.because if answer.primary else ()
    seen = (answer.facts.judged(FACTS[name]) for name in because if name in FACTS)
    told = any(s and s.trust is Trust.TOLD and not isinstance(s.value, Unknown) for s in seen)
    unread = any(_could_not_be_read(answer.facts, name) for name in answer.facts)
    return (*(["told"] if told else []), *(["unread"] if unread else []))


def _could_not_be_read(facts: Facts, name: str) -> bool:
    value = facts.value(FACTS[name])
    asked_only = (
        Reason.NOT_ASKED,
        Reason.NOT_KNOWN,
        Reason.NOT_LOOKED_UP,
        Reason.NOT_RELEASED,
    )
    return isinstance(value, Unknown) and value.reason not in asked_only


def _organisations(answer: Answer) -> tuple[str, ...]:
    """Who acts for the cause itself; what others owe afterwards stands below as next."""
    acts = answer.diagnosis.acts
    if answer.cause:
        acts = tuple(act for act in acts if act in answer.cause.cause.acts) or acts
    sides = dict.fromkeys(act.organisation for act in acts)
    return tuple(organisation_words(answer.spoken, side, answer.facts) for side in sides)


def _also_checked(answer: Answer) -> tuple[str, ...]:
    others = [
        v
        for v in answer.diagnosis.verdicts
        if v.cause not in (answer.diagnosis.cause, *answer.diagnosis.next_obstacles)
    ]
    lines = [
        _named(answer, "also_present", [v for v in others if v.state is State.PRESENT]),
        _named(answer, "ruled_out", [v for v in others if v.state is State.ABSENT]),
        *_undecided(answer, [v for v in others if v.state is State.CANNOT_TELL]),
    ]
    return tuple(line for line in lines if line)


def _named(answer: Answer, block: str, verdicts: list[Verdict]) -> str:
    names = "; ".join(cause_name(answer.spoken, v.cause) for v in verdicts)
    return answer.spoken.text("words/checked.j2", block, names=names) if names else ""


def _undecided(answer: Answer, verdicts: list[Verdict]) -> list[str]:
    lines = [_undecided_line(answer, v) for v in verdicts[:_SHOWN_CAUSES]]
    if more := len(verdicts) - _SHOWN_CAUSES if len(verdicts) > _SHOWN_CAUSES else 0:
        lines.append(answer.spoken.text("words/checked.j2", "more", count=more))
    return lines


def _undecided_line(answer: Answer, verdict: Verdict) -> str:
    missing = readable(verdict.because, answer.viewer)[:_SHOWN_MISSING]
    block = "cannot_tell" if missing else "cannot_tell_hidden"
    return answer.spoken.text(
        "words/checked.j2",
        block,
        name=cause_name(answer.spoken, verdict.cause),
        missing=labels(answer.spoken, missing),
    )


def _question(answer: Answer, complaint: Complaint, side: Side | None) -> str:
    """The best question a person can answer who has not answered it yet."""
    if answer.cause is None and _outdated(answer):
        return ""  # the next attempt says more than any answer
    askable = readable(answer.diagnosis.questions, answer.viewer)
    return next(
        (name for name in askable if can_answer(name, side) and name not in complaint.answers),
        "",
    )


def _as_of(case: Case, now: datetime) -> datetime:
    checked = [event.at for event in case.history if event.kind is EventKind.CHECKED]
    return checked[-1] if checked else now


def _case_row(spoken: Words, case: Case) -> CaseRow:
    return CaseRow(
        case.number,
        spoken.text("words/judgement.j2", f"state_{snake(case.state.value)}"),
        _headline(_answer(spoken, case, Viewer(case.side))) if case.diagnosis else "",
        moment(case.changed_at),
    )
