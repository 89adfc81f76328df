"""The inviting directory does not let the inviter invite."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import answer, facts, says, verdict_of, verdicts, who

CAUSE = "guest-invite-settings"

TABLE = [
    ("the refusal", {"error.class": "inviter.invites-disabled"}, {}, "present, certain"),
    (
        "the refusal, though everybody may invite by now",
        {"error.class": "inviter.invites-disabled"},
        {"host.entra.allowInvitesFrom": "everyone"},
        "present, likely",
    ),
    (
        "nobody may invite, and there is no guest",
        {},
        {"host.entra.allowInvitesFrom": "none", "guest.exists": False, "guest.softDeleted": False},
        "present, certain",
    ),
    (
        "nobody may invite, and somebody says there is no guest",
        {"guest.exists": False, "guest.softDeleted": False},
        {"host.entra.allowInvitesFrom": "none"},
        "present, likely",
    ),
    (
        "administrators only, the inviter is none, and there is no guest",
        {},
        {
            "host.entra.allowInvitesFrom": "adminsAndGuestInviters",
            "host.inviter.mayInvite": False,
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "present, certain",
    ),
    (
        "the same, but the inviter said so",
        {"host.inviter.mayInvite": False},
        {
            "host.entra.allowInvitesFrom": "adminsAndGuestInviters",
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "present, likely",
    ),
    (
        "administrators only, and the inviter is one",
        {"error.class": "none"},
        {
            "host.entra.allowInvitesFrom": "adminsAndGuestInviters",
            "host.inviter.mayInvite": True,
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "absent",
    ),
    (
        "administrators only, whether the inviter is one is open",
        {},
        {
            "host.entra.allowInvitesFrom": "adminsAndGuestInviters",
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "present, possible",
    ),
    (
        "the guest is there but has not accepted",
        {"guest.exists": True},
        {"host.entra.allowInvitesFrom": "adminsAndGuestInviters"},
        "present, possible",
    ),
    (
        "the guest has accepted: nobody need invite",
        {},
        {"host.entra.allowInvitesFrom": "none", "guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "the person got as far as a page of SharePoint",
        {"error.class": "spo.network-location"},
        {"host.entra.allowInvitesFrom": "none", "guest.exists": True},
        "absent",
    ),
    (
        "a refusal that names no policy, and nobody may invite",
        {"error.class": "inviter.policy"},
        {"host.entra.allowInvitesFrom": "none"},
        "present, certain",
    ),
    (
        "a refusal that names no policy, but the guest is there",
        {"error.class": "inviter.policy"},
        {"host.entra.allowInvitesFrom": "none", "guest.exists": True},
        "present, likely",
    ),
    ("a refusal that names no policy", {"error.class": "inviter.policy"}, {}, "cannot_tell"),
    (
        "everybody may invite",
        {},
        {
            "host.entra.allowInvitesFrom": "everyone",
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "absent",
    ),
    (
        "the setting could not be read",
        {},
        {
            "host.entra.allowInvitesFrom": {"unknown": "no permission"},
            "guest.exists": False,
            "guest.softDeleted": False,
        },
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_under_nobody_an_administrators_invitation_is_not_offered() -> None:
    of = facts(
        {"host.entra.allowInvitesFrom": "none", "guest.exists": False, "guest.softDeleted": False}
    )
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("allow-members-to-invite",)


def test_the_cheapest_way_comes_first() -> None:
    of = facts(told={"error.class": "inviter.invites-disabled"})
    assert classify(of, ask=False).remedies == (
        "invite-as-guest-inviter",
        "make-guest-inviter",
        "allow-members-to-invite",
    )


def test_a_missing_guest_where_everybody_may_invite_is_another_cause() -> None:
    of = facts(
        {
            "host.entra.allowInvitesFrom": "everyone",
            "guest.exists": False,
            "guest.softDeleted": False,
        }
    )
    assert answer(of)[0] == "guest-missing"


def test_a_state_that_was_read_is_no_word_of_the_page() -> None:
    of = facts(
        {"host.entra.allowInvitesFrom": "none", "guest.exists": False, "guest.softDeleted": False},
        {"error.class": "spo.generic-didnt-work"},
    )
    assert says(CAUSE, of) == "present, certain"
    because = verdict_of(CAUSE, classify(of, ask=False)).because
    assert not any(name.startswith("error.") for name in because)
