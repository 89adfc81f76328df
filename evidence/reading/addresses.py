"""Mail addresses and sign-in names in text, as whole addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import idna

from evidence.reading.data_files import section, texts

_LOCAL = r"[\w.!$%&*^~'+-]"
# Typed alone, an address may hold what no sentence would: the catalogue judges it (C-08).
_ANY_LOCAL = r"[\w.!#$%&*^~'+/=?`{|}()-]"
_DOMAIN = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_](?:[\w-]{0,61}[^\W_])"
_GUEST = r"(?P<guest>[\w.!$%&*^~'+-]{1,128})\#EXT\#@[\w.-]{1,253}"


@dataclass(frozen=True)
class Address:
    """An address as written (its domain in A-labels), and where it stands."""

    text: str
    start: int
    end: int


@cache
def _pattern(local: str) -> re.Pattern[str]:
    written = rf"(?<!{local})(?<!@)(?P<local>{local}{{1,64}})@(?P<domain>{_DOMAIN})(?![\w@])"
    return re.compile(rf"(?<!{_LOCAL}){_GUEST}|{written}", re.IGNORECASE)


def found_in(text: str) -> Iterator[Address]:
    """Every address, in order. Guest names (`a_b.com#EXT#@...`) as the address they stand for."""
    for found in _pattern(_LOCAL).finditer(text):
        if address := _read(found):
            yield Address(address, found.start(), found.end())


def at(text: str, start: int) -> str | None:
    """The address that begins right there."""
    found = _pattern(_LOCAL).match(text, start)
    return _read(found) if found else None


def typed(text: str) -> str | None:
    """The first address of a typed answer, with characters that only an answer may hold."""
    plain = re.sub(r"\bmailto:|\bsmtp:|\blive\.com#", " ", text, flags=re.IGNORECASE)
    for found in _pattern(_ANY_LOCAL if len(plain.split()) == 1 else _LOCAL).finditer(plain):
        if address := _read(found):
            return address
    return None


def unique(found: Iterable[str]) -> tuple[str, ...]:
    """Each address once, as first written."""
    kept: dict[str, str] = {}
    for address in found:
        kept.setdefault(address.casefold(), address)
    return tuple(kept.values())


def is_person(address: str) -> bool:
    """Not one of the machines that send Microsoft's mail."""
    senders = section("links", "senders")
    name, domain = address.casefold(), address.casefold().rpartition("@")[2]
    listed = texts(senders["domains"])
    machine = any(domain == end or domain.endswith("." + end) for end in listed)
    return not machine and name not in texts(senders["addresses"])


def _read(found: re.Match[str]) -> str | None:
    if found["guest"]:
        return _of_guest(found["guest"])
    # What stands around an address in prose and Markdown is no part of it.
    local = found["local"].lstrip("'.*~(`").rstrip(".")
    domain = _a_labels(found["domain"].rstrip(".'-"))
    return f"{local}@{domain}" if local and ".." not in local and domain else None


def _of_guest(name: str) -> str | None:
    """`john_contoso.com` is john@contoso.com: the last underscore was the at sign.

    None where it cannot be told (two underscores: the local part may have ended in one).
    """
    local, _, domain = name.lstrip("'.").rpartition("_")
    if not local or local.endswith("_") or "." not in domain:
        return None
    return f"{local}@{domain}"


@lru_cache(maxsize=1024)
def _a_labels(domain: str) -> str | None:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
