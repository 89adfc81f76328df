"""The network lets sign-ins out to named tenants only."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "tenant-restrictions"

TABLE = [
    ("the list in the header", {"error.aadsts": 500021}, {}, "present, certain"),
    ("the policy", {"error.class": "aad.5000211"}, {}, "present, certain"),
    (
        "the code, though somebody says it fails elsewhere too",
        {"error.aadsts": 500021, "repro.otherNetwork": True},
        {},
        "present, certain",
    ),
    (
        "another network works, and the tenant restricts",
        {"repro.otherNetwork": False},
        {"home.tenantRestricted": "v2"},
        "present, likely",
    ),
    ("another network works", {"repro.otherNetwork": False}, {}, "present, possible"),
    (
        "it fails on every network",
        {"repro.otherNetwork": True},
        {"home.tenantRestricted": "v1"},
        "absent",
    ),
    (
        "the setting alone may concern another network",
        {},
        {"home.tenantRestricted": "v1"},
        "cannot_tell",
    ),
    (
        "SharePoint's own network rule is another cause",
        {"error.class": "spo.network-location", "repro.otherNetwork": False},
        {},
        "absent",
    ),
    (
        "the other side of cross-tenant access is another cause",
        {"error.aadsts": 500212, "repro.otherNetwork": True},
        {},
        "absent",
    ),
    ("nothing known of other networks", {"error.aadsts": 50020}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_only_whoever_runs_the_network_can_help() -> None:
    of = facts(told={"error.aadsts": 500021})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited admin"]
    assert classify(of, ask=False).remedies == ("list-partner-in-header",)
    policy = facts(told={"error.aadsts": 5000211})
    assert classify(policy, ask=False).remedies == ("allow-partner-in-restrictions",)


def test_a_refusal_by_place_at_the_inviting_side_is_an_access_rule() -> None:
    of = facts(told={"error.aadsts": 53003, "repro.otherNetwork": False})
    assert answer(of)[0] == "conditional-access-blocked"
