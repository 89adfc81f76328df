"""The browser is signed in with somebody else's account."""

from __future__ import annotations

import pytest

from tests.causes.stories import CONTOSO, INVITED, SIGN_IN_NAME, Known, answer, facts, says, who

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
]


@pytest.mark.parametrize(
    ("told", "read", "verdict"), [pytest.param(*row, id=said) for said, *row in TABLE]
)
def test_the_verdict(told: Known, read: Known, verdict: str) -> None:
    assert says(CAUSE, facts(read, told)) == verdict


def test_a_pasted_page_of_a_personal_account_is_certain() -> None:
    pasted = {
        "error.aadsts": 50020,
        "error.signedInAs": "mj77@outlook.com",
        "error.idp": "live.com",
    }
    of = facts(told={"case.invitedAddress": INVITED}, pasted=pasted)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited invited-user"]


def test_another_tenant_on_the_page_is_another_account() -> None:
    other = "https://sts.windows.net/aaaaaaaa-0000-4000-8000-000000000009/"
    page = {**PAGE, "error.signedInAs": "marcus@partner.example", "error.idp": other}
    assert says(CAUSE, facts({"case.homeTenantId": CONTOSO}, page)) == "present, likely"
    own = {**page, "error.idp": f"https://sts.windows.net/{CONTOSO}/"}
    assert says(CAUSE, facts({"case.homeTenantId": CONTOSO}, own)) == "cannot_tell"
