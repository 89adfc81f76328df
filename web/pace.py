"""How often one address, and one link, may ask for a partner's page. In memory, per process."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import time
from collections import Counter
from enum import Enum
from hashlib import blake2b
from math import ceil

from aiohttp import web
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Whoever asks falls into one of so many drawers, so that no number of addresses fills the memory.
# Two share one by chance, differently in every process.
_DRAWERS = 2048
_SAY_EVERY = 60.0  # seconds between two lines in the log
_SITE = 64  # bits of an IPv6 address that one customer has for itself

log = logging.getLogger(__name__)


class Of(Enum):
    """What is counted, each with the most of a minute. `MISS`: a link that opens nothing: nobody
    has a reason to try many. `SENT`: a form."""

    ADDRESS = ("address", RateLimitItemPerMinute(120))
    LINK = ("link", RateLimitItemPerMinute(120))
    MISS = ("miss", RateLimitItemPerMinute(20))
    SENT = ("sent", RateLimitItemPerMinute(20))

    def __init__(self, label: str, most: RateLimitItem) -> None:
        self.label, self.most = label, most


class Pace:
    """`proxies`: how many proxies stand before this process; so many entries at the end of
    X-Forwarded-For are theirs to write, everything before them anybody's."""

    def __init__(self, proxies: int = 0) -> None:
        self._proxies, self._salt = proxies, secrets.token_bytes(16)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._refused: Counter[str] = Counter()
        self._said_at = float("-inf")

    def wait(self, request: web.Request, link: str) -> int:
        """Counts a request; returns the seconds until it would be answered, 0 for now. `link`:
        its token; empty where it has none."""
        counted = [(Of.ADDRESS, client(request, self._proxies))]
        if link:
            counted.append((Of.LINK, link))
        if link and request.method == "POST":
            counted.append((Of.SENT, link))
        return max(self._counted(of, who) for of, who in counted)

    def wait_after_miss(self, request: web.Request) -> int:
        """The same for a link that opened nothing. Links that do are answered all the while:
        others may share the address."""
        return self._counted(Of.MISS, client(request, self._proxies))

    def _counted(self, of: Of, who: str) -> int:
        drawer = self._drawer(who)
        if self._window.hit(of.most, of.label, drawer):
            return 0
        self._say(of)
        reset = self._window.get_window_stats(of.most, of.label, drawer).reset_time
        return max(1, ceil(reset - time.time()))

    def _drawer(self, who: str) -> str:
        digest = blake2b(who.encode("utf-8", "replace"), key=self._salt, digest_size=8).digest()
        return str(int.from_bytes(digest) % _DRAWERS)

    def _say(self, of: Of) -> None:
        """At most a line a minute, however many come: a flood must not fill the disk."""
        self._refused[of.label] += 1
        now = time.monotonic()
        if now - self._said_at >= _SAY_EVERY:
            counts = ", ".join(f"{count} by {label}" for label, count in self._refused.items())
            log.warning("partner page: requests refused as too many: %s", counts)
            self._said_at = now
            self._refused.clear()


def client(request: web.Request, proxies: int) -> str:
    """Whose request it is: an IPv4 address, or the /64 of an IPv6 one; what cannot be read is
    all one."""
    peer = request.remote or ""
    if proxies:
        passed = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        peer = passed[-proxies] if len(passed) >= proxies else passed[0]
    return _site(peer.strip())


def _site(peer: str) -> str:
    bare = peer[1:].partition("]")[0] if peer.startswith("[") else peer
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _SITE), strict=False))
