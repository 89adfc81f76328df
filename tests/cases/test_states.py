"""How far a case is: which action is possible when, and where it leads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.due import Patience, due_after
from cases.model import CaseState, Party
from cases.roles import Action
from cases.states import ENDED, MOVES, OPEN, WAITING, WAITS, after_verdict, fits
from tests.cases.made import NOON

# A letter for each state, in the order of CaseState: draft, new, diagnosing, waiting for the
# inviting and the invited organisation, for the inviter and the invited user, verifying,
# solved, closed, withdrawn. A letter: possible; a point: not.
STATES = "dn?aAiIvscw"
POSSIBLE: dict[Action, str] = {
    Action.CHECK: "dn?aAiIv...",
    Action.PASS: "dn?aAiIv...",
    Action.TELL: "dn?aAiIvs..",
    Action.REPLY: ".n?aAiIv...",
    Action.WITHDRAW: "dn?aAiIvs..",
    Action.CHANGE: "dn?aAiIv...",
    Action.TAKE: ".n?aAiIv...",
    Action.GIVE: ".n?aAiIv...",
    Action.RELEASE: ".n?aAiIv...",
    Action.ASK: ".n?aAiIv...",
    Action.NOTE: "dn?aAiIvscw",
    Action.HAND: ".n?aAiIv...",
    Action.HAND_OFF: ".n?aAiIvs..",
    Action.REVOKE: "dn?aAiIvscw",
    Action.FIX: ".n?aAiI....",
    Action.CLOSE: ".n?aAiIvs..",
    Action.REOPEN: "........scw",
    Action.MERGE: ".n?aAiIv...",
    Action.LINK: "dn?aAiIvscw",
}
# Looking, and what is about the desk as a whole, minds no state.
ALWAYS = frozenset(
    {
        Action.SEE,
        Action.SEE_AS_DESK,
        Action.QUEUE,
        Action.GROUP,
        Action.FIGURES,
        Action.SET_CHANNEL,
        Action.ROLES,
        Action.ERASE,
        Action.EXPORT,
    }
)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(("letter", "state"), list(zip(STATES, CaseState, strict=True)))
def test_an_action_is_possible_in_its_states_only(
    action: Action, letter: str, state: CaseState
) -> None:
    assert fits(action, state) is (action in ALWAYS or letter in POSSIBLE[action])


def test_every_action_is_in_one_of_the_tables() -> None:
    assert POSSIBLE.keys() | ALWAYS == set(Action)
    assert not POSSIBLE.keys() & ALWAYS


def test_no_move_leads_into_a_state_it_comes_from_unless_it_says_so() -> None:
    stays = {Action.CHECK}
    assert [a for a, m in MOVES.items() if m.to in m.out_of and a not in stays] == []


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("acting", [None, *Party])
@pytest.mark.parametrize("stands", [True, False])
def test_a_verdict_moves_only_a_case_that_waited_for_it(
    state: CaseState, acting: Party | None, stands: bool
) -> None:
    after = after_verdict(state, acting, stands=stands)
    waited = {CaseState.DRAFT, CaseState.DIAGNOSING}
    if stands:
        waited |= {CaseState.VERIFYING}
    if state not in waited:
        assert after is state
    else:
        assert after is (WAITING[acting] if acting else CaseState.NEW)


@pytest.mark.parametrize("state", CaseState)
def test_what_is_open_has_a_time_and_nothing_else_has(state: CaseState) -> None:
    due = due_after(state, NOON, Patience())
    assert (due is not None) is (state in OPEN)
    assert due is None or timedelta() < due - NOON


def test_the_states_fall_into_what_they_are() -> None:
    assert WAITS < OPEN
    assert not OPEN & ENDED
    assert set(CaseState) - OPEN - ENDED == {CaseState.DRAFT, CaseState.SOLVED}


@pytest.mark.parametrize("state", sorted(WAITS | {CaseState.NEW}))
@pytest.mark.parametrize("acting", sorted(Party))
def test_who_is_waited_for_changes_only_with_the_verdict(state: CaseState, acting: Party) -> None:
    assert after_verdict(state, acting, stands=True) is state
    assert after_verdict(state, acting, stands=True, changed=True) is WAITING[acting]
    assert after_verdict(state, None, stands=True, changed=True) is state
