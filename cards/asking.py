"""The question on the card of an answer, why it is asked, or why there is none. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.also_checked import undecided_about
from cards.answer import Answer
from cards.cause_words import organisation_words
from cards.evidence_rows import readable
from cards.questions import best, can_answer, settled
from cards.values import labels
from cases.model import Side
from causes.model import Certainty, Organisation
from evidence.facts import Complaint

_SHOWN = 3
_TEMPLATE = "words/asking.j2"


@dataclass(frozen=True)
class Asking:
    """`question`: a fact's name, or empty. `asked`: what it decides. `left`: why none is put."""

    question: str = ""
    asked: str = ""
    left: str = ""


def asking(answer: Answer, complaint: Complaint, side: Side | None) -> Asking:
    """The best question this side can answer and has not answered yet, be it with "don't know"."""
    if answer.cause is None and answer.outdated:
        return Asking()  # the next attempt says more than any answer
    unanswered = [n for n in answer.diagnosis.questions if not settled(n, complaint.answers)]
    open_ = readable(unanswered, answer.viewer)
    if name := best(open_, side):
        return Asking(name, _asked(answer, name))
    return Asking(left=_left(answer, open_, unanswered, side))


def _asked(answer: Answer, name: str) -> str:
    causes = undecided_about(answer, name)
    block = "decides_more" if len(causes) > _SHOWN else "decides"
    named = "; ".join(causes[:_SHOWN])
    return _words(answer, block, names=named, count=len(causes) - _SHOWN) if causes else ""


def _left(
    answer: Answer, open_: Sequence[str], unanswered: Sequence[str], side: Side | None
) -> str:
    """Nothing where the answer is certain or there is none that an answer could change."""
    judged = answer.diagnosis
    if judged.certainty is Certainty.CERTAIN or judged.beyond or not judged.ruleset:
        return ""
    if not unanswered:
        return _words(answer, "asked_already" if judged.questions else "nothing")
    for other in Side:
        theirs = [name for name in open_ if other is not side and can_answer(name, other)]
        if theirs:
            who = organisation_words(answer.spoken, Organisation(other.value), answer.facts)
            return _words(answer, "other_side", organisation=who, facts=_named(answer, theirs))
    return _words(answer, "unread" if open_ else "hidden", facts=_named(answer, open_))


def _named(answer: Answer, names: Sequence[str]) -> str:
    return labels(answer.spoken, names[:_SHOWN])


def _words(answer: Answer, block: str, **values: object) -> str:
    return answer.spoken.text(_TEMPLATE, block, **values)
