"""The site's row for the person carries an earlier id."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import INVITED, Known, answer, facts, says, verdicts, who

CAUSE = "site-user-id-mismatch"
DENIED: Known = {"error.class": "spo.access-denied"}
NOBODY: Known = {
    "error.class": "spo.user-not-in-directory",
    "error.signedInAs": INVITED,
    "case.invitedAddress": INVITED,
}
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}
OLDER: Known = {"siteuser.present": True, "siteuser.olderThanGuest": True}

TABLE = [
    ("refused, and the id was compared", DENIED, {"siteuser.idMismatch": True}, "present, certain"),
    ("the id, without a page", {}, {"siteuser.idMismatch": True}, "present, likely"),
    (
        "the id, but another account was refused",
        {**DENIED, "usedOtherAccount": True},
        {"siteuser.idMismatch": True},
        "present, likely",
    ),
    ("the id only told", {**DENIED, "siteuser.idMismatch": True}, {}, "present, likely"),
    (
        "refused by a page without a name after a sign-in that worked",
        {"error.class": "spo.generic-didnt-work"},
        {"host.signIn.code": 0, "siteuser.idMismatch": True},
        "present, certain",
    ),
    ("the row is older than the guest", DENIED, {**ACCEPTED, **OLDER}, "present, likely"),
    (
        "a guest made by synchronisation has no state",
        DENIED,
        {"guest.externalUserState": "null", **OLDER},
        "present, likely",
    ),
    (
        "the dates of row and guest say so",
        DENIED,
        {
            **ACCEPTED,
            "siteuser.present": True,
            "siteuser.createdAt": "2025-01-01T00:00:00Z",
            "guest.createdAt": "2026-11-01T00:00:00Z",
        },
        "present, likely",
    ),
    (
        "the row is younger",
        DENIED,
        {**ACCEPTED, **OLDER, "siteuser.olderThanGuest": False},
        "cannot_tell",
    ),
    ("the invited person is not known to SharePoint", NOBODY, ACCEPTED, "present, likely"),
    (
        "somebody else is not known to SharePoint",
        {**NOBODY, "error.signedInAs": "somebody@else.example"},
        {**ACCEPTED, "siteuser.olderThanGuest": False, "invitee.upn": INVITED},
        "cannot_tell",
    ),
    (
        "sign-in isn't working right now, for an accepted guest",
        {"error.class": "spo.signin-not-working"},
        ACCEPTED,
        "present, likely",
    ),
    (
        "sign-in isn't working right now, and no more",
        {"error.class": "spo.signin-not-working"},
        {},
        "present, possible",
    ),
    (
        "permitted and refused all the same",
        DENIED,
        {"item.permissionListed": True},
        "present, possible",
    ),
    ("the site has no row", DENIED, {**ACCEPTED, "siteuser.present": False}, "absent"),
    ("the ids are the same", DENIED, {"siteuser.idMismatch": False}, "absent"),
    ("refused, nothing read of the site", DENIED, ACCEPTED, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_entry_goes_first_then_it_is_shared_again() -> None:
    of = facts({**ACCEPTED, "siteuser.idMismatch": True}, DENIED)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin", "inviting inviter"]
    assert classify(of, ask=False).mode.value == "in_order"


def test_access_that_ran_out_is_another_cause() -> None:
    of = facts({**ACCEPTED, "host.siteuser.expired": True, "siteuser.present": False}, DENIED)
    assert says(CAUSE, of) == "absent"
    assert says("spo-guest-access-expired", of) == "present, certain"
