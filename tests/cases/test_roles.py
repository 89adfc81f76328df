"""Who may do what with a case: the table of docs/roles.md, walked role by role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cases.model import Case, PassedBecause, Person, Triage
from cases.roles import DESK_ROLES, NONE, Action, Held, Role, may
from tests.cases.made import ANN, BOB, NOON, case

TABLE = Path(__file__).parents[2] / "docs" / "roles.md"
AMY = Person("29:amy-teams", "0bj-amy", ANN.tenant_id, "Amy")
AGENT = frozenset({Role.AGENT})


def at_desk(owner: Person | None = None) -> Case:
    return replace(case(1), triage=Triage(NOON, PassedBecause.ASKED, owner))


# Somebody who has this role and no other.
WHO: dict[Role, tuple[Person, Case, Held]] = {
    Role.REPORTER: (ANN, at_desk(), NONE),
    Role.OWNER: (AMY, at_desk(AMY), AGENT),
    Role.AGENT: (AMY, at_desk(BOB), AGENT),
    Role.LEAD: (AMY, at_desk(BOB), frozenset({Role.LEAD})),
    Role.ADMINISTRATOR: (AMY, at_desk(BOB), frozenset({Role.ADMINISTRATOR})),
}


def _rows() -> Iterator[tuple[Action, Role, bool]]:
    lines = TABLE.read_text("utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| action "))
    roles = [Role(cell) for cell in _cells(lines[start])[2:]]
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        action, _, *allowed = _cells(line)
        for role, word in zip(roles, allowed, strict=True):
            yield Action(action), role, {"yes": True, "–": False}[word]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


DOCUMENTED = list(_rows())


@pytest.mark.parametrize(("action", "role", "allowed"), DOCUMENTED)
def test_the_documented_table_is_the_one_that_counts(
    action: Action, role: Role, allowed: bool
) -> None:
    person, about, held = WHO[role]
    # An owner is an agent, too.
    also = role is Role.OWNER and (action, Role.AGENT, True) in DOCUMENTED
    assert may(person, action, about, held) is (allowed or also)


def test_the_table_is_whole() -> None:
    assert [(a, r) for a, r, _ in DOCUMENTED] == [(a, r) for a in Action for r in Role]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_the_desk_has_no_part_in_a_case_that_was_not_passed_to_it(
    action: Action, role: Role
) -> None:
    assert not may(AMY, action, case(1), frozenset({role}))


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("held", [NONE, AGENT], ids=["nobody", "agent"])
def test_a_reporter_with_a_role_has_the_rights_of_both(action: Action, held: Held) -> None:
    own = may(ANN, action, at_desk())
    assert may(ANN, action, at_desk(), held) is (own or may(AMY, action, at_desk(), held))


@pytest.mark.parametrize(
    ("person", "is_reporter"),
    [
        (ANN, True),
        (replace(ANN, name="renamed", teams_id="29:new-phone"), True),
        (BOB, False),
        (replace(ANN, object_id=BOB.object_id), False),
        (replace(ANN, tenant_id=BOB.tenant_id), False),
        (replace(BOB, name=ANN.name, teams_id=ANN.teams_id), False),
    ],
)
def test_a_reporter_is_known_by_object_and_tenant(person: Person, is_reporter: bool) -> None:
    assert may(person, Action.SEE, case(1)) is is_reporter


@pytest.mark.parametrize(
    ("person", "held"),
    [
        (AMY, NONE),
        (AMY, frozenset({Role.ADMINISTRATOR})),
        (replace(AMY, tenant_id=BOB.tenant_id), AGENT),
    ],
    ids=["left the desk", "only runs it", "of another tenant"],
)
def test_an_owner_is_one_only_while_at_the_desk(person: Person, held: Held) -> None:
    assert may(AMY, Action.GIVE, at_desk(AMY), AGENT)
    assert not may(person, Action.GIVE, at_desk(AMY), held)


def test_somebody_without_ids_is_nobody() -> None:
    nobody = replace(ANN, object_id="", tenant_id="")
    assert not may(nobody, Action.SEE, case(1, nobody))
