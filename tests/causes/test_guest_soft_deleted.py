"""The guest lies among the deleted users."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import Known, answer, facts, says, verdicts, who

CAUSE = "guest-soft-deleted"
IN_THE_BIN: Known = {"guest.softDeleted": True, "guest.exists": False}

TABLE = [
    ("read in the bin, and nobody alive", {}, IN_THE_BIN, "present, certain"),
    ("told only", IN_THE_BIN, {}, "present, likely"),
    (
        "in the bin, but whether another guest lives could not be read",
        {},
        {"guest.softDeleted": True, "guest.exists": {"unknown": "no permission"}},
        "present, likely",
    ),
    (
        "deleted and invited again: a living guest",
        {"error.aadsts": 50020},
        {"guest.softDeleted": True, "guest.externalUserState": "PendingAcceptance"},
        "absent",
    ),
    (
        "SharePoint itself refused somebody: whom, is not sure",
        {"error.class": "spo.access-denied"},
        IN_THE_BIN,
        "present, likely",
    ),
    ("nothing in the bin", {}, {"guest.softDeleted": False, "guest.exists": False}, "absent"),
    ("never invited", {"error.aadsts": 50020}, {"guest.exists": False}, "cannot_tell"),
    (
        "the flow of the old kind makes guests by itself where it still works",
        {"link.kind": "acceptInvite", "host.legacyInvitationsHonoured": True},
        IN_THE_BIN,
        "absent",
    ),
    (
        "the bin could not be read",
        {},
        {"guest.exists": False, "guest.softDeleted": {"unknown": "no permission"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_it_is_restored_rather_than_invited_again() -> None:
    of = facts(IN_THE_BIN, {"error.aadsts": 50020})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("restore-guest", "invite-guest")
    assert says("guest-missing", of) == "absent"


def test_a_code_that_names_another_cause_outweighs_it() -> None:
    of = facts(IN_THE_BIN, {"error.aadsts": 500212})
    assert answer(of) == ("xtap-outbound-blocked", "certain")
    assert CAUSE in classify(of, ask=False).next_obstacles
