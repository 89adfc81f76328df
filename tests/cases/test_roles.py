"""Who may do what with a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.roles import Action, may
from tests.cases.made import ANN, BOB, case


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        (ANN, True),
        (replace(ANN, name="renamed", teams_id="29:new-phone"), True),
        (BOB, False),
        (replace(ANN, object_id=BOB.object_id), False),
        (replace(ANN, tenant_id=BOB.tenant_id), False),
        (replace(BOB, name=ANN.name, teams_id=ANN.teams_id), False),
    ],
)
def test_only_the_reporter_by_object_and_tenant(
    person: object, action: Action, allowed: bool
) -> None:
    assert may(person, action, case(1)) is allowed  # type: ignore[arg-type]


def test_somebody_without_ids_is_nobody() -> None:
    nobody = replace(ANN, object_id="", tenant_id="")
    assert not may(nobody, Action.SEE, case(1, nobody))
