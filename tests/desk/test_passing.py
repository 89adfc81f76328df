"""Which cases go to the desk by themselves: a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cases.model import Case, CaseState, PassedBecause, Triage
from causes.model import Certainty, Diagnosis, Mode
from desk.passing import Rule, Takes, because
from evidence.facts import ERROR_OUTDATED, Facts, Observation, Trust
from tests.cases import made

OF_CAUSE = Takes((Rule(cause="letter-case"),), cannot_tell=False)
OF_PARTNER = Takes((Rule(partner="contoso.com"),), cannot_tell=False)
OF_BOTH = Takes((Rule("letter-case", "contoso.com"),), cannot_tell=False)
UNTOLD = Takes((), cannot_tell=True)
NOTHING = Takes((), cannot_tell=False)
OUTDATED = Facts().with_(ERROR_OUTDATED, Observation(True, "derived", made.NOON, Trust.READ))


def judged(cause: str | None = None, beyond: str = "", **more: Any) -> Case:
    found = Diagnosis(
        cause, Certainty.LIKELY, Mode.ONE_OF, (), (), (), (), ("error.class",), "1", beyond
    )
    case = replace(made.case(1), state=CaseState.NEW, partner="contoso.com", cause=cause)
    return replace(case, **({"diagnosis": found.to_json()} | more))


LETTERS = judged("letter-case")
AT_DESK = Triage(made.NOON, PassedBecause.ASKED)
TABLE = {
    "a rule's cause": (LETTERS, OF_CAUSE, PassedBecause.RULE),
    "a rule's partner": (judged("user-renamed"), OF_PARTNER, PassedBecause.RULE),
    "a rule's partner, whatever the cause": (judged(), OF_PARTNER, PassedBecause.RULE),
    "both of a rule": (LETTERS, OF_BOTH, PassedBecause.RULE),
    "only one of both": (judged("user-renamed"), OF_BOTH, None),
    "the other one of both": (replace(LETTERS, partner="x.com"), OF_BOTH, None),
    "another cause": (judged("user-renamed"), OF_CAUSE, None),
    "a rule before the question": (LETTERS, OF_CAUSE, PassedBecause.RULE),
    "nobody can tell": (judged(), UNTOLD, PassedBecause.CANNOT_TELL),
    "nobody can tell, and the desk does not want it": (judged(), NOTHING, None),
    "a cause is named": (LETTERS, UNTOLD, None),
    "no failed invitation at all": (judged(beyond="no-invitation"), UNTOLD, None),
    "another attempt says more": (judged(facts=OUTDATED), UNTOLD, None),
    "it is there already": (judged(triage=AT_DESK), UNTOLD, None),
    "a check runs": (judged(state=CaseState.DIAGNOSING), UNTOLD, None),
    "it is a draft": (judged(state=CaseState.DRAFT), UNTOLD, None),
    "it is solved": (judged(state=CaseState.SOLVED), UNTOLD, None),
    "it was withdrawn": (judged(state=CaseState.WITHDRAWN), OF_PARTNER, None),
    "it was never judged": (judged(diagnosis=None), OF_PARTNER, None),
}


@pytest.mark.parametrize(("case", "takes", "why"), TABLE.values(), ids=TABLE.keys())
def test_by_itself(case: Case, takes: Takes, why: PassedBecause | None) -> None:
    assert because(case, takes, asking=False) is why


def test_while_a_question_is_open_its_answer_is_awaited() -> None:
    assert because(judged(), UNTOLD, asking=True) is None
    assert because(LETTERS, OF_CAUSE, asking=True) is PassedBecause.RULE
