"""What comes before the guest access was not agreed to."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import PENDING, Known, answer, facts, verdicts, who

CAUSE = "consent-or-terms-declined"
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}

TABLE = [
    ("the code is told", {"error.aadsts": 65004}, {}, "present, likely"),
    ("the log has the code", {}, {"host.signIn.code": 65004}, "present, certain"),
    ("a guardian's consent is missing", {"error.aadsts": 54000}, {}, "present, likely"),
    ("asked for consent, once", {"error.class": "consent.prompt"}, {}, "present, possible"),
    (
        "asked for consent again and again",
        {"error.class": "consent.prompt", "error.repeats": True},
        {},
        "present, likely",
    ),
    ("shown the terms", {"error.class": "terms.prompt"}, PENDING, "present, possible"),
    (
        "never accepted, and guests must accept terms",
        {},
        {**PENDING, "host.ca.guestPolicyApplies": "tou"},
        "present, possible",
    ),
    (
        "accepted long ago, and there are no terms",
        {"error.class": "consent.prompt"},
        {**ACCEPTED, "host.ca.guestPolicyApplies": "none"},
        "absent",
    ),
    (
        "the code outweighs that",
        {"error.aadsts": 65004},
        {**ACCEPTED, "host.ca.guestPolicyApplies": "none"},
        "present, likely",
    ),
    (
        "blocked by a policy, not asked for anything",
        {"error.aadsts": 53003},
        {"host.ca.guestPolicyApplies": "block"},
        "absent",
    ),
    ("no page is known", {}, PENDING, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("code", "who_acts", "remedy"),
    [
        (65004, "invited invited-user", "accept-when-asked"),
        (50015, "invited admin", "record-the-guardians-consent"),
        (54000, "invited admin", "record-the-guardians-consent"),
    ],
)
def test_a_pasted_code_is_certain(code: int, who_acts: str, remedy: str) -> None:
    of = facts(pasted={"error.aadsts": code})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == [who_acts]
    assert classify(of, ask=False).remedies == (remedy,)
