"""What only the desk's own check found decides nothing that the reporter sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.due import Patience
from cases.model import Case, CaseState, Party
from causes.model import Act, Certainty, Diagnosis, Mode
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITER
from desk.conclusions import Judged, concluded, failed
from evidence.facts import Facts
from tests.cases import made
from tests.desk.house import House


def diagnosis(*acts: Act) -> Diagnosis:
    cause = "letter-case" if acts else None
    return Diagnosis(cause, Certainty.LIKELY, Mode.ONE_OF, acts, (), (), (), (), "1")


OWN_ANSWERS = [((INVITER,), CaseState.WAITING_INVITER), ((), CaseState.NEW)]
FOUND = diagnosis(HOME_ADMIN).to_json()  # by the desk's own check
ACTING = Party.INVITED_ORGANISATION


@pytest.mark.parametrize(("acts", "state"), OWN_ANSWERS)
async def test_what_does_not_work_waits_for_whom_the_reporter_was_told(
    house: House, acts: tuple[Act, ...], state: CaseState
) -> None:
    own = diagnosis(*acts).to_json()
    case = await house.case(CaseState.SOLVED, diagnosis=own, desk_diagnosis=FOUND, acting=ACTING)
    await house.ann.presses("case.works-not", case)
    assert (await house.now_of(case)).state is state


async def test_without_an_answer_of_their_own_it_waits_for_nobody(house: House) -> None:
    case = await house.case(CaseState.SOLVED, desk_diagnosis=FOUND, acting=ACTING)
    await house.ann.presses("case.works-not", case)
    assert (await house.now_of(case)).state is CaseState.NEW


def kept(state: CaseState, *acts: Act) -> Case:
    own = diagnosis(*acts).to_json()
    case = replace(made.case(1), state=state, cause="letter-case", diagnosis=own, facts=Facts())
    return replace(case, desk_diagnosis=FOUND, acting=ACTING)


@pytest.mark.parametrize(("acts", "state"), OWN_ANSWERS)
@pytest.mark.parametrize("before", [CaseState.VERIFYING, CaseState.DIAGNOSING])
def test_the_state_after_the_desks_check_is_what_the_reporter_was_told(
    acts: tuple[Act, ...], state: CaseState, before: CaseState
) -> None:
    judged = Judged(Facts(), diagnosis(HOST_ADMIN), made.NOON, desk=True)
    after = concluded(kept(before, *acts), judged, "own", Patience())
    assert after.state is state
    assert after.acting is Party.INVITING_ORGANISATION, "the desk goes by what it found"


@pytest.mark.parametrize(("acts", "state"), OWN_ANSWERS)
def test_so_is_the_state_after_a_check_that_failed(acts: tuple[Act, ...], state: CaseState) -> None:
    after = failed(kept(CaseState.DIAGNOSING, *acts), made.NOON, Patience())
    assert after.state is state


def test_the_reporters_own_check_says_it_anew() -> None:
    judged = Judged(Facts(), diagnosis(HOST_ADMIN), made.NOON)
    after = concluded(kept(CaseState.DIAGNOSING, INVITER), judged, "own", Patience())
    assert after.state is CaseState.WAITING_INVITING
