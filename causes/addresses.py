"""Comparing the names people sign in with and are invited by (catalogue, section 1)."""

from __future__ import annotations

from collections.abc import Iterable

_PREFIX = "smtp:"
_GUEST = "#ext#"
CONSUMER_ISSUERS = ("live.com", "9188040d-6c67-4c5b-b112-36a304b66dad")


def plain(address: str) -> str:
    """The address without prefix and blanks, letter case kept.

    A claim (`i:0#.f|membership|x@y`) yields its name; a guest's own sign-in name
    (`x_y#EXT#@z`) the address it was made from: the last `_` stood for the `@`.
    """
    bare = address.rpartition("|")[2].strip()
    if bare[: len(_PREFIX)].lower() == _PREFIX:
        bare = bare[len(_PREFIX) :].strip()
    guest = bare.lower().find(_GUEST)
    if guest < 0:
        return bare
    local, _, domain = bare[:guest].rpartition("_")
    return f"{local}@{domain}"


def normal(address: str) -> str:
    """What two spellings of one address have in common: no letter case, domain as A-labels."""
    local, at, domain = plain(address).lower().rpartition("@")
    return f"{local}{at}{_a_label(domain)}"


def same(one: str, other: str) -> bool:
    """Whether two spellings mean one whole address."""
    return normal(one) == normal(other)


def among(address: str, others: Iterable[str]) -> bool:
    """Whether the whole address is one of the others."""
    return normal(address) in {normal(other) for other in others}


def differ_in_case_only(one: str, other: str) -> bool:
    """Whether nothing but letter case tells the two apart."""
    return same(one, other) and plain(one) != plain(other)


def domain_of(address: str) -> str:
    """The domain as A-labels in lower case; empty where there is none."""
    _, at, domain = normal(address).rpartition("@")
    return domain if at else ""


def kindred(one: str, other: str) -> bool:
    """Whether two different addresses belong to one family of domains (a.org, dept.a.org)."""
    first, second = domain_of(one), domain_of(other)
    family = first.endswith(f".{second}") or second.endswith(f".{first}") or first == second
    return bool(first and second) and family and not same(one, other)


def is_consumer(issuer: str) -> bool:
    """Whether an identity provider named by Entra is the one of personal Microsoft accounts."""
    return any(mark in issuer.lower() for mark in CONSUMER_ISSUERS)


def _a_label(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
