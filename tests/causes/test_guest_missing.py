"""No guest carries the invited address."""

from __future__ import annotations

import pytest

from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "guest-missing"

TABLE = [
    (
        "read",
        {"error.aadsts": 50020},
        {"guest.exists": False, "guest.softDeleted": False},
        "present, likely",
    ),
    ("told", {"guest.exists": False, "guest.softDeleted": False}, {}, "present, likely"),
    ("there is one", {}, {"guest.exists": True}, "absent"),
    (
        "there is one, its state says so",
        {},
        {"guest.externalUserState": "PendingAcceptance"},
        "absent",
    ),
    (
        "it lies among the deleted",
        {},
        {"guest.exists": False, "guest.softDeleted": True},
        "absent",
    ),
    (
        "shared ten minutes ago: still settling",
        {"link.sentAt": "2026-11-22T08:50:00Z"},
        {"guest.exists": False, "guest.softDeleted": False},
        "absent",
    ),
    (
        "shared an hour ago",
        {"link.sentAt": "2026-11-22T08:00:00Z"},
        {"guest.exists": False, "guest.softDeleted": False},
        "present, likely",
    ),
    (
        "a recipient of SharePoint's own code",
        {},
        {"guest.exists": False, "guest.softDeleted": False, "siteuser.loginForm": "spoGuestOtp"},
        "absent",
    ),
    (
        "the directory could not be read",
        {},
        {"guest.exists": {"unknown": "no permission"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_inviter_shares_again_or_an_administrator_invites() -> None:
    of = facts({"guest.exists": False, "guest.softDeleted": False}, {"error.aadsts": 50020})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["inviting inviter", "inviting admin"]


@pytest.mark.parametrize(
    ("policy", "cause"),
    [
        ({"host.spo.sharingCapability": "existingOnly"}, "spo-existing-guests-only"),
        ({"host.entra.allowInvitesFrom": "none"}, "guest-invite-settings"),
        ({"host.entra.domainAllowsInvitee": False}, "entra-domain-allow-block-list"),
        ({"host.spo.domainAllowsInvitee": False}, "spo-domain-restriction"),
    ],
    ids=["existing guests only", "nobody may invite", "Entra's list", "SharePoint's list"],
)
def test_a_policy_that_kept_the_guest_from_being_made_is_the_answer(
    policy: Known, cause: str
) -> None:
    of = facts({"guest.exists": False, "guest.softDeleted": False, **policy})
    assert answer(of) == (cause, "certain")
    assert who(of)[0] == "inviting admin"
    unread = {name: {"unknown": "no permission"} for name in policy}
    assert answer(facts({"guest.exists": False, "guest.softDeleted": False, **unread})) == (
        CAUSE,
        "likely",
    )


def test_a_policy_that_was_only_told_makes_nothing_certain() -> None:
    of = facts(
        {"guest.exists": False, "guest.softDeleted": False}, {"host.spo.domainAllowsInvitee": False}
    )
    assert answer(of) == ("spo-domain-restriction", "likely")
