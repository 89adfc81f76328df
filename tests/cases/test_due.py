"""When a case is looked at again by itself, and what happens then: tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.due import Patience, Step, next_due, step_due
from cases.model import Case, CaseState, Event, EventKind, PassedBecause, Triage
from cases.states import ENDED, WAITS
from tests.cases import made
from tests.cases.made import NOON

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
PATIENCE = Patience()
AT_DESK = Triage(NOON, PassedBecause.ASKED, due_at=NOON + HOUR)


def case(state: CaseState, *history: Event, triage: Triage | None = AT_DESK) -> Case:
    kept = replace(made.case(1), diagnosis={"cause": None}, triage=triage)
    return replace(kept, state=state, history=(*kept.history, *history))


def bot(kind: EventKind, after: timedelta) -> Event:
    return Event(kind, NOON + after, "bot")


def reporter(kind: EventKind, after: timedelta) -> Event:
    return Event(kind, NOON + after, made.ANN.object_id)


FIXED = bot(EventKind.FIXED, HOUR)
REMINDED = bot(EventKind.REMINDED, 3 * DAY)
CHECKED = bot(EventKind.CHECKED, HOUR)
TABLE = {
    "one that the desk waits with is nudged about": (
        case(CaseState.WAITING_USER), HOUR, Step.NUDGE
    ),
    "a new one, too": (case(CaseState.NEW), HOUR, Step.NUDGE),
    "and one that is being checked": (case(CaseState.DIAGNOSING), HOUR, Step.NUDGE),
    "one that was said to be fixed is asked about again": (
        case(CaseState.VERIFYING, FIXED), HOUR + 2 * DAY, Step.REMIND
    ),
    "and closed when nobody says a word": (
        case(CaseState.VERIFYING, FIXED, REMINDED), 5 * DAY, Step.CLOSE
    ),
    "a word of the reporter begins that anew": (
        case(CaseState.VERIFYING, FIXED, REMINDED, reporter(EventKind.REPLIED, 4 * DAY)),
        6 * DAY,
        Step.REMIND,
    ),
    "fixed once more, it is asked about anew": (
        case(CaseState.VERIFYING, FIXED, REMINDED, bot(EventKind.FIXED, 4 * DAY)),
        6 * DAY,
        Step.REMIND,
    ),
    "a solved one is closed": (
        replace(case(CaseState.SOLVED), solved_at=NOON + HOUR), HOUR + 3 * DAY, Step.CLOSE
    ),
    "also one that the desk never had": (
        replace(case(CaseState.SOLVED, triage=None), solved_at=NOON), 3 * DAY, Step.CLOSE
    ),
    "what nobody can tell goes to the desk a day after the answer": (
        case(CaseState.NEW, CHECKED, triage=None), HOUR + DAY, Step.PASS
    ),
    "or a day after the reporter's last word": (
        case(CaseState.NEW, CHECKED, reporter(EventKind.CORRECTED, 5 * HOUR), triage=None),
        5 * HOUR + DAY,
        Step.PASS,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("of", "after", "step"), TABLE.values(), ids=TABLE.keys())
def test_what_happens_next_and_when(of: Case, after: timedelta, step: Step) -> None:
    assert next_due(of, PATIENCE) == NOON + after
    assert step_due(of, NOON + after, PATIENCE) is step
    assert step_due(of, NOON + after - timedelta(seconds=1), PATIENCE) is None


NEVER = {
    "a draft": case(CaseState.DRAFT, triage=None),
    "one that is being checked": case(CaseState.DIAGNOSING, triage=None),
    "one with a cause, and without the desk": replace(
        case(CaseState.NEW, triage=None), cause="letter-case"
    ),
    "one that was never judged": replace(case(CaseState.NEW, triage=None), diagnosis=None),
    **{f"one that is {state.value}": case(state) for state in sorted(ENDED)},
}


@pytest.mark.parametrize("of", NEVER.values(), ids=NEVER.keys())
def test_nothing_happens_by_itself_to(of: Case) -> None:
    assert next_due(of, PATIENCE) is None
    assert step_due(of, NOON + 1000 * DAY, PATIENCE) is None


@pytest.mark.parametrize("state", sorted(WAITS))
def test_whoever_is_waited_for_is_given_the_same_time(state: CaseState) -> None:
    assert step_due(case(state), NOON + HOUR, PATIENCE) is Step.NUDGE
