"""Entra's list of domains refuses the invited address."""

from __future__ import annotations

import pytest

from tests.causes.stories import PENDING, Known, answer, facts, verdicts, who

CAUSE = "entra-domain-allow-block-list"
REFUSED: Known = {"error.class": "inviter.blocked-domain"}
LISTED: Known = {"host.entra.domainAllowsInvitee": False}
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}

TABLE = [
    (
        "the list, and no guest",
        {},
        {**LISTED, "guest.exists": False, "guest.softDeleted": False},
        "present, certain",
    ),
    ("the list, and a guest who waits", {}, {**LISTED, **PENDING}, "present, certain"),
    ("the refusal and the list", REFUSED, LISTED, "present, certain"),
    (
        "the list only told",
        LISTED,
        {"guest.exists": False, "guest.softDeleted": False},
        "present, likely",
    ),
    ("the state only told", PENDING, LISTED, "present, likely"),
    ("a guest who accepted is not asked again", {}, {**LISTED, **ACCEPTED}, "absent"),
    (
        "an accepted guest under another address, the inviter refused",
        REFUSED,
        {**LISTED, **ACCEPTED},
        "present, certain",
    ),
    (
        "the refusal, and SharePoint's list admits the domain",
        REFUSED,
        {"host.spo.domainAllowsInvitee": True},
        "present, likely",
    ),
    ("the refusal names neither list", REFUSED, {}, "present, possible"),
    (
        "the list was changed after the invitation, and could not be read",
        {},
        {**PENDING, "host.entra.domainPolicyChangedAfterInvite": True},
        "present, possible",
    ),
    ("the list admits the domain", REFUSED, {"host.entra.domainAllowsInvitee": True}, "absent"),
    (
        "the list could not be read",
        {},
        {**PENDING, "host.entra.domainAllowsInvitee": {"unknown": "no permission"}},
        "cannot_tell",
    ),
    ("the list, nothing of the guest", {}, LISTED, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    "guest", [{"guest.exists": False, "guest.softDeleted": False}, PENDING], ids=["none", "waiting"]
)
def test_the_list_explains_the_guest_and_not_the_other_way_round(guest: Known) -> None:
    of = facts({**LISTED, **guest})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
