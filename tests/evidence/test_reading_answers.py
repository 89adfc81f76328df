"""One typed answer to one question, or the key of what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from evidence.facts import Reason, Unknown
from evidence.reading.answers import BadAnswer, address, link, moment, yes_no

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UNKNOWN = Unknown(Reason.NOT_KNOWN)


def _problem(ask: Callable[[], object]) -> str:
    with pytest.raises(BadAnswer) as refused:
        ask()
    return refused.value.key


ADDRESSES = [
    ("marcus@contoso.com", "marcus@contoso.com"),
    ("  It's Marcus.Jones@Contoso.com. ", "Marcus.Jones@Contoso.com"),
    ("Marcus Jones <marcus@contoso.com>", "marcus@contoso.com"),
    ("(marcus@contoso.com)", "marcus@contoso.com"),
    ("mailto:marcus@contoso.com", "marcus@contoso.com"),
    ("live.com#marcus@outlook.com", "marcus@outlook.com"),
    ("marcus@münchen.example", "marcus@xn--mnchen-3ya.example"),
    # Characters that no invitation takes are an answer: the rules say what is wrong with them.
    ("marcus#1!x@contoso.com", "marcus#1!x@contoso.com"),
    ("marcus_contoso.com#EXT#@fabrikam.onmicrosoft.com", "marcus@contoso.com"),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_an_address(text: str, expected: str) -> None:
    assert address(text) == expected


@pytest.mark.parametrize("text", ["", "marcus", "marcus@contoso", "@", "contoso.com", "a@b@c.com"])
def test_no_address(text: str) -> None:
    assert _problem(lambda: address(text)) == "no-address"


FABRIKAM = "fabrikam.sharepoint.com"
LINKS: list[tuple[str, dict[str, str]]] = [
    ("fabrikam", {"case.hostDomain": FABRIKAM}),
    (" Fabrikam ", {"case.hostDomain": FABRIKAM}),
    ("fabrikam.sharepoint.com", {"case.hostDomain": FABRIKAM}),
    ("fabrikam-my.sharepoint.com", {"case.hostDomain": FABRIKAM}),
    (
        "https://fabrikam.sharepoint.com/sites/x",
        {
            "case.hostDomain": FABRIKAM,
            "link.kind": "siteOrBookmark",
            "case.sitePath": "/sites/x",
        },
    ),
    (
        "https://fabrikam.sharepoint.com/:w:/s/x/EabcdefghiJKL?e=1",
        {"case.hostDomain": FABRIKAM, "link.kind": "shortShare", "case.sitePath": "/sites/x"},
    ),
    (
        "https://fabrikam.sharepoint.us/sites/x",
        {
            "case.hostDomain": "fabrikam.sharepoint.us",
            "case.cloud.host": "gcchigh",
            "link.kind": "siteOrBookmark",
            "case.sitePath": "/sites/x",
        },
    ),
    ("https://login.microsoftonline.com/redeem?rd=x", {"link.kind": "entraRedeem"}),
]


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_a_link(text: str, expected: dict[str, str]) -> None:
    assert link(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "https://", "/sites/x", "https:///sites/x", "yes", "don't know", "Fabrikam Inc"),
        *("https://example.com/x", "fabrikam.com", "fabrikam-admin.sharepoint.com"),
    ],
)
def test_no_link(text: str) -> None:
    assert _problem(lambda: link(text)) == "link-without-host"


def _day(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


MOMENTS = [
    ("2026-11-20", _day(2026, 11, 20)),
    ("2026-11-20 10:15", _day(2026, 11, 20, 10, 15)),
    ("2026-11-20T10:15:00+02:00", _day(2026, 11, 20, 8, 15)),
    ("12 May 2023", _day(2023, 5, 12)),
    ("May 12th, 2023", _day(2023, 5, 12)),
    ("12.05.2023", _day(2023, 5, 12)),
    ("13/04/2024", _day(2024, 4, 13)),
    ("04/13/2024", _day(2024, 4, 13)),
    ("03/03/2024", _day(2024, 3, 3)),
    ("it came on 12 May 2023 at 10:15", _day(2023, 5, 12, 10, 15)),
    ("today", _day(2026, 11, 22)),
    ("Yesterday.", _day(2026, 11, 21)),
    ("2 days ago", _day(2026, 11, 20)),
    ("an hour ago", NOW - timedelta(hours=1)),
    ("20 minutes ago", NOW - timedelta(minutes=20)),
    ("3 weeks ago", _day(2026, 11, 1)),
    ("a month ago", _day(2026, 10, 22)),
    ("2 years ago", _day(2024, 11, 22)),
    ("just now", NOW),
    # Other languages are data.
    ("gestern", _day(2026, 11, 21)),
    ("vor 3 Tagen", _day(2026, 11, 19)),
    ("12. Mai 2023", _day(2023, 5, 12)),
    ("hier", _day(2026, 11, 21)),
    ("il y a 2 semaines", _day(2026, 11, 8)),
    ("le 3 août 2024", _day(2024, 8, 3)),
    ("ayer", _day(2026, 11, 21)),
    ("hace 2 días", _day(2026, 11, 20)),
    ("3 de mayo de 2024", _day(2024, 5, 3)),
    ("ieri", _day(2026, 11, 21)),
    ("3 giorni fa", _day(2026, 11, 19)),
    ("gisteren", _day(2026, 11, 21)),
    ("3 dagen geleden", _day(2026, 11, 19)),
    ("昨日", _day(2026, 11, 21)),
    ("3日前", _day(2026, 11, 19)),
    ("2024年5月3日", _day(2024, 5, 3)),
]


@pytest.mark.parametrize(("text", "at"), MOMENTS)
def test_a_moment(text: str, at: datetime) -> None:
    assert moment(text, NOW) == at


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("03/04/2024", "ambiguous-date"),
        ("3-4-2024 10:15", "ambiguous-date"),
        ("2026-11-23", "time-in-future"),
        ("12 May 2031", "time-in-future"),
        ("2026-11-22 12:06", "time-in-future"),
        ("31.02.2024", "not-a-time"),
        ("2026-13-01", "not-a-time"),
        ("12 May", "not-a-time"),
        ("999 years ago", "not-a-time"),
        ("tomorrow", "not-a-time"),
        ("0001-01-01T00:00:00+14:00", "not-a-time"),
        ("", "not-a-time"),
    ],
)
def test_no_moment(text: str, key: str) -> None:
    assert _problem(lambda: moment(text, NOW)) == key


YES_NO: list[tuple[str, bool | Unknown]] = [
    *((text, True) for text in ("yes", "Yes, it does", "YES!", "ja", "Oui.", "sí", "sì", "klopt")),
    *((text, True) for text in ("はい", "はい、そうです", "👍")),
    *((text, False) for text in ("no", "Nope", "of course not", "Nein!", "non", "nee", "いいえ")),
    *((text, False) for text in ("stimmt nicht", "klopt niet", "👎")),
    *((text, UNKNOWN) for text in ("I don’t know", "no idea", "not sure", "weiß nicht", "?")),
    *((text, UNKNOWN) for text in ("je ne sais pas", "no lo sé", "non lo so", "weet ik niet")),
    ("わかりません", UNKNOWN),
]


@pytest.mark.parametrize(("text", "expected"), YES_NO)
def test_yes_or_no(text: str, expected: bool | Unknown) -> None:
    assert yes_no(text) == expected


@pytest.mark.parametrize("text", ["", "maybe", "yesterday", "nothing", "know", "42", "not really"])
def test_neither_yes_nor_no(text: str) -> None:
    assert _problem(lambda: yes_no(text)) == "not-yes-or-no"


@pytest.mark.parametrize("ask", [address, link, yes_no, lambda text: moment(text, NOW)])
def test_thirty_kilobytes_are_no_answer(ask: Callable[[str], object]) -> None:
    assert _problem(lambda: ask("\x00 lorem ipsum " * 3000))
