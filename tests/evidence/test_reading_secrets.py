"""What opens a door is cut before anything is kept, in every disguise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITE = "https://fabrikam.sharepoint.com"
SECRET = "Zx9SeCrEtVaLuE7qW"
TENANT = "f4b41ca3-0000-4000-8000-000000000001"
TICKET = f"https://invitations.microsoft.com/redeem/?tenant={TENANT}&ticket={SECRET}&ver=2.0"

CARRIERS = [
    TICKET,
    f"https://login.microsoftonline.com/redeem?rd={quote(TICKET, safe='')}",
    f"{SITE}/_layouts/15/guestaccess.aspx?docid=1&authkey={SECRET}&e=x",
    f"{SITE}/_layouts/15/guestaccess.aspx?guestaccesstoken={SECRET}&docid=1",
    f"{SITE}/_layouts/15/guestaccess.aspx?share={SECRET}&e=4:x",
    f"{SITE}/_layouts/15/download.aspx?UniqueId=1&tempauth={SECRET}",
    f"{SITE}/:w:/s/project/{SECRET}?e=4:x",
    f"{SITE}/:w:/s/project/{SECRET}",
    f"{SITE}/:w:/s/project/{SECRET}/",
    f"I opened {SITE}/:f:/g/{SECRET}.",
    f"{SITE}/:x:/g/personal/marcus_contoso_com/{SECRET}?rtime=1",
    f"fabrikam.sharepoint.com/:w:/t/project/{SECRET}",
    f"https://1drv.ms/w/s!{SECRET}",
    f"https://files.example/report?sv=1&sig={SECRET}",
    f"https://app.example/callback?code={SECRET}&state=1",
    f"https://app.example/#access_token={SECRET}&token_type=bearer",
    f"https://app.example/#id_token={SECRET}",
    f"https://marcus:{SECRET}@evil.example/",
    f"TICKET={SECRET}",
    f"authkey ={SECRET}",
    f"eyJhbGciOiJSUzI1NiJ9.eyJ{SECRET}.{SECRET}",
    f"Authorization: Bearer {SECRET}",
    f"Authorization: Basic {SECRET}",
    f'"authorization":"Bearer {SECRET}"',
    f"I sent bearer {SECRET}",
    f'"ticket": "{SECRET}"',
    f"'authkey':'{SECRET}'",
    f'{{"access_token":"{SECRET}","expires_in":3599}}',
    f"ticket = '{SECRET}'",
    f"“passcode”: “{SECRET}”",
    f'"code": "{SECRET}"',
    f'"sig": ["{SECRET}"]',
    f'"otp": {SECRET}',
    f"Cookie: FedAuth={SECRET}",
]


def _twice(text: str) -> str:
    return quote(quote(text, safe=""), safe="")


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "Safe Links": lambda text: (
        f"https://x.safelinks.protection.outlook.com/?url={quote(text, safe='')}"
    ),
    "encoded": lambda text: f"Source={quote(text, safe='')}&x=1",
    "encoded twice": lambda text: f"https://fabrikam.sharepoint.com/?Source={_twice(text)}",
    "HTML": lambda text: f'<a href="{text.replace("&", "&amp;")}">{text}</a>',
    "broken": lambda text: f"<{text[:30]}\n{text[30:]}>",
    "mail source": lambda text: text.replace("=", "=3D") + "=\n",
    "upper case": lambda text: text.replace(SECRET, "\0").upper().replace("\0", SECRET),
}


# A bare token is no link: its letter case counts, and nobody can tell where its line goes on.
PAIRS = [
    (carrier, disguise)
    for carrier in CARRIERS
    for disguise in DISGUISES
    if not (disguise == "upper case" and carrier.startswith("eyJ"))
    and not (disguise == "broken" and "://" not in carrier and len(carrier) > 30)
]


@pytest.mark.parametrize(("carrier", "disguise"), PAIRS)
def test_no_secret_is_anywhere_in_the_reading(carrier: str, disguise: str) -> None:
    text = DISGUISES[disguise](carrier)
    reading = read(text, NOW)
    assert SECRET not in repr(reading)
    assert reading.secrets_cut >= 1


def test_a_secret_is_cut_where_it_stands_a_second_time() -> None:
    reading = read(f"{TICKET}\nMy ticket was {SECRET}, as the mail said.", NOW)
    assert SECRET not in repr(reading)
    assert "as the mail said" in reading.text


def test_a_token_broken_over_two_lines_leaves_no_half() -> None:
    half = "LaTtErHaLf99"
    reading = read(f"{SITE}/:w:/s/project/{SECRET}\n{half}?e=4:x", NOW)
    assert SECRET not in repr(reading)
    assert half not in repr(reading)


@pytest.mark.parametrize(
    "text",
    [
        f"https://files.example/?sig=\n{SECRET}",
        f"I got this mail from Denise: {SITE}/:w:/s/pro\nject/{SECRET}",
        f"I got this mail from Denise: {SITE}/:w:/s/project/\n{SECRET}\nUser: a@contoso.com",
    ],
)
def test_a_token_on_the_next_line_is_cut(text: str) -> None:
    assert SECRET not in repr(read(text, NOW))


def test_what_is_no_secret_stays() -> None:
    text = (
        f"{SITE}/_layouts/15/guestaccess.aspx?docid=123&e=4:x "
        "https://login.microsoftonline.com/error?code=50020 "
        f"{SITE}/:w:/r/sites/x/Shared%20Documents/plan.docx?d=w1"
    )
    reading = read(text, NOW)
    assert reading.text == text
    assert reading.secrets_cut == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}',
        '{"error":{"code":"-2147024891, System.UnauthorizedAccessException"}}',
        '{"error": "invalid_grant", "error_codes": [50020], "code": "AADSTS50020"}',
        '"share": null, "token": true',
        "The token: it came as a bearer authentication token; basic information helps.",
        "My ticket: INC0012345. The code: 50020. 'Share' is the button I pressed.",
        "Share: https://fabrikam.sharepoint.com/sites/project-x",
    ],
)
def test_words_that_only_look_like_secrets_stay(text: str) -> None:
    reading = read(text, NOW)
    assert reading.text == text
    assert reading.secrets_cut == 0


def test_a_secret_in_quotes_is_cut_up_to_the_closing_quote() -> None:
    text = '{"password": "three small words", "user": "ana@litware.com"}'
    reading = read(text, NOW)
    assert reading.text == '{"password": "***", "user": "ana@litware.com"}'


def test_a_secret_in_quotes_may_go_on_in_the_next_line() -> None:
    text = f'"assertion": "{SECRET}\nLaTtErHaLf99"'
    assert "LaTtErHaLf99" not in repr(read(text, NOW))


def test_an_open_quote_swallows_no_more_than_its_word() -> None:
    reading = read(f'"ticket": "{SECRET}\nUser: ana@litware.com said “hello”', NOW)
    assert SECRET not in repr(reading)
    assert "ana@litware.com" in repr(reading)


def test_the_rest_of_the_link_is_still_read() -> None:
    reading = read(TICKET, NOW)
    assert reading.facts == {"link.kind": "entraRedeem", "case.hostTenantId": TENANT}
    assert reading.text == TICKET.replace(SECRET, "***")
    assert reading.secrets_cut == 1
