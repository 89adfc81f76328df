"""Who may talk to the sandbox: the pages it serves, and programs on this machine.

It asks for no password, so any page in a visitor's browser could turn its knobs: by a request
from elsewhere (CSRF), or from a page whose name was made to point here (DNS rebinding).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.pages import line
from sandbox.settings import Settings
from sandbox.wire import refusal

_AUTHORITY = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:(?P<port>\d{1,5}))?", re.ASCII)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_OWN_SITE = frozenset({"", "none", "same-origin"})  # Fetch Metadata; none: typed, or a bookmark
# Asked by the bot, with tokens of their own; pages with forms, of sign-in and of the bot.
_ANY_KIND = ("/connector/", "/graph/", "/login/", "/partner/", "/h/")


@dataclass(frozen=True)
class Place:
    """The addresses this sandbox answers at."""

    host: str
    port: int

    def holds(self, authority: str) -> bool:
        """Whether a `name:port`, as Host and Origin write it, is one of them."""
        found = _AUTHORITY.fullmatch(authority.lower())
        if found is None or int(found["port"] or 80) != self.port:
            return False
        return self._is_ours(found["name"])

    def _is_ours(self, name: str) -> bool:
        if name in (*_LOOPBACK, self.host.lower(), f"[{self.host.lower()}]"):
            return True
        # Listening everywhere: a page from such an address is ours, as no name was resolved.
        return _is_wildcard(self.host) and _is_address(name)


def admission(settings: Settings) -> Middleware:
    """A middleware: 403 for another page or another name, 415 for a body that is not plain JSON."""
    place = Place(settings.host, settings.port)

    @web.middleware
    async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
        return _turned_away(request, place) or await handler(request)

    return admit


def _turned_away(request: web.Request, place: Place) -> web.Response | None:
    if not place.holds(request.headers.get("Host", "")) or _from_elsewhere(request, place):
        return refusal(403, "FromElsewhere", line("from-elsewhere", port=place.port))
    if _compressed(request):
        return refusal(415, "Compressed", line("compressed"))
    if request.body_exists and not _fitting_kind(request):
        return refusal(415, "NotJson", line("json-only"))
    return None


def _from_elsewhere(request: web.Request, place: Place) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "")
    origins = request.headers.getall("Origin", [])
    # A page that tells nobody where it is sends "null" with its forms; no page can forge the site.
    if origins == ["null"] and site == "same-origin":
        return False
    if not all(o.startswith("http://") and place.holds(o.removeprefix("http://")) for o in origins):
        return True
    return site not in _OWN_SITE and not _is_link(request)


def _is_link(request: web.Request) -> bool:
    """A link that was followed: its answer is shown to the person, not to the page it was on."""
    mode, dest = (request.headers.get(f"Sec-Fetch-{name}") for name in ("Mode", "Dest"))
    return (request.method, mode, dest) == ("GET", "navigate", "document")


def _fitting_kind(request: web.Request) -> bool:
    return request.content_type == "application/json" or request.path.startswith(_ANY_KIND)


def _compressed(request: web.Request) -> bool:
    """Whether the body was packed: our clients never do, and a little of it can become a lot."""
    stated = ",".join(request.headers.getall("Content-Encoding", []))
    return any(coding.strip().lower() not in ("", "identity") for coding in stated.split(","))


def _is_wildcard(host: str) -> bool:
    return _is_address(host) and ip_address(host).is_unspecified


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
