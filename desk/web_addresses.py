"""Addresses that settings name. Pure."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_NAME = re.compile(r"[\w-]+(\.[\w-]+)*\.?")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")


def safe(url: str) -> SplitResult:
    """The parts of an address with https, or with http on this machine; raises ValueError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _BLANK.search(url) or parts.port == 0 or "@" in parts.netloc or not _is_host(host):
        raise ValueError("not an address")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("everybody on the way could read along")
    return parts


def is_loopback(host: str) -> bool:
    """Whether the host is this machine and nothing else."""
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def _is_host(host: str) -> bool:
    return _is_ip(host) or _NAME.fullmatch(host) is not None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
