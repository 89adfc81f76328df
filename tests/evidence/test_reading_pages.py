"""Error pages as people paste them: the class, the account, the tenant, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHAREPOINT_ID = "5e1f6b9f-70a3-6000-2f1c-8a1d3b0c4d11"
CORRELATION = "a1b2c3d4-e5f6-47a8-89b0-c1d2e3f4a5b6"
REQUEST = "0f9e8d7c-6b5a-4938-8271-605f4e3d2c00"
APP = "00000003-0000-0ff1-ce00-000000000000"

NOT_IN_DIRECTORY = f"""That didn't work
We're sorry, but mj4711@contoso.com can't be found in the fabrikam.sharepoint.com directory. \
Please try again later, while we try to automatically fix this for you.

If that doesn't help, contact your support team and include these technical details:
Correlation ID: {SHAREPOINT_ID}
Date and Time: 11/20/2026 10:15:22 AM
URL: https://fabrikam.sharepoint.com/sites/project-x
User: mj4711@contoso.com
Issue Type: User not in directory
"""

NOT_IN_TENANT = (
    "AADSTS50020: User account 'marcus@outlook.com' from identity provider 'live.com' does not "
    f"exist in tenant 'Fabrikam' and cannot access the application '{APP}'(Office 365 SharePoint "
    "Online) in that tenant. The account needs to be added as an external user in the tenant "
    "first. Sign out and sign in again with a different Microsoft Entra user account."
)

SIGN_IN_PAGE = f"""Sorry, but we're having trouble signing you in.
Request Id: {REQUEST}
Correlation Id: {CORRELATION}
Timestamp: 2026-11-20T10:00:00Z
Message: {NOT_IN_TENANT}
"""


def test_sharepoints_page_yields_everything_it_says() -> None:
    reading = read(NOT_IN_DIRECTORY, NOW)
    assert reading.facts == {
        "error.class": "spo.user-not-in-directory",
        "error.signedInAs": "mj4711@contoso.com",
        "error.sharepointCorrelationId": SHAREPOINT_ID,
        "link.kind": "siteOrBookmark",
        "case.hostDomain": "fabrikam.sharepoint.com",
        "case.sitePath": "/sites/project-x",
    }
    assert reading.times == (datetime(2026, 11, 20, 10, 15, 22, tzinfo=UTC),)
    assert reading.zoneless == 1
    assert reading.addresses == ()
    assert reading.problems == ()


def test_the_sign_in_page_yields_everything_it_says() -> None:
    assert read(SIGN_IN_PAGE, NOW).facts == {
        "error.aadsts": 50020,
        "error.class": "aad.50020",
        "error.signedInAs": "marcus@outlook.com",
        "error.idp": "live.com",
        "error.tenantShown": "Fabrikam",
        "error.correlationId": CORRELATION,
        "error.requestId": REQUEST,
        "error.time": datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
    }


def _html(page: str) -> str:
    lines = page.replace("'", "&#39;").splitlines()
    return "<div class='page'>" + "".join(f"<p><b>{line}</b></p>" for line in lines) + "</div>"


DAMAGE: dict[str, Callable[[str], str]] = {
    "smart quotes": lambda page: page.replace("'", "’"),
    "no-break blanks": lambda page: page.replace(" ", "\u00a0"),
    "line breaks as blanks": lambda page: " ".join(page.split("\n")),
    "line breaks lost": lambda page: "".join(page.splitlines()),
    "Windows line breaks": lambda page: page.replace("\n", "\r\n"),
    "blank lines between": lambda page: page.replace("\n", "\n\n"),
    "values on their own lines": lambda page: page.replace("ID: ", "ID:\n").replace(
        "User: ", "User:\n"
    ),
    "HTML": _html,
    "zero-width characters": lambda page: page.replace("o", "o\u200b"),
    "upper case heading": lambda page: page.replace("That didn't work", "THAT DIDN'T WORK"),
    "quoted mail": lambda page: page.replace("\n", "\n> "),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_copying_may_damage_the_page(damage: str) -> None:
    intact, damaged = read(NOT_IN_DIRECTORY, NOW), read(DAMAGE[damage](NOT_IN_DIRECTORY), NOW)
    assert damaged.facts == intact.facts
    assert damaged.times == intact.times


@pytest.mark.parametrize("damage", ["smart quotes", "no-break blanks", "line breaks lost", "HTML"])
def test_copying_may_damage_the_sign_in_page(damage: str) -> None:
    assert read(DAMAGE[damage](SIGN_IN_PAGE), NOW).facts == read(SIGN_IN_PAGE, NOW).facts


CLASSES = [
    ("Issue Type: User not in directory", "spo.user-not-in-directory"),
    ("User is not found in the directory", "spo.user-not-in-directory"),
    ("User not found in the directory.", "spo.user-not-in-directory"),
    ("That didn't work. Issue Type: Partner User Invalid", "spo.partner-user-invalid"),
    (
        "Sorry, something went wrong\nWe're sorry, sign-in isn't working right now. "
        "But we're on it! Please try again later.",
        "spo.signin-not-working",
    ),
    ("You need permission to access this site", "spo.access-denied"),
    ("Let us know why you need access to this site.", "spo.access-denied"),
    ("The page said ACCESS DENIED", "spo.access-denied"),
    (
        "Access Denied. Due to organizational policies, you can't access this resource from "
        "this network location.",
        "spo.network-location",
    ),
    (
        "This organization has updated its guest access settings",
        "spo.guest-settings-updated",
    ),
    ("This organization updated its guest access settings.", "spo.guest-settings-updated"),
    ("That Didn't Work", "spo.generic-didnt-work"),
    (
        "That didn't work. External sharing has been turned off for this site.",
        "spo.site-sharing-off",
    ),
    ("Failed to accept invitation", "entra.failed-to-accept"),
    (
        "Invitation redemption failed. AADB2B_0001 : We cannot create a self-service Azure AD "
        "account for you because the directory is federated.",
        "aadb2b.0001",
    ),
    ("You cannot access this right now", "ca.blocked-page"),
    (
        "Your sign-in was successful but does not meet the criteria to access this resource.",
        "ca.blocked-page",
    ),
    (
        "You can’t sign up here with a work or school email address. Use a personal email.",
        "msa.signup-blocked",
    ),
    (
        "It looks like this email is used with more than one account from Microsoft. "
        "Which one do you want to use?",
        "picker.ambiguous",
    ),
    (
        f"Selected user account does not exist in tenant 'Fabrikam' and cannot access the "
        f"application '{APP}' in that tenant.",
        "picker.not-in-tenant",
    ),
    ("Request Verification Code", "otp.prompt"),
    ("By accepting, you allow this organization to: receive your profile", "consent.prompt"),
    (
        "Error: ResponseStatusNotOK, message: This invitation is blocked by cross-tenant access "
        "settings.",
        "inviter.xtap",
    ),
    (
        "At least one invitation failed. Error: ResponseStatusNotOK, message: Guest invitations "
        "not allowed for your company.",
        "inviter.invites-disabled",
    ),
    (
        "Your organization's policies do not allow you to share with these users",
        "inviter.policy",
    ),
    (
        "This action can't be completed because the Microsoft B2B Cross Cloud Worker application "
        "has been disabled in the invited user’s tenant.",
        "inviter.worker-disabled",
    ),
    (
        f"The invited user already exists in the directory as object ID: {REQUEST}, but the "
        "account is blocked from signing in.",
        "inviter.guest-blocked",
    ),
]


@pytest.mark.parametrize(("text", "error_class"), CLASSES)
def test_each_sentence_shows_its_class(text: str, error_class: str) -> None:
    assert read(text, NOW).facts["error.class"] == error_class


@pytest.mark.parametrize(
    "text",
    [
        "We share with partners every week and it works.",
        "My user was not put in the wrong directory",
        "External sharing has been turned off for the marketing site years ago.",
        "accessing was denied to nobody",
        "Please call 50020 or order AADB2C_0001",
        "",
        "   \n ",
    ],
)
def test_no_class_is_claimed_that_the_text_does_not_show(text: str) -> None:
    assert "error.class" not in read(text, NOW).facts


CODES = [
    ("AADSTS50020: something", 50020),
    ("aadsts 53003", 53003),
    ("AADSTS: 500212", 500212),
    ("https://login.microsoftonline.com/error?code=90072", 90072),
    ('{"error_codes":[50034],"error":"invalid_grant"}', 50034),
    ("https://login.microsoftonline.com/common/login?error_codes=65004", 65004),
    ("AADSTS50058 silent sign-in failed, then AADSTS50020", 50020),
    ("AADSTS50058: A silent sign-in request was sent", 50058),
    (f"You cannot access this right now\nError Code: 53003\nRequest Id: {REQUEST}", 53003),
]


@pytest.mark.parametrize(("text", "code"), CODES)
def test_a_code_counts_where_the_text_names_it_as_one(text: str, code: int) -> None:
    facts = read(text, NOW).facts
    assert facts["error.aadsts"] == code
    assert facts["error.class"] == f"aad.{code}"


@pytest.mark.parametrize(
    "text",
    ["50020", "error 50020", "call +49 50020", "ticket no. 90072", "AADSTS", "Error Code: 53003"],
)
def test_bare_figures_are_no_code(text: str) -> None:
    assert "error.aadsts" not in read(text, NOW).facts


ACCOUNTS = [
    ("User: mj4711@contoso.com", "mj4711@contoso.com", None),
    ("Benutzer: mj4711@contoso.com", "mj4711@contoso.com", None),
    ("ユーザー： mj4711@contoso.com", "mj4711@contoso.com", None),
    ("User: i:0#.f|membership|mj4711@contoso.com", "mj4711@contoso.com", None),
    ("User: live.com#marcus@outlook.com", "marcus@outlook.com", "live.com"),
    (
        "User: marcus_contoso.com#EXT#@fabrikam.onmicrosoft.com",
        "marcus@contoso.com",
        None,
    ),
    (
        "AADSTS90072: Das Benutzerkonto „mj4711@contoso.com“ des Identitätsanbieters "
        f"„https://sts.windows.net/{REQUEST}/“ ist im Mandanten nicht vorhanden.",
        "mj4711@contoso.com",
        f"https://sts.windows.net/{REQUEST}/",
    ),
    ("Invited user: marcus@contoso.com", None, None),
    ("User: Marcus Jones", None, None),
    ("User account '{EmailHidden}' from identity provider 'live.com' does not exist", None, None),
]


@pytest.mark.parametrize(("text", "account", "idp"), ACCOUNTS)
def test_the_account_really_used(text: str, account: str | None, idp: str | None) -> None:
    facts = read(text, NOW).facts
    assert facts.get("error.signedInAs") == account
    if account:
        assert facts.get("error.idp") == idp


def test_two_accounts_on_two_pages_are_no_account() -> None:
    reading = read("User: a@contoso.com\n\nUser: b@contoso.com", NOW)
    assert "error.signedInAs" not in reading.facts
    assert reading.addresses == ("a@contoso.com", "b@contoso.com")


@pytest.mark.parametrize(
    ("text", "tenant"),
    [
        (NOT_IN_TENANT.replace("'Fabrikam'", "'Fabrikam's Guests'"), "Fabrikam's Guests"),
        (
            "AADSTS90072: User account 'a@contoso.com' from identity provider 'https://sts.windows.net/…'"
            " does not exist in tenant 'Fabrikam…' and cannot access",
            "Fabrikam",
        ),
        ("AADSTS500021: Access to 'fabrikam.com' tenant is denied.", "fabrikam.com"),
        (
            "AADSTS5000211: A tenant restrictions policy added to this request by a device or "
            "network administrator does not allow access to 'Fabrikam'.",
            "Fabrikam",
        ),
    ],
)
def test_the_tenant_shown(text: str, tenant: str) -> None:
    assert read(text, NOW).facts["error.tenantShown"] == tenant


@pytest.mark.parametrize(
    "said",
    [
        "I did not get AADSTS53003, my colleague did.",
        "It is no longer AADSTS50020",
        "Ich bekomme nicht AADSTS53003",
        "there was never an AADSTS50020 for me",
    ],
)
def test_a_code_that_somebody_denies_is_none_of_this_attempt(said: str) -> None:
    assert "error.aadsts" not in read(said, NOW).facts


def test_a_page_may_say_not_as_often_as_it_likes() -> None:
    page = "Sorry, we could not sign you in. AADSTS50020: User account does not exist in tenant."
    assert read(page, NOW).facts["error.aadsts"] == 50020
