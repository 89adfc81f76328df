"""An address that no single person signs in with."""

from __future__ import annotations

from tests.causes.stories import INVITED, PENDING, Known, answer, facts, says, verdicts, who

CAUSE = "invited-address-is-group-or-shared"
ROLE: Known = {"case.invitedAddress": "Info@contoso.com"}

TABLE = [
    ("a group", {}, {**PENDING, "invitee.accountKind": "group"}, "present, certain"),
    ("a room", {}, {"invitee.accountKind": "room"}, "present, certain"),
    ("an entry of an address book", {}, {"invitee.accountKind": "contact"}, "present, certain"),
    (
        "a shared mailbox that cannot be signed in to",
        {},
        {"invitee.accountKind": "sharedMailbox", "invitee.accountEnabled": False},
        "present, certain",
    ),
    ("a shared mailbox", {}, {"invitee.accountKind": "sharedMailbox"}, "present, likely"),
    ("told to be a group", {"invitee.accountKind": "group"}, {}, "present, likely"),
    (
        "the inviter reads that a group has it",
        {"error.class": "inviter.address-of-group"},
        {},
        "present, likely",
    ),
    (
        "a department's name, and nobody signs in by it",
        {**ROLE, "error.aadsts": 50034},
        {},
        "present, possible",
    ),
    ("a department's name, and a guest that waits", ROLE, PENDING, "present, possible"),
    (
        "a department's name, but a person's account",
        {**ROLE, "error.aadsts": 50034},
        {"invitee.accountKind": "user", "invitee.accountEnabled": True},
        "absent",
    ),
    (
        "somebody has accepted with a code",
        {"error.aadsts": 50020},
        {"invitee.accountKind": "group", "guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "a person's name and account",
        {"case.invitedAddress": INVITED, "error.aadsts": 50034},
        {"invitee.accountKind": "user"},
        "absent",
    ),
    (
        "a person's name, the account not looked up",
        {"case.invitedAddress": INVITED},
        {},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_what_the_inviter_read_is_certain_when_pasted() -> None:
    of = facts(pasted={"error.class": "inviter.address-of-group"})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter", "inviting admin"]


def test_a_switched_off_account_may_be_a_shared_mailbox() -> None:
    page = {"error.aadsts": 50057}
    of = facts(
        {"invitee.accountKind": "sharedMailbox", "invitee.accountEnabled": False}, pasted=page
    )
    assert says(CAUSE, of) == "present, certain"
    assert says(CAUSE, facts(pasted=page, told={"case.invitedAddress": INVITED})) == "cannot_tell"


def test_a_person_without_an_account_is_another_cause() -> None:
    of = facts(
        {"invitee.tenantFound": False}, {"case.invitedAddress": INVITED, "error.aadsts": 50034}
    )
    assert answer(of)[0] == "no-account-for-address"
