"""The guest object is blocked from signing in."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "guest-disabled"
BLOCKED: Known = {"guest.accountEnabled": False, "guest.exists": True}

TABLE = [
    ("the code of a disabled guest", {"error.aadsts": 500571}, {}, "present, certain"),
    (
        "the inviter reads that it is blocked",
        {"error.class": "inviter.guest-blocked"},
        {},
        "present, certain",
    ),
    ("read", {}, BLOCKED, "present, certain"),
    ("told", BLOCKED, {}, "present, likely"),
    (
        "the code, but the guest is enabled by now",
        {"error.aadsts": 500571},
        {"guest.accountEnabled": True},
        "present, likely",
    ),
    (
        "several guests: it may not be the one that signed in",
        {},
        {**BLOCKED, "host.addressCollision": "otherGuest"},
        "present, likely",
    ),
    (
        "the guest that is blocked has another address",
        {},
        {**BLOCKED, "guest.addressMatches": False},
        "present, likely",
    ),
    ("an account is disabled, guest or home", {"error.aadsts": 50057}, {}, "cannot_tell"),
    (
        "an account is disabled, and it is not the one at home",
        {"error.aadsts": 50057},
        {"invitee.accountEnabled": True},
        "present, likely",
    ),
    (
        "an account is disabled, and the guest is not",
        {"error.aadsts": 50057},
        {"guest.accountEnabled": True},
        "absent",
    ),
    ("enabled", {}, {"guest.accountEnabled": True}, "absent"),
    (
        "the account at home is the disabled one",
        {},
        {"invitee.accountEnabled": False},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("page", "sure"),
    [
        ({"error.aadsts": 500571}, "certain"),
        ({}, "certain"),
        # No guest matched: the attempt need not have met the disabled one.
        ({"error.aadsts": 50020}, "likely"),
    ],
)
def test_the_inviting_side_lifts_it(page: Known, sure: str) -> None:
    of = facts(BLOCKED, page)
    assert answer(of) == (CAUSE, sure)
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("enable-guest",)
