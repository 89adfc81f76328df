"""Who may do what with a case. Asked on every press, whatever card the button sat on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from cases.model import Case, Person


class Action(StrEnum):
    """What somebody may want to do with a case."""

    SEE = "see"
    CHECK = "check"
    PASS = "pass"  # noqa: S105 - to the desk
    TELL = "tell"
    WITHDRAW = "withdraw"
    CHANGE = "change"


class Role(StrEnum):
    """What somebody is to a case; one may be several."""

    REPORTER = "reporter"


def _is_reporter(person: Person, case: Case) -> bool:
    # Both ids: a guest has the same object id nowhere else, but only the tenant signs it.
    ids = (person.object_id, person.tenant_id)
    return all(ids) and ids == (case.reporter.object_id, case.reporter.tenant_id)


_HELD_BY: Mapping[Role, Callable[[Person, Case], bool]] = MappingProxyType(
    {Role.REPORTER: _is_reporter}
)
_MAY: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.SEE: frozenset({Role.REPORTER}),
        Action.CHECK: frozenset({Role.REPORTER}),
        Action.PASS: frozenset({Role.REPORTER}),
        Action.TELL: frozenset({Role.REPORTER}),
        Action.WITHDRAW: frozenset({Role.REPORTER}),
        Action.CHANGE: frozenset({Role.REPORTER}),
    }
)


def may(person: Person, action: Action, case: Case) -> bool:
    """Whether one of the roles the person holds for this case allows the action."""
    return any(_HELD_BY[role](person, case) for role in _MAY[action])
