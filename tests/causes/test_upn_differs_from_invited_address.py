"""Today's form of the conflict: Entra matches by the sign-in name."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import (
    CONTOSO,
    INVITED,
    NAMES_READ,
    OF_ANOTHER,
    OF_CONTOSO,
    PENDING,
    SIGN_IN_NAME,
    Known,
    answer,
    facts,
    refused,
    says,
    verdicts,
    who,
)

CAUSE = "upn-differs-from-invited-address"
NAMES: Known = {"invitee.upn": SIGN_IN_NAME, "case.invitedAddress": INVITED}


TABLE = [
    (
        "signed in by the name, refused, guest pending, all of it read",
        {},
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME, **NAMES, **PENDING},
        "present, certain",
    ),
    (
        "the page is only told",
        {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME},
        {**NAMES, **PENDING},
        "present, likely",
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
    ("nothing but the differing name: many differ and nothing fails", {}, NAMES, "cannot_tell"),
    (
        "the differing name behind a page that says nothing",
        {"error.class": "spo.generic-didnt-work"},
        NAMES,
        "present, possible",
    ),
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

test_the_verdict = verdicts(CAUSE, TABLE)


def test_any_one_suffices_and_the_cheapest_comes_first() -> None:
    of = facts({**NAMES, **PENDING}, {"error.aadsts": 50020})
    assert answer(of)[0] == CAUSE
    assert classify(of, ask=False).mode.value == "one_of"
    assert who(of)[0] == "invited invited-user"
    assert classify(of, ask=False).remedies[0] == "sign-in-with-the-sign-in-name"
    assert {
        "lift-match-requirement",
        "add-sign-in-name-as-proxy",
        "separate-microsoft-account",
    } < set(classify(of, ask=False).remedies)


def test_a_code_on_the_page_makes_it_the_answer_even_for_an_old_link() -> None:
    of = facts(NAMES, {"error.aadsts": 50020, "link.kind": "acceptInvite"})
    assert answer(of)[0] == CAUSE


@pytest.mark.parametrize("code", [53003, 500212, 500021, 500571])
def test_a_page_that_names_another_cause_is_believed(code: int) -> None:
    of = facts({**NAMES, **PENDING}, {"error.aadsts": code})
    assert answer(of)[0] != CAUSE


BY_NAME = refused(SIGN_IN_NAME, OF_CONTOSO)
FAILED = {"error.time": "2026-11-20T09:00:00Z"}
NOT_CERTAIN = [
    ("the guest was made after the page", FAILED, {"guest.createdAt": "2026-11-21"}),
    ("the guest was reset after the page", FAILED, {"guest.stateChangedAt": "2026-11-21"}),
    ("two guests can be meant", {}, {"host.addressCollision": "otherGuest"}),
]


@pytest.mark.parametrize(
    ("pasted", "read"), [pytest.param(*row, id=said) for said, *row in NOT_CERTAIN]
)
def test_it_is_certain_only_of_the_guest_that_was_there(pasted: Known, read: Known) -> None:
    sure = facts({**NAMES_READ, **PENDING, "guest.createdAt": "2026-11-01"}, {}, BY_NAME)
    assert says(CAUSE, sure) == "present, certain"
    doubted = facts({**NAMES_READ, **PENDING, **read}, {}, {**BY_NAME, **pasted})
    assert says(CAUSE, doubted) == "present, likely"


def test_an_address_that_was_only_told_may_be_the_one_invited() -> None:
    read = {n: v for n, v in NAMES_READ.items() if n != "case.invitedAddress"}
    of = facts({**read, **PENDING}, {"case.invitedAddress": INVITED}, BY_NAME)
    assert answer(of) == (CAUSE, "certain")


def test_what_was_said_of_the_names_gives_way_to_what_was_read() -> None:
    equal = {"invitee.upnEqualsInvited": True}
    of = facts({**NAMES_READ, **PENDING}, equal, {"error.aadsts": 50020})
    assert answer(of) == (CAUSE, "likely")


def test_the_name_that_was_used_is_read_off_the_page() -> None:
    used = {"usedUpn": True}
    of = facts({**NAMES_READ, **PENDING}, used, refused(INVITED, OF_CONTOSO))
    assert says(CAUSE, of) == "present, likely"


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ({"case.homeTenantId": CONTOSO}, "present, possible"),
        ({"case.homeTenantId": "aaaaaaaa-0000-4000-8000-00000000000a"}, "cannot_tell"),
    ],
    ids=["of the same tenant", "of another tenant"],
)
def test_another_domain_of_the_same_organisation(known: Known, verdict: str) -> None:
    page = refused("mj@corp.example", OF_CONTOSO)
    of = facts({**known, **PENDING}, {"case.invitedAddress": INVITED}, page)
    assert says(CAUSE, of) == verdict
    assert (answer(of)[0] == CAUSE) is (verdict == "present, possible")


def test_the_invited_address_in_a_foreign_tenant_is_no_other_name() -> None:
    of = facts({}, {"case.invitedAddress": INVITED}, refused(INVITED, OF_ANOTHER))
    assert says(CAUSE, of) == "cannot_tell"


HONOURED: Known = {
    **NAMES_READ,
    "link.kind": "acceptInvite",
    "host.requireMatch": True,
    "host.legacyInvitationsHonoured": True,
}


@pytest.mark.parametrize(
    ("known", "younger"),
    [
        ({**HONOURED, "error.aadsts": 50020}, True),
        ({**HONOURED, **PENDING, "guest.createdAt": "2026-11-01"}, True),
        ({**HONOURED, "host.legacyInvitationsHonoured": None, "now": "2019-03-01"}, False),
        (
            {
                **HONOURED,
                "host.legacyInvitationsHonoured": None,
                "now": "2019-03-01",
                "error.aadsts": 50020,
            },
            True,
        ),
        ({**HONOURED, "error.class": "spo.generic-didnt-work", "guest.exists": False}, False),
        ({**HONOURED, **PENDING}, False),
    ],
    ids=[
        "a code",
        "a guest made lately",
        "the law of 2019",
        "a code in 2019",
        "honoured",
        "a guest of unknown age",
    ],
)
def test_of_the_twins_exactly_one_stands(known: Known, younger: bool) -> None:
    of = facts(known)
    assert says(CAUSE, of).startswith("present") is younger
    assert says("legacy-account-match", of).startswith("present") is not younger
    assert answer(of)[0] == (CAUSE if younger else "legacy-account-match")


def test_an_interrupt_shows_no_entra_at_work() -> None:
    of = facts({**HONOURED, "error.aadsts": 50058})
    assert answer(of) == ("legacy-account-match", "likely")
