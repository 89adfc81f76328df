"""Somebody else's account took the invitation."""

from __future__ import annotations

import pytest

from tests.causes.stories import (
    CONTOSO,
    INVITED,
    NAMES_READ,
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

CAUSE = "redeemed-by-other-account"
TWIN = "msa-and-work-account-same-address"
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}
OTHER = "admin.marcus@contoso.com"
STRANGER = "mj77@outlook.com"
NAME: Known = {"case.invitedAddress": INVITED}
BY_STRANGER: Known = {**ACCEPTED, "guest.redeemedBy": STRANGER}
PERSONAL: Known = {**ACCEPTED, "guest.issuer": "MicrosoftAccount"}

TABLE = [
    ("the audit names another account", NAME, BY_STRANGER, "present, likely"),
    (
        "an administrator's account of the same person accepted, and all names are read",
        {},
        {**NAMES_READ, **ACCEPTED, "guest.redeemedBy": OTHER},
        "present, likely",
    ),
    (
        "another name of the same domain accepted: it may be the sign-in name",
        NAME,
        {**ACCEPTED, "guest.redeemedBy": SIGN_IN_NAME},
        "present, possible",
    ),
    (
        "the sign-in name accepted",
        {},
        {**NAMES_READ, **ACCEPTED, "guest.redeemedBy": SIGN_IN_NAME},
        "absent",
    ),
    (
        "a personal account accepted for an address of a work account",
        NAME,
        {**PERSONAL, "invitee.accountFound": True},
        "present, likely",
    ),
    (
        "a code by mail accepted for an address of a work account",
        {},
        {**NAME, **ACCEPTED, "guest.issuer": "mail", "invitee.accountKind": "user"},
        "present, likely",
    ),
    (
        "a personal account accepted, and the page shows the work account",
        {**NAME, **refused(INVITED, OF_CONTOSO)},
        PERSONAL,
        "present, likely",
    ),
    (
        "a work account accepted for a personal address",
        {"case.invitedAddress": STRANGER},
        {**ACCEPTED, "guest.issuer": "ExternalAzureAD"},
        "present, likely",
    ),
    (
        "a personal account accepted for a personal address",
        {"case.invitedAddress": STRANGER},
        {**PERSONAL, "invitee.accountFound": False},
        "cannot_tell",
    ),
    (
        "the page says that the partner's user is not valid",
        {"error.class": "spo.partner-user-invalid"},
        ACCEPTED,
        "present, likely",
    ),
    (
        "the same page, and nobody has accepted",
        {"error.class": "spo.partner-user-invalid"},
        PENDING,
        "absent",
    ),
    (
        "the personal account on that very address accepted",
        {**NAME, "invitee.alsoHasMsa": True},
        {**PERSONAL, "invitee.accountFound": True},
        "absent",
    ),
    ("nobody has accepted yet", NAME, {**PENDING, "guest.redeemedBy": STRANGER}, "absent"),
    (
        "the right account is refused although it is older than the redemption",
        {**NAME, **refused(INVITED, OF_CONTOSO)},
        {**ACCEPTED, "guest.issuer": "ExternalAzureAD", "homeRecreated": False},
        "present, likely",
    ),
    (
        "the same, but it got in before",
        {**NAME, **refused(INVITED, OF_CONTOSO), "history.workedBefore": True},
        {**ACCEPTED, "guest.issuer": "ExternalAzureAD", "homeRecreated": False},
        "cannot_tell",
    ),
    ("accepted, by whom is not known", NAME, ACCEPTED, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


PAGE = refused(INVITED, OF_CONTOSO)


def test_it_is_certain_where_the_invited_account_is_refused_and_the_log_names_the_other() -> None:
    known = {**NAMES_READ, **ACCEPTED, "guest.redeemedBy": OTHER}
    assert answer(facts(known, pasted=PAGE)) == (CAUSE, "certain")
    assert who(facts(known, pasted=PAGE)) == ["inviting admin"]


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ({"guest.redeemedBy": OTHER}, {**NAMES_READ, **ACCEPTED}),
        (
            {},
            {
                **NAMES_READ,
                **ACCEPTED,
                "guest.redeemedBy": OTHER,
                **{"host.addressCollision": "otherGuest"},
            },
        ),
        ({}, {**NAME, **BY_STRANGER}),
    ],
    ids=["the other account is told", "two guests can be meant", "not all names are known"],
)
def test_else_it_is_likely_at_most(told: Known, more: Known) -> None:
    assert says(CAUSE, facts(more, told, PAGE)) == "present, likely"


def test_it_is_not_certain_from_a_page_of_the_account_that_accepted() -> None:
    known = {**NAMES_READ, **ACCEPTED, "guest.redeemedBy": OTHER}
    assert says(CAUSE, facts(known, pasted=refused(OTHER, OF_CONTOSO))) == "present, likely"


def test_whose_personal_account_it_was_decides_who_acts() -> None:
    known = {**PERSONAL, "invitee.accountFound": True, "case.homeTenantId": CONTOSO}
    of = facts(known, {**NAME, "error.class": "spo.user-not-in-directory"})
    assert (answer(of), who(of)) == ((CAUSE, "likely"), ["inviting admin"])
    twin = facts(
        known, {**NAME, "error.class": "spo.user-not-in-directory", "invitee.alsoHasMsa": True}
    )
    assert (answer(twin), who(twin)[0]) == ((TWIN, "likely"), "invited invited-user")
