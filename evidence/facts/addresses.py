"""Comparing e-mail addresses as directories do (catalogue, section 1)."""

from __future__ import annotations

from collections.abc import Iterable

_SMTP = "smtp:"


def bare(address: str) -> str:
    """The address without prefix and blanks, letter case kept.

    An upper-case `SMTP:` marks the primary address, not another one.
    """
    stripped = address.strip()
    return stripped[len(_SMTP) :].strip() if _mail(stripped) else stripped


def folded(address: str) -> str:
    """What two spellings of one bare address share: no letter case, its domain as A-labels."""
    local, at, domain = address.lower().rpartition("@")
    return f"{local}{at}{_a_label(domain)}"


def normal(address: str) -> str:
    """The address without prefix, blanks and letter case, its domain as A-labels."""
    return folded(bare(address))


def domain_of(address: str) -> str:
    """The domain of an address in lower case as A-labels; empty where there is none."""
    _, at, domain = normal(address).rpartition("@")
    return domain if at else ""


def mail_addresses(proxies: Iterable[str]) -> frozenset[str]:
    """The e-mail addresses among proxyAddresses: other kinds (SIP, X500) are left out."""
    return frozenset(normal(proxy) for proxy in proxies if _mail(proxy.strip()))


def among(address: str, others: Iterable[str]) -> bool:
    """Whether the whole address is one of the others."""
    return normal(address) in {normal(other) for other in others}


def _mail(stripped: str) -> bool:
    return stripped[: len(_SMTP)].lower() == _SMTP


def _a_label(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
