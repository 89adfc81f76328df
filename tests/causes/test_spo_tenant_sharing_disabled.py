"""External sharing is switched off for the whole tenant."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "spo-tenant-sharing-disabled"

TABLE = [
    ("read", {}, {"host.spo.sharingCapability": "disabled"}, "present, certain"),
    ("told", {"host.spo.sharingCapability": "disabled"}, {}, "present, likely"),
    (
        "told off, read on",
        {"host.spo.sharingCapability": "disabled"},
        {"host.spo.sharingCapability": "anyone"},
        "absent",
    ),
    (
        "existing guests only is another cause",
        {},
        {"host.spo.sharingCapability": "existingOnly"},
        "absent",
    ),
    (
        "a single site being closed is another cause",
        {},
        {"host.site.sharingCapability": "disabled"},
        "cannot_tell",
    ),
    (
        "the inviter's refusal alone does not tell which policy",
        {"error.class": "inviter.policy"},
        {},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize("page", ["inviter.policy", "spo.access-denied", "spo.site-sharing-off"])
def test_it_stops_the_inviter_and_the_guest_who_had_access(page: str) -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, {"error.class": page})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]


def test_a_page_that_names_its_cause_outweighs_the_setting() -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, {"error.aadsts": 500212})
    assert answer(of) == ("xtap-outbound-blocked", "certain")
    assert classify(of, ask=False).next_obstacles == (CAUSE,)
    assert who(of) == ["invited admin", "inviting admin"]
