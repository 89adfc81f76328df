"""Old sessions or cookies in the browser get in the way."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "browser-session-or-cookies"

TABLE = [
    (
        "the sign-in goes round in circles",
        {"error.class": "browser.sign-in-loop"},
        {},
        "present, likely",
    ),
    (
        "a silent sign-in that fails every time",
        {"error.aadsts": 50058, "error.repeats": True},
        {},
        "present, likely",
    ),
    (
        "a silent sign-in that failed once",
        {"error.aadsts": 50058, "error.repeats": False},
        {},
        "cannot_tell",
    ),
    ("it works in a private window", {"repro.privateWindow": False}, {}, "present, likely"),
    ("it works on another device", {"repro.otherDevice": False}, {}, "present, likely"),
    (
        "several accounts are signed in, and the page says so",
        {"error.aadsts": 16000, "browser.otherSessions": True},
        {},
        "present, likely",
    ),
    ("several accounts are signed in", {"browser.otherSessions": True}, {}, "present, possible"),
    (
        "a sign-in page that knows no organisation",
        {"link.opened": "commonEndpoint"},
        {},
        "present, possible",
    ),
    ("opened in the mail program", {"client": "mailApp"}, {}, "present, possible"),
    (
        "it fails on another device too",
        {"error.class": "browser.sign-in-loop", "repro.otherDevice": True},
        {},
        "absent",
    ),
    (
        "it fails in a private window too",
        {"browser.otherSessions": True, "repro.privateWindow": True},
        {},
        "absent",
    ),
    (
        "blocked cookies loop in a private window as well",
        {"error.class": "browser.sign-in-loop", "repro.privateWindow": True},
        {},
        "present, likely",
    ),
    (
        "another account is what is wrong",
        {"repro.privateWindow": False},
        {"usedOtherAccount": True},
        "absent",
    ),
    ("nothing known of the browser", {"error.class": "spo.access-denied"}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_person_acts_alone() -> None:
    of = facts(told={"error.class": "browser.sign-in-loop"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited invited-user"]
    assert classify(of, ask=False).remedies == ("start-with-a-clean-browser",)


def test_where_no_organisation_is_named_its_own_link_comes_first() -> None:
    of = facts(told={"link.opened": "commonEndpoint"})
    assert classify(of, ask=False).remedies[0] == "open-the-link-of-the-tenant"


@pytest.mark.parametrize("code", [500212, 53003, 50055])
def test_a_page_that_names_its_cause_is_not_the_browsers(code: int) -> None:
    of = facts(told={"error.aadsts": code, "browser.otherSessions": True})
    assert answer(of)[0] not in (None, CAUSE)
