"""Comparing e-mail addresses as directories do (catalogue, section 1). Pure."""

from __future__ import annotations

from collections.abc import Iterable

_SMTP = "smtp:"


def normal(address: str) -> str:
    """The address without prefix, blanks and letter case, its domain as A-labels.

    An upper-case `SMTP:` marks the primary address, not another one.
    """
    bare = address.strip()
    if bare[: len(_SMTP)].lower() == _SMTP:
        bare = bare[len(_SMTP) :].strip()
    local, at, domain = bare.lower().rpartition("@")
    return f"{local}{at}{_a_label(domain)}"


def domain_of(address: str) -> str:
    """The domain of an address in lower case as A-labels; empty where there is none."""
    _, at, domain = normal(address).rpartition("@")
    return domain if at else ""


def mail_addresses(proxies: Iterable[str]) -> frozenset[str]:
    """The e-mail addresses among proxyAddresses: other kinds (SIP, X500) are left out."""
    return frozenset(normal(p) for p in proxies if p.strip()[: len(_SMTP)].lower() == _SMTP)


def among(address: str, others: Iterable[str]) -> bool:
    """Whether the whole address is one of the others."""
    return normal(address) in {normal(other) for other in others}


def _a_label(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
