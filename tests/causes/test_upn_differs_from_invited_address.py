"""Today's form of the conflict: Entra matches by the sign-in name."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import INVITED, SIGN_IN_NAME, Known, answer, facts, says, who

CAUSE = "upn-differs-from-invited-address"
NAMES: Known = {"invitee.upn": SIGN_IN_NAME, "case.invitedAddress": INVITED}
PENDING: Known = {"guest.externalUserState": "PendingAcceptance"}


TABLE = [
    (
        "signed in by the name, refused, guest pending, all of it read",
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME},
        {**NAMES, **PENDING},
        "present, certain",
    ),
    (
        "the names are only told",
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME, **NAMES},
        PENDING,
        "present, likely",
    ),
    (
        "the guest is only told",
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME, **PENDING},
        NAMES,
        "present, likely",
    ),
    (
        "refused on the link of the invitation mail, which tolerates other names",
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME, "link.kind": "entraRedeem"},
        {**NAMES, **PENDING},
        "present, likely",
    ),
    ("only the invited side can be read", {"error.aadsts": 90072}, NAMES, "present, likely"),
    ("no page, but the guest is pending", {}, {**NAMES, **PENDING}, "present, likely"),
    ("nothing but the differing name", {}, NAMES, "present, possible"),
    (
        "seen from the inviting side: another name of the same organisation",
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME, "case.invitedAddress": INVITED},
        {},
        "present, possible",
    ),
    (
        "equal but for capitals",
        {"error.aadsts": 50020},
        {"invitee.upn": "Marcus.JONES@contoso.com", "case.invitedAddress": INVITED},
        "absent",
    ),
    (
        "the guest was redeemed long ago",
        {"error.aadsts": 50020},
        {**NAMES, "guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "redeemed, but the address typed is no sign-in name",
        {"error.aadsts": 50034},
        {**NAMES, "guest.externalUserState": "Accepted"},
        "present, likely",
    ),
    (
        "the address is allowed as alternate login ID",
        {"error.aadsts": 50020},
        {
            **NAMES,
            **PENDING,
            "invitee.alternateLoginId": True,
            "invitee.invitedInProxyAddresses": True,
        },
        "absent",
    ),
    (
        "nobody knows the sign-in name",
        {"error.aadsts": 50020},
        {"case.invitedAddress": INVITED},
        "cannot_tell",
    ),
]


@pytest.mark.parametrize(
    ("told", "read", "verdict"), [pytest.param(*row, id=said) for said, *row in TABLE]
)
def test_the_verdict(told: Known, read: Known, verdict: str) -> None:
    assert says(CAUSE, facts(read, told)) == verdict


def test_any_one_suffices_and_the_cheapest_comes_first() -> None:
    of = facts({**NAMES, **PENDING}, {"error.aadsts": 50020})
    assert answer(of)[0] == CAUSE
    assert classify(of).mode.value == "one_of"
    assert who(of)[0] == "invited invited-user"
    assert classify(of).remedies[0] == "sign-in-with-the-sign-in-name"
    assert {
        "lift-match-requirement",
        "add-sign-in-name-as-proxy",
        "separate-microsoft-account",
    } < set(classify(of).remedies)


def test_a_code_on_the_page_makes_it_the_answer_even_for_an_old_link() -> None:
    of = facts(NAMES, {"error.aadsts": 50020, "link.kind": "acceptInvite"})
    assert answer(of)[0] == CAUSE


@pytest.mark.parametrize("code", [53003, 500212, 500021, 500571])
def test_a_page_that_names_another_cause_is_believed(code: int) -> None:
    of = facts({**NAMES, **PENDING}, {"error.aadsts": code})
    assert answer(of)[0] != CAUSE
