"""Whom a pasted invitation, code or welcome mail was written to; never who sent it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from evidence.reading.addresses import found_in, unique
from evidence.reading.data_files import either, of_all_languages, section

_PARTS = ("from", "to", "sent", "subject", "copy")
_MOST = 200  # headers that are looked at
_NEAR = 400  # characters between two headers of one mail


@dataclass(frozen=True)
class _Header:
    part: str
    start: int
    end: int


@dataclass(frozen=True)
class Mail:
    """One mail of the text: the addresses of its To line, and all that is written in it."""

    to: tuple[str, ...]
    text: str


def invited(text: str, is_invitation: Callable[[str], bool]) -> str | None:
    """The one address that Microsoft's mails of the text were sent to; None where it is not one."""
    meant = (mail.to for mail in mails(text) if mail.to and is_invitation(mail.text))
    people = unique(address for to in meant for address in to)
    return people[0] if len(people) == 1 else None


def mails(text: str) -> Iterator[Mail]:
    """Each mail whose headers the text shows, with what follows them."""
    blocks = list(_blocks(text))
    for at, block in enumerate(blocks):
        end = blocks[at + 1][0].start if at + 1 < len(blocks) else len(text)
        yield Mail(tuple(_to(text, block)), text[block[0].start : end])


def _to(text: str, block: list[_Header]) -> Iterator[str]:
    for at, header in enumerate(block):
        if header.part != "to":
            continue
        end = block[at + 1].start if at + 1 < len(block) else header.end + _NEAR
        line = text[header.end : end].strip().partition("\n")[0]
        yield from (address.text for address in found_in(line))


def _blocks(text: str) -> Iterator[list[_Header]]:
    """Headers that stand together, each part once, with sender and addressee among them."""
    block: list[_Header] = []
    for header in (*_headers(text), None):
        parts = {each.part for each in block}
        far = bool(block) and header is not None and header.start - block[-1].end > _NEAR
        if header is None or far or header.part in parts:
            if {"from", "to"} <= parts and len(parts) > 2:
                yield block
            block = []
        if header is not None:
            block.append(header)


def _headers(text: str) -> Iterator[_Header]:
    for count, found in enumerate(_pattern().finditer(text)):
        if count >= _MOST:
            return
        yield _Header(_kinds()[found["label"].casefold()], found.start(), found.end())


@cache
def _kinds() -> Mapping[str, str]:
    return {
        label.casefold(): part
        for part in _PARTS
        for label in of_all_languages(section("mails", part))
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=\s)|(?<=[>*|])|\A)(?P<label>{either(_kinds())})\*{{0,2}}\s?:\*{{0,2}}",
        re.IGNORECASE,
    )
