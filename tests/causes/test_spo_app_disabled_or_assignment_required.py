"""SharePoint as an application lets nobody in, or named people only."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, says, verdict_of, verdicts, who

CAUSE = "spo-app-disabled-or-assignment-required"

TABLE = [
    (
        "not assigned, and assignment is required",
        {"error.aadsts": 50105},
        {"host.spo.app": "assignmentRequired"},
        "present, certain",
    ),
    ("not assigned: to which application is open", {"error.aadsts": 50105}, {}, "present, likely"),
    ("disabled, read", {}, {"host.spo.app": "disabled"}, "present, certain"),
    ("disabled, told", {"host.spo.app": "disabled"}, {}, "present, likely"),
    (
        "disabled, yet only one person fails",
        {"repro.whoFails": "onePerson"},
        {"host.spo.app": "disabled"},
        "present, likely",
    ),
    (
        "missing by the page, and missing by the directory",
        {"error.aadsts": 500011},
        {"host.spo.app": "missing", "host.spo.licensed": True},
        "present, certain",
    ),
    ("missing by the page alone", {"error.aadsts": 500011}, {}, "present, likely"),
    (
        "missing because there is no plan is another cause",
        {"error.aadsts": 500011},
        {"host.spo.app": "missing", "host.spo.licensed": False},
        "absent",
    ),
    (
        "assignment required, the guest may be assigned",
        {},
        {"host.spo.app": "assignmentRequired"},
        "present, possible",
    ),
    ("open to everybody", {}, {"host.spo.app": "enabled"}, "absent"),
    (
        "open to everybody by now, but the page said otherwise",
        {"error.aadsts": 50105},
        {"host.spo.app": "enabled"},
        "present, likely",
    ),
    ("people swear it is open", {"error.aadsts": 50020, "host.spo.app": "enabled"}, {}, "absent"),
    (
        "the application could not be read",
        {},
        {"host.spo.app": {"unknown": "no permission"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("known", "remedies"),
    [
        ({"host.spo.app": "disabled"}, ("enable-sharepoint-app",)),
        ({"error.aadsts": 50105}, ("assign-the-guest", "drop-assignment")),
        ({"error.aadsts": 500011}, ("register-sharepoint-app",)),
        ({"error.aadsts": 7000112}, ("enable-sharepoint-app",)),
    ],
)
def test_what_is_offered_fits_what_is_wrong(known: Known, remedies: tuple[str, ...]) -> None:
    of = facts(known)
    assert answer(of)[0] == CAUSE
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == remedies


def test_an_account_that_matched_nobody_did_not_get_so_far() -> None:
    of = facts({"host.spo.app": "disabled"}, {"error.aadsts": 50020})
    assert answer(of)[0] != CAUSE


def test_a_state_that_was_read_is_no_word_of_the_page() -> None:
    of = facts({"host.spo.app": "disabled"}, {"error.class": "spo.generic-didnt-work"})
    assert says(CAUSE, of) == "present, certain"
    because = verdict_of(CAUSE, classify(of, ask=False)).because
    assert not any(name.startswith("error.") for name in because)
