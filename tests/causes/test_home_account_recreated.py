"""The account at home is a new one with the old name."""

from __future__ import annotations

import pytest

from tests.causes.stories import (
    INVITED,
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

CAUSE = "home-account-recreated"
NAME: Known = {"case.invitedAddress": INVITED}
ACCEPTED: Known = {"guest.externalUserState": "Accepted", "guest.issuer": "ExternalAzureAD"}
YOUNGER: Known = {
    **ACCEPTED,
    "guest.stateChangedAt": "2025-03-01",
    "invitee.accountCreatedAt": "2026-02-01",
}
OLDER: Known = {**YOUNGER, "invitee.accountCreatedAt": "2019-05-06"}
PAGE = refused(INVITED, OF_CONTOSO)

TABLE = [
    ("younger than the redemption", {**NAME, **PAGE}, YOUNGER, "present, likely"),
    ("younger than the redemption, and no page", NAME, YOUNGER, "present, likely"),
    (
        "told to have been made anew",
        {"invitee.changedAtHome": "recreated"},
        ACCEPTED,
        "present, likely",
    ),
    (
        "told to have moved to another tenant, where it is older",
        {"invitee.changedAtHome": "moved"},
        OLDER,
        "present, likely",
    ),
    (
        "a predecessor lies among the deleted, and the name is refused",
        {"error.aadsts": 90072},
        {**ACCEPTED, "invitee.predecessorDeleted": True},
        "present, likely",
    ),
    (
        "it worked, and now the right name is refused",
        {**NAME, **PAGE, "history.workedBefore": True},
        ACCEPTED,
        "present, likely",
    ),
    (
        "it worked, other partners' invitations still do",
        {**NAME, **PAGE, "history.workedBefore": True, "repro.otherHostsWork": True},
        ACCEPTED,
        "present, possible",
    ),
    (
        "the right name is refused although it accepted",
        {**NAME, **PAGE},
        ACCEPTED,
        "present, possible",
    ),
    (
        "SharePoint does not know the right name although it accepted",
        {**NAME, "error.class": "spo.user-not-in-directory", "error.signedInAs": INVITED},
        ACCEPTED,
        "present, possible",
    ),
    (
        "told, and nothing is known of the guest",
        {"invitee.changedAtHome": "moved"},
        {},
        "present, possible",
    ),
    ("older than the redemption", {**NAME, **PAGE}, OLDER, "absent"),
    ("nobody has accepted", {**NAME, **PAGE}, PENDING, "absent"),
    (
        "a personal account accepted",
        {**NAME, **PAGE},
        {**YOUNGER, "guest.issuer": "MicrosoftAccount"},
        "absent",
    ),
    ("it was only renamed", {"invitee.changedAtHome": "renamed"}, ACCEPTED, "cannot_tell"),
    (
        "accepted, and the dates are not known",
        {"error.aadsts": 50020, "invitee.changedAtHome": "no"},
        ACCEPTED,
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_both_dates_and_the_page_are_certain() -> None:
    of = facts({**YOUNGER, **NAME}, pasted=PAGE)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]


@pytest.mark.parametrize(
    ("read", "told", "pasted"),
    [
        (YOUNGER, {**NAME, **PAGE}, {}),
        ({**YOUNGER, "guest.issuer": None}, NAME, PAGE),
        ({**YOUNGER, "host.addressCollision": "otherGuest"}, NAME, PAGE),
        (YOUNGER, NAME, {**PAGE, "error.aadsts": 16003, "error.class": "aad.16003"}),
        (
            {n: v for n, v in YOUNGER.items() if n != "guest.stateChangedAt"},
            {"homeRecreated": True, **NAME},
            PAGE,
        ),
    ],
    ids=["page told", "issuer unknown", "two guests", "another code", "dates told"],
)
def test_else_it_is_likely_at_most(read: Known, told: Known, pasted: Known) -> None:
    assert says(CAUSE, facts(read, told, pasted)) == "present, likely"


def test_another_account_on_the_page_is_the_nearer_cause() -> None:
    read = {**YOUNGER, **NAME, "invitee.upn": SIGN_IN_NAME, "invitee.proxyAddresses": []}
    of = facts(
        {**read, "case.homeTenantId": "c0470500-0000-4000-8000-000000000002"},
        pasted=refused("x@y.example", OF_ANOTHER),
    )
    assert answer(of) == ("wrong-account-signed-in", "certain")
    assert says(CAUSE, of) == "present, likely"
