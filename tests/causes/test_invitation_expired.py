"""The link or the permission has an end, and it has passed."""

from __future__ import annotations

from tests.causes.stories import Known, answer, facts, says, verdicts, who

CAUSE = "invitation-expired"
PAGE: Known = {"error.class": "link.expired"}
DENIED: Known = {"error.class": "spo.access-denied"}

TABLE = [
    ("the page says so", PAGE, {}, "present, certain"),
    (
        "the page says so, the link was renewed since",
        PAGE,
        {"link.expired": False},
        "present, likely",
    ),
    ("refused, and the end was read", DENIED, {"link.expired": True}, "present, certain"),
    ("refused, and the end is told", {**DENIED, "link.expired": True}, {}, "present, likely"),
    (
        "the person is listed still, with an end that has passed",
        DENIED,
        {"link.expired": True, "item.permissionListed": True},
        "present, certain",
    ),
    ("the end was read, no page", {}, {"link.expired": True}, "present, likely"),
    ("a fresh link", DENIED, {"link.expired": False}, "absent"),
    ("people swear it is fresh", {**DENIED, "link.expired": False}, {}, "absent"),
    ("refused, and the link could not be read", DENIED, {}, "cannot_tell"),
    ("a removed link shows another page", {"error.class": "link.removed"}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_inviter_shares_again() -> None:
    of = facts(told=PAGE)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter"]


def test_the_guest_whose_time_on_the_site_ran_out_is_another_cause() -> None:
    of = facts({"host.siteuser.expired": True, "link.expired": False}, DENIED)
    assert says(CAUSE, of) == "absent"
    assert answer(of) == ("spo-guest-access-expired", "certain")
