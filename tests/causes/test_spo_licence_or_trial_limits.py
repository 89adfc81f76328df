"""No SharePoint plan is in force at the inviting organisation."""

from __future__ import annotations

from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "spo-licence-or-trial-limits"
ABSENT: Known = {"error.aadsts": 500011}
LAPSED: Known = {"host.spo.licensed": False}

TABLE = [
    ("SharePoint is not known there, and no plan is in force", ABSENT, LAPSED, "present, certain"),
    ("no plan is in force", {}, LAPSED, "present, likely"),
    ("told that the plan has lapsed", LAPSED, {}, "present, likely"),
    ("the plan only told", {**ABSENT, **LAPSED}, {}, "present, likely"),
    (
        "the application is missing, nothing known of the plan",
        ABSENT,
        {"host.spo.app": "missing"},
        "present, possible",
    ),
    (
        "the application is switched off: another cause may be at work",
        ABSENT,
        {**LAPSED, "host.spo.app": "disabled"},
        "present, likely",
    ),
    ("a plan is in force", ABSENT, {"host.spo.licensed": True}, "absent"),
    (
        "the plan could not be read",
        {"error.class": "spo.access-denied"},
        {"host.spo.licensed": {"unknown": "no permission"}},
        "cannot_tell",
    ),
    ("the code alone", ABSENT, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_plan_is_renewed_or_microsoft_asked() -> None:
    of = facts(LAPSED, ABSENT)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin", "neither microsoft"]
