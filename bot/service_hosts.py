"""Which connector addresses the bot may send its token to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

# Connector hosts of the public cloud and GCC, as Microsoft's own Teams SDK lists them.
# trafficmanager.net is open to every Azure customer, so its hosts are named one by one.
PRODUCTION_HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.onyx.prod.teams.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "*.botframework.com",
    }
)


class ServiceHosts:
    """An allow-list: `host` and `*.host` mean https on port 443; `scheme://host:port` exactly that.

    Extras are added to the production hosts (other clouds, the sandbox's connector).
    """

    def __init__(self, extras: Iterable[str] = ()) -> None:
        entries = {entry.strip().lower().rstrip("/") for entry in extras} - {""}
        named = PRODUCTION_HOSTS | entries
        self._origins = {e for e in named if "://" in e}
        self._suffixes = tuple(e[1:] for e in named if e.startswith("*."))
        self._hosts = named - self._origins

    def allows(self, service_url: str) -> bool:
        """Whether this is a plain URL of an allowed host, without user name or tricks."""
        parts = _split(service_url)
        if parts is None:
            return False
        if f"{parts.scheme}://{parts.netloc}".lower() in self._origins:
            return True
        return parts.scheme == "https" and parts.port in (None, 443) and self._named(parts)

    def _named(self, parts: SplitResult) -> bool:
        host = parts.hostname or ""
        return host in self._hosts or host.endswith(self._suffixes)


def _split(url: str) -> SplitResult | None:
    if not url.isascii() or not url.isprintable() or any(c in url for c in "\\@?# "):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None
