"""The browser is signed in with somebody else's account."""

from __future__ import annotations

import pytest

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

CAUSE = "wrong-account-signed-in"
PAGE: dict[str, object] = {"error.aadsts": 50020, "case.invitedAddress": INVITED}
PERSONAL: dict[str, object] = {"error.signedInAs": "mj77@outlook.com", "error.idp": "live.com"}
NAMES: Known = {"invitee.upn": SIGN_IN_NAME, "invitee.proxyAddresses": ["smtp:mj@contoso.com"]}


TABLE = [
    ("the page names a personal account", PAGE | PERSONAL, {}, "present, likely"),
    (
        "no name of the person is on the page, and all are read",
        PAGE | {"error.signedInAs": "admin@contoso.com"},
        NAMES,
        "present, likely",
    ),
    ("it is said to be another one", {"usedOtherAccount": True}, {}, "present, likely"),
    (
        "it is read to be another one",
        {"error.aadsts": 50020},
        {"usedOtherAccount": True},
        "present, certain",
    ),
    (
        "the guest itself is missing, so switching alone cannot help",
        {"error.aadsts": 50020},
        {"usedOtherAccount": True, "guest.exists": False},
        "present, likely",
    ),
    (
        "the name on the page is the invited address in capitals",
        PAGE | {"error.signedInAs": INVITED.upper()},
        {},
        "absent",
    ),
    ("it is the sign-in name", PAGE | {"error.signedInAs": SIGN_IN_NAME}, NAMES, "absent"),
    (
        "it is one of the proxy addresses",
        PAGE | {"error.signedInAs": "mj@contoso.com"},
        NAMES,
        "absent",
    ),
    (
        "the article's own guest seen from the inviting side",
        PAGE | {"error.signedInAs": SIGN_IN_NAME},
        {},
        "cannot_tell",
    ),
    (
        "a personal account did redeem this guest",
        PAGE | PERSONAL,
        {"guest.externalUserState": "Accepted", "guest.issuer": "MicrosoftAccount"},
        "absent",
    ),
    (
        "a Google account redeemed this guest, and a personal Microsoft account is on the page",
        PAGE | PERSONAL,
        {"guest.externalUserState": "Accepted", "guest.issuer": "google"},
        "present, likely",
    ),
    (
        "a Google account redeemed this guest, and one is on the page",
        PAGE | {"usedOtherAccount": True, "error.idp": "google.com"},
        {"guest.externalUserState": "Accepted", "guest.issuer": "google"},
        "absent",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_a_pasted_page_of_a_personal_account_is_certain() -> None:
    pasted = {
        "error.aadsts": 50020,
        "error.signedInAs": "mj77@outlook.com",
        "error.idp": "live.com",
    }
    # Of a domain without a directory it could be another name of the invited account itself.
    home = {"invitee.tenantFound": True}
    of = facts(home, told={"case.invitedAddress": INVITED}, pasted=pasted)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited invited-user"]


THEIRS: Known = {"usedOtherAccount": True}
STRANGER = "m.jones@partner.example"
ONLY_LIKELY = [
    ("said, but the page names the invited address", refused(INVITED, OF_ANOTHER), THEIRS, {}),
    ("said, and nothing is read", refused(SIGN_IN_NAME, OF_CONTOSO), THEIRS, {}),
    ("said, and the issuer is foreign", refused(STRANGER, OF_ANOTHER), THEIRS, {}),
    ("all names are told", refused("admin@contoso.com", OF_CONTOSO), NAMES_READ, {}),
    (
        "the home tenant is told",
        refused(STRANGER, OF_ANOTHER),
        {"case.invitedAddress": INVITED, "case.homeTenantId": CONTOSO},
        {},
    ),
    (
        "the same organisation's name in another tenant: a move",
        refused("mj@contoso.com", OF_ANOTHER),
        {"case.invitedAddress": INVITED},
        {"case.homeTenantId": CONTOSO},
    ),
    (
        "another name of the invited personal account",
        refused("m.jones@live.com", "live.com"),
        {},
        {"case.invitedAddress": "marcus@outlook.com"},
    ),
    (
        "an address of a domain that has no directory",
        refused("m.jones@live.com", "live.com"),
        {},
        {"case.invitedAddress": "marcus@jones.example", "invitee.tenantFound": False},
    ),
    (
        "a directory of the domain is only told",
        refused("m.jones@live.com", "live.com"),
        {"invitee.tenantFound": True},
        {"case.invitedAddress": INVITED},
    ),
    ("read, against the page", refused(INVITED, OF_ANOTHER), {}, {**NAMES_READ, **THEIRS}),
]


@pytest.mark.parametrize(
    ("pasted", "told", "read"), [pytest.param(*row, id=said) for said, *row in ONLY_LIKELY]
)
def test_it_is_not_certain_from_somebodys_word(pasted: Known, told: Known, read: Known) -> None:
    assert says(CAUSE, facts(read, told, pasted)) == "present, likely"


def test_what_was_said_gives_way_to_the_names_that_were_read() -> None:
    for name in (INVITED, SIGN_IN_NAME):
        of = facts(NAMES_READ, THEIRS, refused(name, OF_ANOTHER))
        assert says(CAUSE, of) == "absent"


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        (refused("admin@contoso.com", OF_CONTOSO), NAMES_READ),
        (refused(STRANGER, OF_ANOTHER), {"case.homeTenantId": CONTOSO}),
        (refused("mj77@outlook.com", "live.com"), {"case.homeTenantId": CONTOSO}),
    ],
    ids=["none of all names", "another tenant", "a personal account"],
)
def test_a_page_that_names_a_stranger_is_certain(pasted: Known, read: Known) -> None:
    of = facts(read, {"case.invitedAddress": INVITED}, pasted)
    assert answer(of) == (CAUSE, "certain")


def test_the_account_on_the_page_outweighs_a_setting() -> None:
    known = {"case.homeTenantId": CONTOSO, "host.xtap.inboundAllows": False, **PENDING}
    of = facts(known, {"case.invitedAddress": INVITED, **refused(STRANGER, OF_ANOTHER)})
    assert answer(of) == (CAUSE, "likely")


def test_another_tenant_on_the_page_is_another_account() -> None:
    other = "https://sts.windows.net/aaaaaaaa-0000-4000-8000-000000000009/"
    page = {**PAGE, "error.signedInAs": "marcus@partner.example", "error.idp": other}
    assert says(CAUSE, facts({"case.homeTenantId": CONTOSO}, page)) == "present, likely"
    own = {**page, "error.idp": f"https://sts.windows.net/{CONTOSO}/"}
    assert says(CAUSE, facts({"case.homeTenantId": CONTOSO}, own)) == "cannot_tell"
