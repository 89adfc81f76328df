"""The causes that are not the answer: what else is true, was ruled out, or stays open. Pure.

There are about fifty, so only what lies near the answer is named and the rest is counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from cards.answer import Answer
from cards.cause_words import cause_name
from cards.evidence_rows import readable
from cards.values import labels
from causes import CAUSES
from causes.attempt import Attempt, attempt
from causes.model import Cause, Certainty, Seen, State, Verdict
from evidence.facts import FACTS, Unknown

_SHOWN = 5
_SHOWN_MISSING = 3
_BY_ID = {each.id: each for each in CAUSES}


def also_checked(answer: Answer) -> tuple[str, ...]:
    """One line for each sort, and one for each cause that could not be ruled out."""
    at = attempt(Seen(answer.facts))
    others = _others(answer, at)
    able = [v for v in others if _allowed(v, at)]
    lines = [
        _named(answer, "also_present", _in_state(others, State.PRESENT)),
        _ruled_out(answer, others, able, at),
        *_open(answer, _in_state(able, State.CANNOT_TELL)),
    ]
    return tuple(line for line in lines if line)


def nearest_first(answer: Answer, verdicts: Iterable[Verdict], at: Attempt) -> list[Verdict]:
    """Those the page itself may speak of, then those that stop at the answer's own stage, then
    those about which the best question is."""
    return sorted(verdicts, key=lambda v: _distance(answer, v, at))


def undecided_about(answer: Answer, fact: str) -> tuple[str, ...]:
    """The names of the open causes for which this fact is missing, nearest first."""
    at = attempt(Seen(answer.facts))
    open_ = _in_state(_others(answer, at), State.CANNOT_TELL)
    about = [v for v in open_ if fact in v.because and _allowed(v, at)]
    return tuple(cause_name(answer.spoken, v.cause) for v in about)


def _others(answer: Answer, at: Attempt) -> list[Verdict]:
    said = (answer.diagnosis.cause, *answer.diagnosis.next_obstacles)
    others = [v for v in answer.diagnosis.verdicts if v.cause not in said]
    return nearest_first(answer, others, at)


def _distance(answer: Answer, verdict: Verdict, at: Attempt) -> tuple[bool, bool, int]:
    questions = answer.diagnosis.questions
    asked = (questions.index(name) for name in verdict.because if name in questions)
    best = min(asked, default=len(questions)) if verdict.state is State.CANNOT_TELL else 0
    return (not at.speaks_of(verdict.cause), not _same_stage(answer, verdict, at), best)


def _same_stage(answer: Answer, verdict: Verdict, at: Attempt) -> bool:
    """Whether both would have stopped the attempt at the same point."""
    primary, other = _cause(answer.diagnosis.cause), _cause(verdict.cause)
    if not (primary and other and primary.stages and other.stages):
        return False
    return at.stage(primary.stages) is at.stage(other.stages)


def _cause(id_: str | None) -> Cause | None:
    # A stored judgement may name a cause that a later release no longer has.
    return _BY_ID.get(id_ or "")


def _allowed(verdict: Verdict, at: Attempt) -> bool:
    """Whether it can have stopped this attempt, by what the page shows."""
    cause = _cause(verdict.cause)
    return cause is not None and at.allows(cause.id, cause.stages)


def _in_state(verdicts: Iterable[Verdict], state: State) -> list[Verdict]:
    return [v for v in verdicts if v.state is state]


def _ruled_out(answer: Answer, others: list[Verdict], able: list[Verdict], at: Attempt) -> str:
    """What does not hold, and what the page shows this attempt to have got past."""
    absent = _in_state(others, State.ABSENT)
    past = [v for v in _in_state(others, State.CANNOT_TELL) if v not in able and _stops(v)]
    if len(absent) > _SHOWN:
        near = [v for v in absent if at.speaks_of(v.cause) or _same_stage(answer, v, at)]
    else:
        near = absent
    return _counted(answer, "ruled_out", near[:_SHOWN], len(absent) + len(past))


def _stops(verdict: Verdict) -> bool:
    cause = _cause(verdict.cause)
    return bool(cause and cause.stages)


def _counted(answer: Answer, block: str, named: list[Verdict], count: int) -> str:
    more = count - len(named)
    if not named:
        return _words(answer, f"{block}_count", count=count) if count else ""
    if more:
        return _words(answer, f"{block}_more", names=_names(answer, named), count=more)
    return _named(answer, block, named)


def _named(answer: Answer, block: str, verdicts: list[Verdict]) -> str:
    return _words(answer, block, names=_names(answer, verdicts)) if verdicts else ""


def _names(answer: Answer, verdicts: list[Verdict]) -> str:
    return "; ".join(cause_name(answer.spoken, v.cause) for v in verdicts)


def _open(answer: Answer, verdicts: list[Verdict]) -> list[str]:
    """What stays undecided; beside an answer that is certain it can only matter afterwards."""
    if answer.diagnosis.certainty is Certainty.CERTAIN:
        return [_counted(answer, "later", verdicts[:_SHOWN], len(verdicts))]
    return _undecided(answer, verdicts)


def _undecided(answer: Answer, verdicts: list[Verdict]) -> list[str]:
    lines = [_undecided_line(answer, v) for v in verdicts[:_SHOWN]]
    if len(verdicts) > _SHOWN:
        lines.append(_words(answer, "more", count=len(verdicts) - _SHOWN))
    return lines


def _undecided_line(answer: Answer, verdict: Verdict) -> str:
    named = readable(verdict.because, answer.viewer)
    # What was only told can be missing too, as something read; but the unknown says more.
    missing = [n for n in named if isinstance(answer.facts.value(FACTS[n]), Unknown)] or named
    return _words(
        answer,
        "cannot_tell" if missing else "cannot_tell_hidden",
        name=cause_name(answer.spoken, verdict.cause),
        missing=labels(answer.spoken, missing[:_SHOWN_MISSING]),
    )


def _words(answer: Answer, block: str, **values: object) -> str:
    return answer.spoken.text("words/checked.j2", block, **values)
