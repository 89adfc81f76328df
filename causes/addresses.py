"""Comparing the names people sign in with and are invited by (catalogue, section 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence.facts.addresses import bare, folded

# Microsoft's own domains for personal accounts: outlook.com, hotmail.co.uk, live.nl ...
_CONSUMER_DOMAIN = re.compile(r"(?:outlook|hotmail|live|msn|passport)\.[a-z]{2,3}(?:\.[a-z]{2})?")
# In a shorter name another letter is more often another name than a slip.
_SHORTEST_NAME = 5
_GUEST = "#ext#"
_TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONSUMER_ISSUERS = ("live.com", "9188040d-6c67-4c5b-b112-36a304b66dad")


def plain(address: str) -> str:
    """The address without prefix and blanks, letter case kept.

    A claim (`i:0#.f|membership|x@y`) yields its name; a guest's own sign-in name
    (`x_y#EXT#@z`) the address it was made from: the last `_` stood for the `@`.
    """
    name = bare(address.rpartition("|")[2])
    guest = name.lower().find(_GUEST)
    if guest < 0:
        return name
    local, _, domain = name[:guest].rpartition("_")
    return f"{local}@{domain}"


def normal(address: str) -> str:
    """What two spellings of one address have in common: no letter case, domain as A-labels."""
    return folded(plain(address))


def same(one: str, other: str) -> bool:
    """Whether two spellings mean one whole address."""
    return normal(one) == normal(other)


def among(address: str, others: Iterable[str]) -> bool:
    """Whether the whole address is one of the others."""
    return any(same(address, other) for other in others)


def differ_in_case_only(one: str, other: str) -> bool:
    """Whether nothing but letter case tells the two apart."""
    return same(one, other) and plain(one) != plain(other)


def domain_of(address: str) -> str:
    """The domain as A-labels in lower case; empty where there is none."""
    _, at, domain = normal(address).rpartition("@")
    return domain if at else ""


def slipped(one: str, other: str) -> bool:
    """Whether one letter of the name tells the two apart: left out, added, changed or swapped.

    Not the first one, and no digit or point: those follow a naming rule (jones, mjones, jones2).
    """
    (first, _, domain), (second, _, other_domain) = (
        normal(a).rpartition("@") for a in (one, other)
    )
    short, long = sorted((first, second), key=len)
    if domain != other_domain or len(short) < _SHORTEST_NAME or len(long) - len(short) > 1:
        return False
    return short[:1] == long[:1] and _one_letter_apart(short, long)


def _one_letter_apart(short: str, long: str) -> bool:
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return long[at].isalpha() and short[at:] == long[at + 1 :]
    changed = short[at : at + 1].isalpha() and long[at : at + 1].isalpha()
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return changed and (short[at + 1 :] == long[at + 1 :] or swapped)


def kindred(one: str, other: str) -> bool:
    """Whether two different addresses belong to one family of domains (a.org, dept.a.org)."""
    first, second = domain_of(one), domain_of(other)
    family = first.endswith(f".{second}") or second.endswith(f".{first}") or first == second
    return bool(first and second) and family and not same(one, other)


def is_consumer(issuer: str) -> bool:
    """Whether an identity provider named by Entra is the one of personal Microsoft accounts."""
    return any(mark in issuer.lower() for mark in CONSUMER_ISSUERS)


def has_consumer_domain(address: str) -> bool:
    """Whether the address is of a domain where Microsoft gives out personal accounts.

    Discovery finds a tenant for such a domain, which is no organisation's directory.
    """
    return _CONSUMER_DOMAIN.fullmatch(domain_of(address)) is not None


def issuer_kind(issuer: str) -> str:
    """What a guest redeemed by this identity provider carries as `guest.issuer`."""
    if is_consumer(issuer):
        return "MicrosoftAccount"
    if "google" in issuer.lower():
        return "google"
    return "ExternalAzureAD" if tenant_of(issuer) else "otherUri"


def tenant_of(issuer: str) -> str | None:
    """The tenant id in an identity provider's name, in lower case; None for personal accounts."""
    found = _TENANT.search(issuer.lower())
    return found[0] if found and not is_consumer(issuer) else None


def of_tenant(issuer: str, tenant: str) -> bool:
    """Whether the identity provider is that tenant."""
    return tenant_of(issuer) == tenant.lower()
