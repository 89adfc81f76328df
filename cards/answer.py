"""A case's judgement with the facts one reader may see, in the reader's words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from cards.cause_words import CauseWords
from cards.visible import Viewer, known_to, visible
from cards.words import Words
from cases.model import Case
from causes import cause, considered
from causes.model import Certainty, Diagnosis, Mode, Verdict
from evidence.facts import ERROR_OUTDATED, Facts

UNJUDGED = Diagnosis(None, Certainty.CANNOT_TELL, Mode.ONE_OF, (), (), (), (), (), "")


@dataclass(frozen=True)
class Answer:
    """What the screens of one case are made of."""

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

    @property
    def outdated(self) -> bool:
        """Whether only another attempt can tell: settings changed since the page was seen."""
        return self.facts.value(ERROR_OUTDATED) is True


def answer_of(spoken: Words, case: Case, viewer: Viewer) -> Answer:
    """The newest judgement of the case; of a case never judged, that nobody can tell."""
    judged = Diagnosis.from_json(case.diagnosis) if case.diagnosis else UNJUDGED
    # What follows is worked out from what this reader's answer may rest on, and hidden then.
    known = considered(known_to(case.facts, viewer))
    return Answer(spoken, judged, visible(known, viewer), viewer)
