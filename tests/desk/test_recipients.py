"""Whom the words in the form name: each address whole, or none of them gets anything."""

from __future__ import annotations

import pytest

from desk.recipients import MOST, NoAddressError, addresses

NAMED = [
    ("a@contoso.com", ("a@contoso.com",)),
    (" a@contoso.com ;b@contoso.com\n", ("a@contoso.com", "b@contoso.com")),
    ("a@contoso.com b@contoso.com", ("a@contoso.com", "b@contoso.com")),
    ("a@contoso.com,\u00a0b@contoso.com", ("a@contoso.com", "b@contoso.com")),
    ("Bea Lang <bea@contoso.com>, a@contoso.com", ("bea@contoso.com", "a@contoso.com")),
    ('"Lang, Bea" <bea@contoso.com>; a@contoso.com', ("bea@contoso.com", "a@contoso.com")),
    ("Bea O’Brien < bea@contoso.com >", ("bea@contoso.com",)),
    ("bea@contoso.com <bea@contoso.com>", ("bea@contoso.com",)),
    ("'Bea@Contoso.com' <bea@contoso.com>", ("bea@contoso.com",)),
    ("<bea@contoso.com>", ("bea@contoso.com",)),
    ("mailto:a@contoso.com", ("a@contoso.com",)),
    ("a@müller.example", ("a@xn--mller-kva.example",)),
    ("a@contoso.com, A@CONTOSO.com", ("a@contoso.com",)),
    ("a@contoso.com," * 3, ("a@contoso.com",)),
    ("", ()),
    (" ,;\n", ()),
    (",".join(f"a{n}@contoso.com" for n in range(MOST + 1)), ()),
]
REFUSED = [
    ("a@contoso", "a@contoso"),
    ("a@contoso.com, everybody", "everybody"),
    ("a@contoso.com, b@", "b@"),
    ("o’brien@contoso.com", "o’brien@contoso.com"),
    ("a@contoso.com; bea@it.contoso‐group.com", "bea@it.contoso‐group.com"),
    ("bea@it.con\u00adtoso.com", "bea@it.con\u00adtoso.com"),
    ("it admin@contoso.com", "it admin@contoso.com"),
    ("a@contoso.com\r\nBcc: x@evil.example", "Bcc: x@evil.example"),
    ("a@contoso.com>\nRCPT TO:<x@evil.example", "a@contoso.com>"),
    ("x@evil.example <bea@contoso.com>", "x@evil.example <bea@contoso.com>"),
    ("Bea <bea@contoso.com> x@evil.example", "Bea <bea@contoso.com> x@evil.example"),
    ("Bea <o’bea@contoso.com>", "Bea <o’bea@contoso.com>"),
    ("Bea <<bea@contoso.com>>", "Bea <<bea@contoso.com>>"),
    ("Lang, Bea <bea@contoso.com>", "Lang"),
    ('"Lang, Bea <bea@contoso.com>', '"Lang'),
]


@pytest.mark.parametrize(("text", "read"), NAMED)
def test_who_is_named(text: str, read: tuple[str, ...]) -> None:
    assert tuple(map(str.lower, addresses(text))) == tuple(map(str.lower, read))


@pytest.mark.parametrize(("text", "piece"), REFUSED, ids=ascii)
def test_what_is_no_whole_address_is_named(text: str, piece: str) -> None:
    with pytest.raises(NoAddressError) as refused:
        addresses(text)
    assert refused.value.piece == piece


@pytest.mark.parametrize(
    "text", ["a@contoso.com" * 9000, '"' * 90_000, "<" * 90_000, "@," * 45_000]
)
def test_however_much_is_typed_it_is_answered(text: str) -> None:
    with pytest.raises(NoAddressError):
        addresses(text)
