"""How often one address, and one hand-off, may ask for a page or a file. In memory, per process."""

from __future__ import annotations

import ipaddress
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from enum import Enum
from math import ceil

from aiohttp import web

_WINDOW = 60.0  # seconds from the first request that is counted
# So many are counted at a time. Those above push out whoever came first, who then only begins
# anew: no number of addresses fills the memory, and none of them shuts anybody else out.
ROOM = 16_384
_SAY_EVERY = 60.0  # seconds between two lines in the log
_SITE = 64  # bits of an IPv6 address that one customer has for itself

log = logging.getLogger(__name__)


class Of(Enum):
    """What is counted, each with the most of a minute. `FETCH`: files, of an address. `MISS`: of
    an address, what opens nothing: nobody has a reason to try many. `LINK` and `SENT`: of a
    hand-off, its pages and its forms."""

    ADDRESS = ("address", 120)
    FETCH = ("fetch", 240)
    MISS = ("miss", 20)
    LINK = ("link", 120)
    SENT = ("sent", 20)

    def __init__(self, label: str, most: int) -> None:
        self.label, self.most = label, most


class Pace:
    """`proxies`: how many proxies stand before this process; so many entries at the end of
    X-Forwarded-For are theirs to write, everything before them anybody's. `clock`: in seconds."""

    def __init__(self, proxies: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._proxies, self._clock = proxies, clock
        self._windows = {of: _Windows(of.most) for of in Of}
        self._refused: Counter[str] = Counter()
        self._said_at, self._warned = float("-inf"), False

    def wait(self, request: web.Request, of: Of) -> int:
        """Counts a request for its address; returns the seconds until it would be answered, 0
        for now. What is refused here is to be counted nowhere else: so nobody can use up what
        is others'."""
        self._warn(request)
        return self._counted(of, client(request, self._proxies))

    def wait_at(self, request: web.Request, hand_off: str) -> int:
        """The same for a hand-off whose page a link did open."""
        if wait := self._counted(Of.LINK, hand_off):
            return wait
        return self._counted(Of.SENT, hand_off) if request.method == "POST" else 0

    def _counted(self, of: Of, who: str) -> int:
        wait = self._windows[of].counted(who, self._clock())
        if wait:
            self._say(of)
        return ceil(wait)

    def _say(self, of: Of) -> None:
        """At most a line a minute, however many come: a flood must not fill the disk."""
        self._refused[of.label] += 1
        now = self._clock()
        if now - self._said_at >= _SAY_EVERY:
            counts = ", ".join(f"{count} by {label}" for label, count in self._refused.items())
            log.warning("requests refused as too many: %s", counts)
            self._said_at = now
            self._refused.clear()

    def _warn(self, request: web.Request) -> None:
        if not self._warned and not self._proxies and "X-Forwarded-For" in request.headers:
            self._warned = True
            log.warning(
                "requests come with X-Forwarded-For while PROXY_HOPS is 0: if a proxy stands "
                "before this process, all the world counts as one address (docs/operations.md)"
            )


class _Windows:
    """How many came of each within a minute of its first; the oldest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def counted(self, who: str, now: float) -> float:
        """The seconds until one more of them would be let in; 0 where this one is."""
        self._let_go(now)
        count, ends = self._counts.get(who, (0, now + _WINDOW))
        if count >= self._most:
            return ends - now
        if not count and len(self._counts) >= ROOM:
            self._counts.popitem(last=False)
        self._counts[who] = (count + 1, ends)
        return 0

    def _let_go(self, now: float) -> None:
        # Each lasts as long as any other, so the first to come is the first to end.
        while self._counts and next(iter(self._counts.values()))[1] <= now:
            self._counts.popitem(last=False)


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
