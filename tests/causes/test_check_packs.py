"""What a check pack alone may make certain: states that make success impossible, and no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from causes import classify
from causes.model import Certainty, State
from evidence.facts import CHECK_PACK, ERROR_CLASS, NOW, Facts, Observation, Trust, Value
from evidence.facts.packs import PACKS, PackFact

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ANSWERS = [
    (family, asked, value)
    for family in sorted(PACKS)
    for asked in PACKS[family]
    for value in (asked.yes, asked.no)
    if value is not None
]
# Catalogue 7.5: certain from one side alone. All else needs the page, or the other side.
CERTAIN = {
    ("invitee.accountKind:group", "group"): "invited-address-is-group-or-shared",
    ("invitee.accountKind:contact", "contact"): "invited-address-is-group-or-shared",
    ("guest.accountEnabled", False): "guest-disabled",
    ("host.spo.sharingCapability:disabled", "disabled"): "spo-tenant-sharing-disabled",
    ("host.spo.app:disabled", "disabled"): "spo-app-disabled-or-assignment-required",
}


def of_pack(asked: PackFact, value: Value, page: str) -> Facts:
    facts = Facts().with_(NOW, Observation(AT, "clock", AT, Trust.READ))
    if page:
        facts = facts.with_(ERROR_CLASS, Observation(page, "the person", AT, Trust.PASTED))
    return facts.with_(asked.of, Observation(value, CHECK_PACK, AT, Trust.PASTED))


@pytest.mark.parametrize("page", ["", "spo.user-not-in-directory", "spo.generic-didnt-work"])
@pytest.mark.parametrize(
    ("family", "asked", "value"), ANSWERS, ids=[f"{a.key}={v}" for _, a, v in ANSWERS]
)
def test_one_answer_of_a_pack_is_certain_only_where_the_catalogue_says_so(
    family: str, asked: PackFact, value: Value, page: str
) -> None:
    judged = classify(of_pack(asked, value, page), ask=False)
    certain = {
        verdict.cause
        for verdict in judged.verdicts
        if verdict.state is State.PRESENT
        and verdict.certainty is Certainty.CERTAIN
        and asked.of.name in verdict.because
    }
    allowed = CERTAIN.get((asked.key, value))
    assert certain == ({allowed} if allowed else set())
    if judged.certainty is Certainty.CERTAIN:
        assert judged.cause == allowed
