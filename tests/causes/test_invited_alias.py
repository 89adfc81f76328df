"""Invited by a secondary address of the account."""

from __future__ import annotations

import pytest

from tests.causes.stories import (
    INVITED,
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

CAUSE = "invited-alias"
PLAIN = "upn-differs-from-invited-address"
MAIN = "m.jones@contoso.com"
NAMES: Known = {"case.invitedAddress": INVITED, "invitee.upn": SIGN_IN_NAME}
ALIAS: Known = {
    **NAMES,
    "invitee.mail": MAIN,
    "invitee.proxyAddresses": [f"SMTP:{MAIN}", f"smtp:{INVITED}"],
}
BY_NAME = refused(SIGN_IN_NAME, OF_CONTOSO)

TABLE = [
    ("a secondary address, refused on a direct link", BY_NAME, ALIAS, "present, likely"),
    ("a secondary address of a guest that waits", {}, {**ALIAS, **PENDING}, "present, likely"),
    ("a secondary address, and no page yet", {}, ALIAS, "cannot_tell"),
    (
        "a secondary address behind a page that says nothing",
        {"error.class": "spo.generic-didnt-work"},
        ALIAS,
        "present, possible",
    ),
    (
        "it is the main address",
        BY_NAME,
        {**ALIAS, "invitee.mail": INVITED},
        "absent",
    ),
    (
        "it is none of the account's addresses",
        BY_NAME,
        {**ALIAS, "invitee.proxyAddresses": [f"SMTP:{MAIN}"]},
        "absent",
    ),
    (
        "it is the sign-in name itself",
        BY_NAME,
        {**ALIAS, "invitee.upn": INVITED},
        "absent",
    ),
    (
        "the person was renamed, so it is the former address",
        {**BY_NAME, "invitee.changedAtHome": "renamed"},
        ALIAS,
        "absent",
    ),
    (
        "the sign-in name lies on onmicrosoft.com",
        {},
        {**ALIAS, "invitee.upn": "mj@contoso.onmicrosoft.com", **PENDING},
        "absent",
    ),
    (
        "e-mail is allowed as login ID",
        BY_NAME,
        {**ALIAS, "invitee.alternateLoginId": True},
        "absent",
    ),
    (
        "the guest was redeemed long ago",
        BY_NAME,
        {**ALIAS, "guest.externalUserState": "Accepted"},
        "absent",
    ),
    ("nobody knows which address is the main one", BY_NAME, NAMES, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


SURE: Known = {**ALIAS, **PENDING, "invitee.changedAtHome": "no"}


def test_it_is_certain_once_a_renaming_is_ruled_out() -> None:
    assert answer(facts(SURE, pasted=BY_NAME)) == (CAUSE, "certain")
    unasked = {n: v for n, v in SURE.items() if n != "invitee.changedAtHome"}
    assert answer(facts(unasked, pasted=BY_NAME)) == (CAUSE, "likely")


def test_the_inviter_may_share_with_the_sign_in_name() -> None:
    assert who(facts(SURE, pasted=BY_NAME))[:2] == ["inviting inviter", "invited invited-user"]


@pytest.mark.parametrize(
    ("more", "one"),
    [
        ({}, CAUSE),
        ({"invitee.mail": INVITED}, PLAIN),
        ({"invitee.mail": None}, PLAIN),
        ({"invitee.changedAtHome": "renamed"}, "user-renamed"),
        ({"invitee.upn": "mj@contoso.onmicrosoft.com"}, "upn-on-onmicrosoft-domain"),
    ],
    ids=["alias", "main address", "main address unknown", "renamed", "onmicrosoft"],
)
def test_of_the_family_exactly_one_is_present(more: Known, one: str) -> None:
    family = {CAUSE, PLAIN, "user-renamed", "upn-on-onmicrosoft-domain"}
    known = {**ALIAS, **PENDING, **more}
    of = facts(known, pasted=refused(str(known["invitee.upn"]), OF_CONTOSO))
    assert [each for each in sorted(family) if says(each, of).startswith("present")] == [one]
    assert answer(of)[0] == one
