"""The mail was sent and is not there."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import PENDING, Known, answer, facts, verdicts, who

CAUSE = "invitation-mail-not-delivered"
NOTHING: Known = {"error.class": "mail.not-received"}
UNSUBSCRIBED: Known = {**PENDING, "host.audit.invitationMail": "unsubscribed"}

TABLE = [
    (
        "the log says that it was not sent, on the person's wish",
        NOTHING,
        UNSUBSCRIBED,
        "present, certain",
    ),
    (
        "the same is only told",
        {**NOTHING, "host.audit.invitationMail": "unsubscribed"},
        PENDING,
        "present, likely",
    ),
    ("a guest waits, and no mail has come", NOTHING, PENDING, "present, likely"),
    ("the log says it was sent", NOTHING, {"host.audit.invitationMail": "sent"}, "present, likely"),
    ("it lies among the junk", {"mail.arrived": "junk"}, PENDING, "present, likely"),
    (
        "the code does not come",
        {"error.class": "otp.prompt", "mail.arrived": "no"},
        {"guest.externalUserState": "Accepted"},
        "present, likely",
    ),
    ("no mail has come, and nothing else is known", NOTHING, {}, "present, possible"),
    ("no mail, and no guest was made", NOTHING, {"guest.exists": False}, "present, possible"),
    ("the mail is there", {**NOTHING, "mail.arrived": "inbox"}, PENDING, "absent"),
    (
        "another page was reached, so there was a link",
        {"error.aadsts": 50020, "mail.arrived": "no"},
        PENDING,
        "absent",
    ),
    (
        "who has accepted needs no invitation",
        NOTHING,
        {"guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "shared five minutes ago",
        {**NOTHING, "link.sentAt": "2026-11-22T08:55:00Z"},
        PENDING,
        "absent",
    ),
    ("nobody asked for the mail", {}, PENDING, "cannot_tell"),
    ("a code is asked for", {"error.class": "otp.prompt"}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_who_blocked_the_invitations_unblocks_them() -> None:
    of = facts(UNSUBSCRIBED, NOTHING)
    assert answer(of) == (CAUSE, "certain")
    assert who(of)[0] == "invited invited-user"
    assert classify(of, ask=False).remedies == ("unblock-invitations", "hand-over-the-link")


def test_a_lost_mail_is_looked_for() -> None:
    of = facts(PENDING, NOTHING)
    assert answer(of) == (CAUSE, "likely")
    assert classify(of, ask=False).remedies == (
        "look-among-the-junk",
        "release-from-quarantine",
        "hand-over-the-link",
    )


def test_a_lost_code_cannot_be_handed_over() -> None:
    of = facts(told={"error.class": "otp.prompt", "mail.arrived": "no"})
    assert answer(of) == (CAUSE, "likely")
    assert "hand-over-the-link" not in classify(of, ask=False).remedies


def test_where_no_guest_was_made_there_was_no_mail_to_lose() -> None:
    assert answer(facts({"guest.exists": False}, NOTHING))[0] == "guest-missing"
