"""An address is read whole or not at all: a part of one is somebody else's."""

from __future__ import annotations

import pytest

from desk.mailboxes import domain_in, is_mailbox, mailbox_in

WHOLE = [
    ("a@contoso.com", "a@contoso.com"),
    ("A@CONTOSO.com", "A@CONTOSO.com"),
    ("o'brien@contoso.com", "o'brien@contoso.com"),
    ("first.last+x@it.contoso-group.com", "first.last+x@it.contoso-group.com"),
    ("#help@contoso.com", "#help@contoso.com"),
    ("a@it--contoso.com", "a@it--contoso.com"),
    ("a@müller.example", "a@xn--mller-kva.example"),
    ("a@xn--mller-kva.example", "a@xn--mller-kva.example"),
]
NONE = [
    "",
    "@",
    "a",
    "a@contoso",
    "@contoso.com",
    "a@b@contoso.com",
    "a b@contoso.com",
    "o’brien@contoso.com",
    "müller@contoso.com",  # neither Graph nor our mail server is told that it may be one
    "bea@it.contoso‐group.com",
    "bea@it.contoso\u2011group.com",
    "bea@it.contoso–group.com",
    "bea@it.con\u00adtoso.com",
    "bea@it.con\u200btoso.com",
    "bea@contoso.com\u200b",
    "\u202ebea@contoso.com",
    "\ufeffbea@contoso.com",
    "bea@contoso.com.",
    "bea@contoso。com",
    "bea@ｃontoso.com",
    "bea@\ud800.com",
    "\ud800@contoso.com",
    "bea@contoso.com:bob",
    "bea@contoso.com(at)x.de",
    "bea@contoso.com>",
    "<bea@contoso.com",
    '"a b"@contoso.com',
    ".a@contoso.com",
    "a.@contoso.com",
    "a..b@contoso.com",
    "a@-contoso.com",
    "a@contoso_x.com",
    "a@[192.0.2.1]",
    "a@192.0.2.1",
    "a@contoso.com\r\nBcc: b@contoso.com",
    "x" * 65 + "@contoso.com",
    "a@" + "x" * 64 + ".com",
    "a@" + "x.y" * 100 + ".com",
    "a@contoso.com" * 2000,
]


@pytest.mark.parametrize(("text", "read"), WHOLE)
def test_what_is_one_whole_address(text: str, read: str) -> None:
    assert mailbox_in(text) == read
    assert is_mailbox(read)


@pytest.mark.parametrize("text", NONE, ids=ascii)
def test_what_is_none(text: str) -> None:
    assert mailbox_in(text) == ""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Fabrikam.com", "fabrikam.com"),
        ("müller.example", "xn--mller-kva.example"),
        ("fabrikam", ""),
        ("@fabrikam.com", ""),
        ("*.fabrikam.com", ""),
        ("fabrikam.com.", ""),
        ("https://fabrikam.com", ""),
    ],
)
def test_a_domain_is_read_whole_or_not_at_all(text: str, read: str) -> None:
    assert domain_in(text) == read
