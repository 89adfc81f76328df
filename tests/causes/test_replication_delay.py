"""Shared or accepted a moment ago."""

from __future__ import annotations

from tests.causes.stories import INVITED, PENDING, Known, answer, facts, says, verdicts, who

CAUSE = "replication-delay"
UNKNOWN_USER: Known = {"error.class": "spo.user-not-in-directory"}
DENIED: Known = {"error.class": "spo.access-denied"}
JUST_NOW = "2026-11-22T08:50:00Z"
AN_HOUR_AGO = "2026-11-22T08:00:00Z"
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}

TABLE = [
    (
        "shared ten minutes ago, no guest yet",
        {"link.sentAt": JUST_NOW},
        {"guest.exists": False},
        "present, likely",
    ),
    (
        "shared ten minutes ago, no mail yet",
        {"link.sentAt": JUST_NOW, "error.class": "mail.not-received"},
        {},
        "present, likely",
    ),
    (
        "the guest is ten minutes old",
        UNKNOWN_USER,
        {**PENDING, "guest.createdAt": JUST_NOW},
        "present, likely",
    ),
    (
        "accepted ten minutes ago, and denied",
        DENIED,
        {**ACCEPTED, "guest.stateChangedAt": JUST_NOW},
        "present, likely",
    ),
    ("the second try works", {**UNKNOWN_USER, "repro.retryWorks": True}, {}, "present, likely"),
    (
        "a sharing policy was changed half an hour ago",
        {"error.class": "spo.generic-didnt-work"},
        {**PENDING, "host.policyChangedAt": "2026-11-22T08:30:00Z"},
        "present, likely",
    ),
    (
        "a sharing policy was changed yesterday",
        {"error.class": "spo.generic-didnt-work", "repro.retryWorks": False},
        {
            "guest.externalUserState": "Accepted",
            "guest.createdAt": "2026-11-01",
            "guest.stateChangedAt": "2026-11-01",
            "host.policyChangedAt": "2026-11-21",
            "link.sentAt": "2026-11-01",
        },
        "absent",
    ),
    (
        "the page is from just after the guest was made, an hour ago",
        {**UNKNOWN_USER, "error.time": "2026-11-22T08:05:00Z"},
        {**PENDING, "guest.createdAt": AN_HOUR_AGO},
        "present, possible",
    ),
    (
        "accepted today, and SharePoint does not know the right name",
        {**UNKNOWN_USER, "error.signedInAs": INVITED, "case.invitedAddress": INVITED},
        {**ACCEPTED, "guest.stateChangedAt": AN_HOUR_AGO},
        "present, possible",
    ),
    (
        "shared an hour ago",
        {"link.sentAt": AN_HOUR_AGO, "repro.retryWorks": False, "error.class": "mail.not-received"},
        {"guest.exists": False},
        "absent",
    ),
    (
        "shared ten minutes ago, and the guest is there",
        {"link.sentAt": JUST_NOW, "repro.retryWorks": False, "error.aadsts": 50020},
        PENDING,
        "absent",
    ),
    (
        "a new guest, but it fails since last week",
        {**UNKNOWN_USER, "history.failsSince": "2026-11-15"},
        {**PENDING, "guest.createdAt": JUST_NOW},
        "absent",
    ),
    (
        "it has failed for a week, but the second try works",
        {**UNKNOWN_USER, "history.failsSince": "2026-11-15", "repro.retryWorks": True},
        {},
        "present, likely",
    ),
    ("no guest, and nobody knows when it was shared", {}, {"guest.exists": False}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_nobody_has_to_act() -> None:
    of = facts({"guest.exists": False}, {"link.sentAt": JUST_NOW, "error.aadsts": 50020})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["neither nobody"]
    assert says("guest-missing", of) == "absent"


def test_a_policy_that_keeps_the_guest_from_being_made_is_not_waited_out() -> None:
    known = {"guest.exists": False, "host.spo.sharingCapability": "disabled"}
    assert answer(facts(known, {"link.sentAt": JUST_NOW}))[0] == "spo-tenant-sharing-disabled"
