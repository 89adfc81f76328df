"""Mail addresses that can be written to. Pure."""

from __future__ import annotations

import re

import idna

# RFC 5321's dot-atom and a domain of A-labels: nothing that a header could take for more.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.)+(?![0-9]){_LABEL}"
_MAILBOX = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_DOMAIN}")
_ONLY_DOMAIN = re.compile(_DOMAIN)
_LONGEST = 254


def is_mailbox(text: str) -> bool:
    """Whether it is one plain address, its domain in ASCII."""
    return len(text) <= _LONGEST and _MAILBOX.fullmatch(text) is not None


def mailbox_in(text: str) -> str:
    """The address that the whole text is, its domain as A-labels; empty where it is none.
    Never a part of it: what is left of a mistyped address belongs to somebody else."""
    local, _, domain = text.rpartition("@")
    written = domain if domain.isascii() else domain_in(domain)
    address = f"{local}@{written}"
    return address if is_mailbox(address) and domain_in(domain) else ""


def domain_in(text: str) -> str:
    """The domain that the whole text is, as A-labels in small letters; empty where it is none."""
    if len(text) > _LONGEST:
        return ""
    domain = text.lower() if text.isascii() else _a_labels(text.lower())
    return domain if _ONLY_DOMAIN.fullmatch(domain) else ""


def _a_labels(domain: str) -> str:
    """By IDNA 2008 as it stands: its mapping would drop soft hyphens and change other letters."""
    try:
        return idna.encode(domain, strict=True).decode("ascii")
    except idna.IDNAError:
        return ""
