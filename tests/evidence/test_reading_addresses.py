"""Addresses in prose, mail headers and markup; guest names; other alphabets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

WRITTEN = [
    ("marcus@contoso.com", "marcus@contoso.com"),
    ("Marcus Jones <marcus@contoso.com>", "marcus@contoso.com"),
    ("write to marcus@contoso.com.", "marcus@contoso.com"),
    ("(marcus@contoso.com)", "marcus@contoso.com"),
    ("mailto:marcus@contoso.com", "marcus@contoso.com"),
    ("'marcus@contoso.com'", "marcus@contoso.com"),
    ("“marcus@contoso.com”", "marcus@contoso.com"),
    ("**marcus@contoso.com**", "marcus@contoso.com"),
    ("SMTP:Marcus.Jones@Contoso.com", "Marcus.Jones@Contoso.com"),
    ("o'brien@contoso.com", "o'brien@contoso.com"),
    ("marcus+x@sub.contoso.co.uk", "marcus+x@sub.contoso.co.uk"),
    ("marcus@münchen.example", "marcus@xn--mnchen-3ya.example"),
    ("jürgen@contoso.com", "jürgen@contoso.com"),
    ("marcus＠contoso．com", "marcus@contoso.com"),
    ("メールはmarcus@contoso.com、です", "メールはmarcus@contoso.com"),
    ("marcus_contoso.com#EXT#@fabrikam.onmicrosoft.com", "marcus@contoso.com"),
    ("j_doe_contoso.com#ext#@fabrikam.onmicrosoft.com", "j_doe@contoso.com"),
    ("https://login.microsoftonline.com/x?login_hint=marcus%40contoso.com", "marcus@contoso.com"),
]


@pytest.mark.parametrize(("text", "address"), WRITTEN)
def test_an_address_is_found(text: str, address: str) -> None:
    assert read(text, NOW).addresses == (address,)


@pytest.mark.parametrize(
    "text",
    [
        "marcus@contoso",
        "@contoso.com",
        "marcus at contoso.com",
        "a@b@contoso.com",
        "https://marcus@contoso.com/path",
        "https://example.com/a?mail=marcus@contoso.com",
        # The last underscore was the at sign, or the one before it was part of the name.
        "john__contoso.com#EXT#@fabrikam.onmicrosoft.com",
        "no-reply@sharepointonline.com",
        "Invites@Microsoft.com",
        "<DB9PR01MB1234@eurprd01.prod.outlook.com>",
    ],
)
def test_no_address_is_made_up(text: str) -> None:
    assert read(text, NOW).addresses == ()


def test_letter_case_makes_no_second_address() -> None:
    assert read("Marcus@contoso.com, marcus@CONTOSO.com", NOW).addresses == ("Marcus@contoso.com",)


INVITED = [
    "The invitation was sent to marcus@contoso.com.",
    "Invited address: marcus@contoso.com",
    "Invited user: <marcus@contoso.com>",
    "the INVITATION went to\nmarcus@contoso.com",
]


@pytest.mark.parametrize("text", INVITED)
def test_the_invited_address_where_the_text_says_so(text: str) -> None:
    reading = read(text, NOW)
    assert reading.facts["case.invitedAddress"] == "marcus@contoso.com"
    assert reading.addresses == ()


@pytest.mark.parametrize(
    "text",
    [
        "To: marcus@contoso.com",
        "I am marcus@contoso.com",
        "an invitation was sent to marcus@contoso.com, another invitation went to a@contoso.com",
    ],
)
def test_otherwise_nobody_is_called_invited(text: str) -> None:
    reading = read(text, NOW)
    assert "case.invitedAddress" not in reading.facts
    assert "marcus@contoso.com" in reading.addresses
