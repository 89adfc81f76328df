"""The article: the match requirement against sign-in names that differ."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import INVITED, SIGN_IN_NAME, Known, answer, facts, says, verdicts, who

CAUSE = "legacy-account-match"
CONFLICT: Known = {
    "link.kind": "acceptInvite",
    "host.requireMatch": True,
    "invitee.upn": SIGN_IN_NAME,
    "invitee.proxyAddresses": [f"SMTP:{INVITED}"],
    "case.invitedAddress": INVITED,
    "error.class": "spo.generic-didnt-work",
    "guest.exists": False,
}
HONOURED: Known = {**CONFLICT, "host.legacyInvitationsHonoured": True}


TABLE = [
    ("the article as written", {}, {**CONFLICT, "now": "2018-12-27"}, "present, certain"),
    ("a tenant that still honours such invitations", {}, HONOURED, "present, certain"),
    (
        "an administrator only says so",
        {"host.legacyInvitationsHonoured": True},
        CONFLICT,
        "present, likely",
    ),
    ("today it explains the original failure", {}, CONFLICT, "present, possible"),
    (
        "the requirement is only told",
        {"host.requireMatch": True},
        {**HONOURED, "host.requireMatch": None},
        "present, likely",
    ),
    (
        "the sign-in name is a proxy address: lever 2 is done",
        {},
        {**HONOURED, "invitee.proxyAddresses": [INVITED, f"smtp:{SIGN_IN_NAME}"]},
        "absent",
    ),
    (
        "the name equals the address but for capitals",
        {},
        {**HONOURED, "invitee.upn": "Marcus.Jones@Contoso.com"},
        "absent",
    ),
    ("no requirement", {}, {**HONOURED, "host.requireMatch": False}, "absent"),
    ("a modern link", {}, {**HONOURED, "link.kind": "shortShare"}, "absent"),
    ("an AADSTS code on the page", {"error.aadsts": 50020}, HONOURED, "absent"),
    (
        "a guest made lately",
        {},
        {**HONOURED, "guest.exists": True, "guest.createdAt": "2026-10-01"},
        "absent",
    ),
    ("the kind of link is unknown", {}, {**HONOURED, "link.kind": None}, "cannot_tell"),
    ("the requirement alone decides nothing", {"host.requireMatch": True}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_any_one_of_the_three_options_is_enough() -> None:
    diagnosis = classify(facts(HONOURED))
    assert (diagnosis.cause, diagnosis.mode.value) == (CAUSE, "one_of")
    assert who(facts(HONOURED)) == ["inviting admin", "invited admin", "invited invited-user"]
    assert diagnosis.remedies == (
        "lift-match-requirement",
        "add-sign-in-name-as-proxy",
        "separate-microsoft-account",
    )


@pytest.mark.parametrize(
    "block",
    [{"home.xtap.outboundAllows": False}, {"home.tenantRestricted": "v2"}],
    ids=["outbound settings", "tenant restrictions"],
)
def test_no_personal_account_round_what_the_invited_side_blocks(block: Known) -> None:
    diagnosis = classify(facts({**HONOURED, **block}))
    assert "separate-microsoft-account" not in diagnosis.remedies


def test_after_the_retirement_the_link_comes_first_and_this_explains_it() -> None:
    of = facts(CONFLICT)
    assert answer(of) == ("legacy-invitation-retired", "certain")
    assert CAUSE not in classify(of, ask=False).next_obstacles


def test_what_is_certain_outweighs_a_block_that_was_only_told() -> None:
    then = {**CONFLICT, "now": "2019-03-01", "invitee.upnEqualsInvited": None}
    of = facts(then, {"home.xtap.outboundAllows": False})
    assert answer(of) == (CAUSE, "certain")
    assert classify(of, ask=False).next_obstacles == ("xtap-outbound-blocked",)


def test_a_block_on_the_way_out_that_was_read_stops_the_attempt_earlier() -> None:
    then = {**CONFLICT, "now": "2019-03-01", "invitee.upnEqualsInvited": None}
    of = facts({**then, "home.xtap.outboundAllows": False})
    assert answer(of) == ("xtap-outbound-blocked", "likely")
    assert classify(of, ask=False).next_obstacles == (CAUSE,)


def test_a_word_does_not_outweigh_equal_names() -> None:
    then = {**CONFLICT, "now": "2019-03-01", "invitee.upn": INVITED}
    assert says(CAUSE, facts(then, {"invitee.upnEqualsInvited": False})) == "absent"


def test_an_unknown_kind_of_link_is_asked_for() -> None:
    of = facts({**CONFLICT, "link.kind": None})
    assert "link.kind" in classify(of).questions[:2]
