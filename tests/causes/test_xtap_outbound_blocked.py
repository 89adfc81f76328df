"""The invited organisation's cross-tenant settings block outbound collaboration."""

from __future__ import annotations

import pytest

from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import Known, answer, facts, says, who

CAUSE = "xtap-outbound-blocked"

TABLE = [
    ("the code on the page", {"error.aadsts": 500212}, {}, "present, certain"),
    ("the code as a class", {"error.class": "aad.500212"}, {}, "present, certain"),
    (
        "the code, but the setting now allows it",
        {"error.aadsts": 500212},
        {"home.xtap.outboundAllows": True},
        "present, likely",
    ),
    (
        "the setting alone may mean other people",
        {},
        {"home.xtap.outboundAllows": False},
        "present, likely",
    ),
    ("told only", {"home.xtap.outboundAllows": False}, {}, "present, likely"),
    (
        "the refusal and the setting",
        {"error.class": "inviter.xtap"},
        {"home.xtap.outboundAllows": False},
        "present, certain",
    ),
    ("the refusal names no side", {"error.class": "inviter.xtap"}, {}, "present, likely"),
    (
        "the refusal, but this side allows it",
        {"error.class": "inviter.xtap"},
        {"home.xtap.outboundAllows": True},
        "absent",
    ),
    (
        "people swear it is allowed",
        {"error.class": "inviter.xtap", "home.xtap.outboundAllows": True},
        {},
        "present, likely",
    ),
    ("allowed", {"error.aadsts": 50020}, {"home.xtap.outboundAllows": True}, "absent"),
    (
        "settings for particular people are unknown for this one",
        {},
        {"home.xtap.outboundAllows": {"unknown": "more than one match"}},
        "cannot_tell",
    ),
    ("the code of the other side", {"error.aadsts": 500213}, {}, "cannot_tell"),
]


@pytest.mark.parametrize(
    ("told", "read", "verdict"), [pytest.param(*row, id=said) for said, *row in TABLE]
)
def test_the_verdict(told: Known, read: Known, verdict: str) -> None:
    assert says(CAUSE, facts(read, told)) == verdict


def test_one_organisation_where_the_code_names_it() -> None:
    of = facts(told={"error.aadsts": 500212})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited admin"]
    assert classify(of, ask=False).remedies == ("allow-outbound",)


def test_both_where_the_refusal_names_no_side() -> None:
    diagnosis = classify(facts(told={"error.class": "inviter.xtap"}))
    assert diagnosis.mode.value == "all_of"
    assert who(facts(told={"error.class": "inviter.xtap"})) == ["inviting admin", "invited admin"]
    assert diagnosis.certainty.value == "likely"


def test_this_side_alone_once_the_other_is_read_to_allow_it() -> None:
    of = facts({"host.xtap.inboundAllows": True}, {"error.class": "inviter.xtap"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited admin"]


@pytest.mark.parametrize(
    ("known", "both"),
    [
        ({"error.class": "inviter.xtap"}, True),
        ({"host.xtap.inboundAllows": False, "home.xtap.outboundAllows": False}, True),
        ({"error.class": "inviter.xtap", "home.xtap.outboundAllows": True}, False),
        ({"error.class": "inviter.xtap", "host.xtap.inboundAllows": True}, False),
        ({"host.xtap.inboundAllows": False}, False),
        ({"error.aadsts": 500213}, False),
    ],
)
def test_the_headline_names_both_only_where_both_must_look(known: Known, both: bool) -> None:
    assert cause(CAUSE).details(Seen(facts(known))).both_sides is both  # type: ignore[attr-defined]
