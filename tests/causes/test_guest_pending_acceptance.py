"""The guest never accepted; only an answer where nothing else explains it."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "guest-pending-acceptance"
PENDING: Known = {"guest.externalUserState": "PendingAcceptance"}


TABLE = [
    ("read", {"error.aadsts": 50020}, PENDING, "present, likely"),
    ("told", PENDING, {}, "present, likely"),
    ("accepted", {}, {"guest.externalUserState": "Accepted"}, "absent"),
    ("never invited that way", {}, {"guest.externalUserState": "null"}, "absent"),
    ("not readable", {}, {"guest.externalUserState": {"unknown": "no consent"}}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("why", "cause"),
    [
        ({"host.xtap.inboundAllows": False}, "xtap-inbound-blocked"),
        ({"home.xtap.outboundAllows": False}, "xtap-outbound-blocked"),
        ({"host.spo.sharingCapability": "disabled"}, "spo-tenant-sharing-disabled"),
        ({"invitee.upnEqualsInvited": False}, "upn-differs-from-invited-address"),
        ({"usedOtherAccount": True}, "wrong-account-signed-in"),
        ({"link.expired": True}, "invitation-expired"),
        ({"host.spo.domainAllowsInvitee": False}, "spo-domain-restriction"),
    ],
    ids=["inbound", "outbound", "sharing off", "name differs", "other account", "expired", "list"],
)
def test_it_is_a_symptom_of_whatever_explains_it(why: Known, cause: str) -> None:
    of = facts({**PENDING, **why})
    assert answer(of)[0] == cause
    assert CAUSE not in classify(of, ask=False).next_obstacles


def test_alone_it_is_the_answer() -> None:
    of = facts(PENDING, {"error.class": "spo.partner-user-invalid"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited invited-user", "inviting admin"]


def test_who_was_let_in_by_entra_has_accepted() -> None:
    assert answer(facts(PENDING, {"error.class": "spo.access-denied"}))[0] is None
