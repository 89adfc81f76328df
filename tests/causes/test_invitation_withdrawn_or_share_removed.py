"""It is shared no longer, or was never shared with guests."""

from __future__ import annotations

import pytest

from causes import cause
from causes.model import Seen
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "invitation-withdrawn-or-share-removed"
DENIED: Known = {"error.class": "spo.access-denied"}
PAGE: Known = {"error.class": "link.removed"}
NOT_LISTED: Known = {"link.recipientListed": False}
REVOKED: Known = {"host.audit.shareRevoked": True}

TABLE = [
    ("the page says the link was removed", PAGE, {}, "present, certain"),
    (
        "the page, but the person is on the link by now",
        PAGE,
        {"link.recipientListed": True},
        "present, likely",
    ),
    ("refused, and the item is gone", DENIED, {"link.itemExists": False}, "present, certain"),
    ("the item is not where it was, no page", {}, {"link.itemExists": False}, "present, likely"),
    (
        "refused, and the log and the link agree that it was taken away",
        DENIED,
        {**REVOKED, **NOT_LISTED},
        "present, certain",
    ),
    ("not listed: access may come by the site", DENIED, NOT_LISTED, "present, likely"),
    ("not listed, and no page of SharePoint", {}, NOT_LISTED, "present, possible"),
    (
        "not listed anywhere: it may never have been given",
        DENIED,
        {**NOT_LISTED, "item.permissionListed": False},
        "present, possible",
    ),
    ("taken away once, by the log", DENIED, REVOKED, "present, likely"),
    (
        "taken away once, shared again since",
        DENIED,
        {**REVOKED, "item.permissionListed": True},
        "absent",
    ),
    (
        "refused by a link for the organisation's own people",
        DENIED,
        {"link.audience": "organisation"},
        "present, certain",
    ),
    (
        "the inviter says the link is for the organisation's own people",
        {**DENIED, "link.audience": "organisation"},
        {},
        "present, likely",
    ),
    (
        "such a link, but the person has the permission besides",
        DENIED,
        {"link.audience": "organisation", "item.permissionListed": True},
        "absent",
    ),
    ("the recipient is on the link", DENIED, {"link.recipientListed": True}, "absent"),
    (
        "the recipient is on the link, but the item is gone",
        DENIED,
        {"link.recipientListed": True, "link.itemExists": False},
        "present, certain",
    ),
    (
        "people swear the person is on the link",
        {**DENIED, "link.recipientListed": True},
        {},
        "cannot_tell",
    ),
    ("refused, nothing read of the link", DENIED, {}, "cannot_tell"),
    (
        "a link for specific people that is all there",
        DENIED,
        {
            "link.audience": "specificPeople",
            "link.itemExists": True,
            "link.recipientListed": True,
            "host.audit.shareRevoked": False,
        },
        "absent",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_inviter_shares_again() -> None:
    of = facts({"link.itemExists": False}, DENIED)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter"]


def test_the_log_tells_what_was_taken_away_from_what_was_never_given() -> None:
    nowhere = {**NOT_LISTED, "item.permissionListed": False, "siteuser.present": False}
    assert answer(facts({**nowhere, **REVOKED}, DENIED)) == (CAUSE, "certain")
    assert answer(facts(nowhere, DENIED)) == ("no-permission-on-item", "likely")


@pytest.mark.parametrize(
    ("known", "own_people_only", "item_gone"),
    [
        ({"link.audience": "organisation"}, True, False),
        ({"link.itemExists": False}, False, True),
        (NOT_LISTED, False, False),
    ],
)
def test_the_headline_says_which(known: Known, own_people_only: bool, item_gone: bool) -> None:
    details = cause(CAUSE).details(Seen(facts(known)))
    assert details.own_people_only is own_people_only  # type: ignore[attr-defined]
    assert details.item_gone is item_gone  # type: ignore[attr-defined]
