"""The guest's time on the site has run out."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import Known, answer, facts, says, verdicts, who

CAUSE = "spo-guest-access-expired"
DENIED: Known = {"error.class": "spo.access-denied"}
ONCE: Known = {**DENIED, "history.workedBefore": True}
ENDS: Known = {"host.spo.expiryPolicy": True}
EXPIRED: Known = {"host.siteuser.expired": True}

TABLE = [
    ("refused, and the end was read", DENIED, EXPIRED, "present, certain"),
    ("the end, without a page", {}, EXPIRED, "present, likely"),
    ("the end only told", {**DENIED, **EXPIRED}, {}, "present, likely"),
    (
        "the end, but another account was refused",
        {**DENIED, "usedOtherAccount": True},
        EXPIRED,
        "present, likely",
    ),
    (
        "it worked once, guests end there, and the site no longer knows the person",
        ONCE,
        {**ENDS, "siteuser.present": False},
        "present, likely",
    ),
    ("it worked once, and guests end there", ONCE, ENDS, "present, possible"),
    (
        "it worked once, and the site no longer knows the person",
        ONCE,
        {"siteuser.present": False},
        "present, possible",
    ),
    (
        "an end that was set stays although the policy is off now",
        DENIED,
        {**EXPIRED, "host.spo.expiryPolicy": False},
        "present, certain",
    ),
    ("no such policy", ONCE, {"host.spo.expiryPolicy": False}, "absent"),
    ("it never worked", {**DENIED, "history.workedBefore": False}, ENDS, "absent"),
    ("the time still runs", ONCE, {**ENDS, "host.siteuser.expired": False}, "absent"),
    ("it worked once, nothing known of the policy", ONCE, {}, "cannot_tell"),
    ("refused, and no more", DENIED, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_sharing_again_starts_the_time_anew() -> None:
    of = facts({**EXPIRED, "guest.externalUserState": "Accepted"}, ONCE)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter", "inviting admin"]
    assert classify(of, ask=False).remedies[0] == "share-again"


def test_what_ran_out_is_not_called_never_given() -> None:
    gone = {**ENDS, "siteuser.present": False, "item.permissionListed": False}
    assert says(CAUSE, facts(gone, ONCE)) == "present, likely"
    assert says("no-permission-on-item", facts(gone, ONCE)) == "present, likely"
    assert answer(facts(gone, ONCE)) == (CAUSE, "likely")
