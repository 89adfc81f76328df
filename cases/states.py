"""What leads from one state of a case to another. Pure; who may is cases/roles.py's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cases.model import CaseState, Party
from cases.roles import Action

WAITING: Mapping[Party, CaseState] = MappingProxyType(
    {
        Party.INVITING_ORGANISATION: CaseState.WAITING_INVITING,
        Party.INVITED_ORGANISATION: CaseState.WAITING_INVITED,
        Party.INVITER: CaseState.WAITING_INVITER,
        Party.INVITED_USER: CaseState.WAITING_USER,
    }
)
WAITS = frozenset(WAITING.values())
ENDED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})
# What the desk still has to do with: `solved` waits for its quiet end without anybody.
OPEN = frozenset({CaseState.NEW, CaseState.DIAGNOSING, CaseState.VERIFYING}) | WAITS
_TOLD = OPEN | {CaseState.DRAFT}
_ANY = frozenset(CaseState)


@dataclass(frozen=True)
class Move:
    """From which states an action is possible, and where it leads; None: the state stays, or
    the action itself says where (a hand-over names whom the case waits for, a hand-off does so
    when it goes to the partner)."""

    out_of: frozenset[CaseState]
    to: CaseState | None = None


MOVES: Mapping[Action, Move] = MappingProxyType(
    {
        Action.CHECK: Move(_TOLD, CaseState.DIAGNOSING),
        Action.PASS: Move(_TOLD),
        Action.TELL: Move(_TOLD | {CaseState.SOLVED}),
        Action.REPLY: Move(OPEN),
        Action.WITHDRAW: Move(_TOLD | {CaseState.SOLVED}, CaseState.WITHDRAWN),
        Action.CHANGE: Move(_TOLD),
        Action.TAKE: Move(OPEN),
        Action.GIVE: Move(OPEN),
        Action.RELEASE: Move(OPEN),
        Action.ASK: Move(OPEN),
        Action.NOTE: Move(_ANY),
        Action.HAND: Move(OPEN),
        Action.HAND_OFF: Move(OPEN | {CaseState.SOLVED}),
        Action.REVOKE: Move(_ANY),
        Action.FIX: Move(OPEN - {CaseState.VERIFYING}, CaseState.VERIFYING),
        Action.CLOSE: Move(OPEN | {CaseState.SOLVED}, CaseState.CLOSED),
        Action.REOPEN: Move(ENDED | {CaseState.SOLVED}, CaseState.NEW),
        Action.MERGE: Move(OPEN, CaseState.CLOSED),
        Action.LINK: Move(_ANY),
    }
)


def fits(action: Action, state: CaseState) -> bool:
    """Whether the action is possible in this state; one without a move always is."""
    move = MOVES.get(action)
    return move is None or state in move.out_of


def after_verdict(
    state: CaseState, acting: Party | None, *, stands: bool, changed: bool = False
) -> CaseState:
    """The state once a check has ended. `acting`: who must act by its verdict; `changed`: that is
    somebody else than by the one before. `stands`: the verdict names something that still stops
    the next attempt.

    What somebody settled meanwhile stays settled.
    """
    if state is CaseState.VERIFYING and not stands:
        return state  # now the person says whether it worked
    if state in (CaseState.DRAFT, CaseState.DIAGNOSING, CaseState.VERIFYING):
        return WAITING[acting] if acting else CaseState.NEW
    if changed and acting and state in WAITS | {CaseState.NEW}:
        return WAITING[acting]
    return state
