"""The inviting organisation's cross-tenant settings block inbound collaboration."""

from __future__ import annotations

import pytest

from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import Known, answer, facts, says, who

CAUSE = "xtap-inbound-blocked"

TABLE = [
    ("the code on the page", {"error.aadsts": 500213}, {}, "present, certain"),
    ("the code as a class", {"error.class": "aad.500213"}, {}, "present, certain"),
    (
        "the code, but the setting now allows it",
        {"error.aadsts": 500213},
        {"host.xtap.inboundAllows": True},
        "present, likely",
    ),
    (
        "the setting alone may mean other people",
        {},
        {"host.xtap.inboundAllows": False},
        "present, likely",
    ),
    ("told only", {"host.xtap.inboundAllows": False}, {}, "present, likely"),
    (
        "the refusal and the setting",
        {"error.class": "inviter.xtap"},
        {"host.xtap.inboundAllows": False},
        "present, certain",
    ),
    ("the refusal names no side", {"error.class": "inviter.xtap"}, {}, "present, likely"),
    (
        "the refusal, but this side allows it",
        {"error.class": "inviter.xtap"},
        {"host.xtap.inboundAllows": True},
        "absent",
    ),
    (
        "people swear it is allowed",
        {"error.class": "inviter.xtap", "host.xtap.inboundAllows": True},
        {},
        "present, likely",
    ),
    ("allowed", {"error.aadsts": 50020}, {"host.xtap.inboundAllows": True}, "absent"),
    (
        "settings for particular people are unknown for this one",
        {},
        {"host.xtap.inboundAllows": {"unknown": "more than one match"}},
        "cannot_tell",
    ),
    ("the code of the other side", {"error.aadsts": 500212}, {}, "cannot_tell"),
]


@pytest.mark.parametrize(
    ("told", "read", "verdict"), [pytest.param(*row, id=said) for said, *row in TABLE]
)
def test_the_verdict(told: Known, read: Known, verdict: str) -> None:
    assert says(CAUSE, facts(read, told)) == verdict


def test_one_organisation_where_the_code_names_it() -> None:
    of = facts(told={"error.aadsts": 500213})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("allow-inbound",)


def test_both_where_the_refusal_names_no_side() -> None:
    diagnosis = classify(facts(told={"error.class": "inviter.xtap"}))
    assert diagnosis.mode.value == "all_of"
    assert who(facts(told={"error.class": "inviter.xtap"})) == ["inviting admin", "invited admin"]
    assert diagnosis.certainty.value == "likely"


def test_this_side_alone_once_the_other_is_read_to_allow_it() -> None:
    of = facts({"home.xtap.outboundAllows": True}, {"error.class": "inviter.xtap"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["inviting admin"]


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
