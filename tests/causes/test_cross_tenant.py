"""A cross-tenant block where nobody knows, or both know, whose settings it is."""

from __future__ import annotations

import pytest

from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import Known, facts, who

HALVES = ("xtap-inbound-blocked", "xtap-outbound-blocked")


def test_both_where_the_refusal_names_no_side() -> None:
    diagnosis = classify(facts(told={"error.class": "inviter.xtap"}))
    assert diagnosis.mode.value == "all_of"
    assert who(facts(told={"error.class": "inviter.xtap"})) == ["inviting admin", "invited admin"]
    assert diagnosis.certainty.value == "likely"


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize(
    ("known", "both"),
    [
        ({"error.class": "inviter.xtap"}, True),
        ({"host.xtap.inboundAllows": False, "home.xtap.outboundAllows": False}, True),
        ({"error.class": "inviter.xtap", "home.xtap.outboundAllows": True}, False),
        ({"error.class": "inviter.xtap", "host.xtap.inboundAllows": True}, False),
        ({"host.xtap.inboundAllows": False}, False),
        ({"error.aadsts": 500213}, False),
        ({"error.aadsts": 500212}, False),
    ],
)
def test_the_headline_names_both_only_where_both_must_look(
    half: str, known: Known, both: bool
) -> None:
    assert cause(half).details(Seen(facts(known))).both_sides is both  # type: ignore[attr-defined]
