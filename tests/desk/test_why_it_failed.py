"""Every reason why a delivery failed is said in words, in the list and to whoever sent it."""

from __future__ import annotations

import pytest

from cards.render import line
from cards.screens import Note
from cards.words import snake, words
from desk.carrying.carrier import Failed
from desk.delivery import Refusal


@pytest.mark.parametrize("failed", sorted(Failed))
def test_it_has_its_words(failed: Failed) -> None:
    why = words("en").text("words/deliveries.j2", snake(failed.value))
    said = line(Note("undelivered", {"number": "12", "reason": failed.value}))
    assert why in said.replace("\\", "")
    assert "Case 12" in said


def test_what_teams_refuses_is_among_them() -> None:
    assert {refusal.value for refusal in Refusal} <= {failed.value for failed in Failed}
