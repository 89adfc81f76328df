"""Sharing is limited to guests who exist already."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "spo-existing-guests-only"
ONLY: Known = {"host.spo.sharingCapability": "existingOnly"}
REFUSED: Known = {"error.class": "inviter.policy"}

TABLE = [
    (
        "the setting and no guest",
        {},
        {**ONLY, "guest.exists": False, "guest.softDeleted": False},
        "present, certain",
    ),
    (
        "the setting only told",
        ONLY,
        {"guest.exists": False, "guest.softDeleted": False},
        "present, likely",
    ),
    (
        "that there is no guest is only told",
        {"guest.exists": False, "guest.softDeleted": False},
        ONLY,
        "present, likely",
    ),
    ("the inviter is refused, the guest could not be looked up", REFUSED, ONLY, "present, likely"),
    ("a guest there is", REFUSED, {**ONLY, "guest.exists": True}, "absent"),
    ("a guest who accepted", {}, {**ONLY, "guest.externalUserState": "Accepted"}, "absent"),
    (
        "nobody at all may be shared with: another cause",
        {},
        {
            "host.spo.sharingCapability": "disabled",
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "absent",
    ),
    (
        "only this site is limited to existing guests: another cause",
        {},
        {
            "host.spo.sharingCapability": "newAndExisting",
            "host.site.sharingCapability": "existingOnly",
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "absent",
    ),
    ("the setting alone", {}, ONLY, "cannot_tell"),
    ("the refusal alone", REFUSED, {}, "cannot_tell"),
    (
        "the setting could not be read",
        {},
        {
            "host.spo.sharingCapability": {"unknown": "no permission"},
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    "page", [{}, REFUSED, {"error.aadsts": 50020}, {"error.class": "spo.access-denied"}]
)
def test_an_invitation_in_entra_comes_before_a_looser_setting(page: Known) -> None:
    of = facts(
        {**ONLY, "guest.exists": False, "guest.softDeleted": False},
        page,
    )
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("invite-guest", "allow-new-guests")
