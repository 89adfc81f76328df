"""Whoever shares may not share with people outside."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "sharer-not-permitted"
POLICY: Known = {"error.class": "inviter.policy"}
BARRED: Known = {"host.inviter.mayShare": False}
GROUPS: Known = {"host.sharingLimitedToGroups": True}

TABLE = [
    ("refused, and read not to be permitted", POLICY, BARRED, "present, certain"),
    (
        "no guest was made, and the sharer may not",
        {},
        {**BARRED, "guest.exists": False},
        "present, certain",
    ),
    ("refused, and told not to be permitted", {**POLICY, **BARRED}, {}, "present, likely"),
    ("refused where only groups may share", POLICY, GROUPS, "present, likely"),
    (
        "refused where only groups may share, and the sharer is in one",
        POLICY,
        {**GROUPS, "host.inviter.mayShare": True},
        "absent",
    ),
    (
        "only groups may share, and no guest was made",
        {},
        {**GROUPS, "guest.exists": False},
        "present, possible",
    ),
    (
        "the recipient lacks permission, and the sharer may not give any",
        {"error.class": "inviter.recipient-lacks-permission"},
        BARRED,
        "present, possible",
    ),
    (
        "a guest there is already",
        {"error.aadsts": 50020},
        {**BARRED, "guest.exists": True},
        "absent",
    ),
    (
        "refused, although the guest exists",
        POLICY,
        {**BARRED, "guest.exists": True},
        "present, certain",
    ),
    ("permitted", POLICY, {"host.inviter.mayShare": True}, "absent"),
    (
        "the sharer swears to be permitted",
        {**POLICY, "host.inviter.mayShare": True},
        GROUPS,
        "present, likely",
    ),
    ("refused, nothing known of who may share", POLICY, {}, "cannot_tell"),
    (
        "who may invite in Entra is another setting",
        POLICY,
        {"host.entra.allowInvitesFrom": "adminsAndGuestInviters", "host.inviter.mayInvite": False},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_a_colleague_shares_before_a_policy_is_changed() -> None:
    of = facts(BARRED, POLICY)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter", "inviting admin"]
    assert classify(of, ask=False).remedies[0] == "let-somebody-else-share"
