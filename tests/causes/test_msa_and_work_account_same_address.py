"""The invited address is a work account and a personal one."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import (
    CONTOSO,
    INVITED,
    NAMES_READ,
    OF_CONTOSO,
    PENDING,
    Known,
    answer,
    facts,
    refused,
    says,
    verdicts,
    who,
)

CAUSE = "msa-and-work-account-same-address"
NAME: Known = {"case.invitedAddress": INVITED}
AT_WORK: Known = {"guest.externalUserState": "Accepted", "guest.issuer": "ExternalAzureAD"}
PERSONAL: Known = {"guest.externalUserState": "Accepted", "guest.issuer": "MicrosoftAccount"}
TWIN = refused(INVITED, "live.com")

TABLE = [
    (
        "the personal account of that address is on the page, the work account accepted",
        {**NAME, **TWIN},
        AT_WORK,
        "present, likely",
    ),
    (
        "the same, and an account at work was found",
        {**NAME, **TWIN},
        {"invitee.accountFound": True},
        "present, likely",
    ),
    (
        "the same, and nothing is known of an account at work",
        {**NAME, **TWIN},
        {"invitee.tenantFound": True},
        "present, possible",
    ),
    (
        "the personal account accepted, both exist",
        {**NAME, "invitee.alsoHasMsa": True},
        {**PERSONAL, "invitee.accountFound": True},
        "present, likely",
    ),
    (
        "Google accepted, a personal Microsoft account is on the page, both exist",
        {"error.class": "picker.not-in-tenant", "error.idp": "live.com"},
        {
            "guest.externalUserState": "Accepted",
            "guest.issuer": "google",
            "invitee.alsoHasMsa": True,
        },
        "present, likely",
    ),
    (
        "the page asks which of the two",
        {"error.class": "picker.ambiguous"},
        {},
        "present, possible",
    ),
    ("an account of a kind not admitted", {"error.aadsts": 500208}, {}, "present, possible"),
    (
        "the same, with a personal account",
        {"error.aadsts": 500208, "error.idp": "live.com"},
        {},
        "present, likely",
    ),
    (
        "the right name is refused although it accepted, and a personal twin exists",
        {**NAME, **refused(INVITED, OF_CONTOSO), "invitee.alsoHasMsa": True},
        {"guest.externalUserState": "Accepted"},
        "present, possible",
    ),
    (
        "the address is a personal one",
        {"case.invitedAddress": "mj77@outlook.com", **refused("mj77@outlook.com", "live.com")},
        {},
        "absent",
    ),
    (
        "no directory has the domain",
        {**NAME, **TWIN},
        {"invitee.tenantFound": False},
        "absent",
    ),
    (
        "there is no personal account",
        {**NAME, "invitee.alsoHasMsa": False},
        {**PERSONAL, "invitee.accountFound": True},
        "absent",
    ),
    (
        "a personal account under another name: a wrong account, no twin",
        {**NAME, **refused("mj77@outlook.com", "live.com")},
        {**AT_WORK, "invitee.alsoHasMsa": False},
        "absent",
    ),
    (
        "the right name is refused although it accepted",
        {**NAME, **refused(INVITED, OF_CONTOSO)},
        {"guest.externalUserState": "Accepted"},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


READ: Known = {**NAMES_READ, "invitee.upn": INVITED, "case.homeTenantId": CONTOSO}


def test_it_is_certain_where_the_page_names_the_twin_and_work_accepted() -> None:
    of = facts({**READ, **AT_WORK}, pasted=TWIN)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited invited-user", "inviting admin"]


@pytest.mark.parametrize(
    ("read", "told", "pasted"),
    [
        ({**READ, **AT_WORK}, TWIN, {}),
        (READ, AT_WORK, TWIN),
        ({**READ, **AT_WORK, "host.addressCollision": "otherGuest"}, {}, TWIN),
        ({**READ, **AT_WORK, "guest.redeemedBy": "admin@contoso.com"}, {}, TWIN),
        ({**READ, **PENDING, "invitee.accountFound": True}, {}, TWIN),
    ],
    ids=["page told", "guest told", "two guests", "another account accepted", "nobody accepted"],
)
def test_else_it_is_likely_at_most(read: Known, told: Known, pasted: Known) -> None:
    assert says(CAUSE, facts(read, told, pasted)) == "present, likely"


def test_the_twin_is_no_stranger() -> None:
    of = facts({**READ, **AT_WORK}, pasted=TWIN)
    assert says("wrong-account-signed-in", of) == "absent"
    stranger = facts({**READ, **AT_WORK}, pasted=refused("mj77@outlook.com", "live.com"))
    assert answer(stranger)[0] == "wrong-account-signed-in"


def test_the_personal_account_is_no_way_round_a_block_at_home() -> None:
    of = facts(
        {**READ, **PERSONAL, "home.xtap.outboundAllows": False}, {"invitee.alsoHasMsa": True}
    )
    assert "choose-the-account-that-accepted" not in classify(of, ask=False).remedies
