"""What the links of a text say: kind, site, tenant and ids (catalogue 2.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import SplitResult, unquote

from evidence.reading import hosts
from evidence.reading.wrapping import LINK, query, split, trimmed

GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_GUID = re.compile(GUID, re.IGNORECASE)
_SHARE = re.compile(r"/:[a-z]:/", re.IGNORECASE)
_SYSTEM = ("/_layouts/", "/_forms/", "/_login/", "/_trust/", "/_vti_bin/", "/_api/")
_HOSTLESS = re.compile(
    r"https?://(?=[\s/.?]|\Z)|(?<![\w.%/-])/(?::[a-z]:/|sites/|teams/|personal/|[\w/]{0,200}_layouts/)",
    re.IGNORECASE,
)
_PLAIN = "siteOrBookmark"
_MOST_NESTED = 20
_MOST_LINKS = 300


@dataclass(frozen=True)
class Link:
    """One link of the text, or one inside another's parameters (`nested`)."""

    parts: SplitResult
    nested: bool = False
    bare: bool = False  # a host name only, nothing to open

    @property
    def host(self) -> str:
        return (self.parts.hostname or "").casefold()


@dataclass(frozen=True)
class Place:
    """A link and where it stands in the text."""

    url: str
    start: int
    end: int


@cache
def _schemeless() -> re.Pattern[str]:
    doors = "|".join(
        re.escape(host) for key in ("hosts", "invitations") for host in hosts.doors(key)
    )
    rest = r"(?:/[!#-;=?-Z_a-z{}~]{0,4000})?"
    site = hosts.sharepoint_pattern()
    return re.compile(rf"{LINK.pattern}|(?<![\w.@/%-])(?:{site}|{doors}){rest}", re.IGNORECASE)


def places(text: str) -> tuple[Place, ...]:
    """Every link of the text, with or without `https://`."""
    found = []
    for match in _schemeless().finditer(text):
        url = trimmed(match[0])
        found.append(Place(url, match.start(), match.start() + len(url)))
    return tuple(found)


def blanked(text: str, taken: Iterable[Place]) -> str:
    """The text with its links as blanks, so that nobody reads an address or id out of one."""
    kept, end = [], 0
    for place in taken:
        kept += [text[end : place.start], " " * (place.end - place.start)]
        end = place.end
    return "".join((*kept, text[end:]))


def links(urls: Iterable[str]) -> tuple[Link, ...]:
    """The links, each followed by those inside its parameters."""
    different = islice(dict.fromkeys(urls), _MOST_LINKS)
    return tuple(link for url in different for link in _family(url))


def _family(url: str) -> Iterator[Link]:
    waiting, nested = [url], False
    for _ in range(_MOST_NESTED):
        if not waiting:
            return
        current = waiting.pop(0)
        full = current if LINK.match(current) else f"https://{current}"
        if parts := split(full):
            yield Link(parts, nested, bare=full != current and not parts.path.strip("/"))
            waiting += [value for raw in query(parts).values() if (value := _decoded(raw))]
        nested = True


def _decoded(value: str) -> str | None:
    for _ in range(4):
        if LINK.match(value):
            return value
        value = unquote(value)
    return None


def kind(link: Link) -> str | None:
    """The word of link.kind; None for pages that say nothing of how one came there."""
    path = unquote(link.parts.path).casefold()
    if link.host in hosts.doors("invitations"):
        return "entraRedeem"
    if link.host in hosts.doors("hosts"):
        return "entraRedeem" if path.startswith("/redeem") else None
    if link.bare or hosts.site_host(link.host) is None:
        return None
    for page, word in (
        ("/acceptinvite.aspx", "acceptInvite"),
        ("/guestaccess.aspx", "guestAccess"),
    ):
        if page in path:
            return word
    if _SHARE.match(path):
        return "shortShare"
    return None if link.nested or any(part in path for part in _SYSTEM) else _PLAIN


def kind_of_all(found: Iterable[Link]) -> str | None:
    """The one kind that the links agree on; a plain site address yields to any other."""
    kinds = {word for link in found if (word := kind(link))}
    special = kinds - {_PLAIN}
    if len(special) == 1:
        return special.pop()
    return _PLAIN if kinds == {_PLAIN} else None


def sites(found: Iterable[Link]) -> tuple[str, ...]:
    """The SharePoint hosts, in order, each once; OneDrive's as its SharePoint host."""
    named = (hosts.site_host(link.host) for link in found)
    return tuple(dict.fromkeys(host for host in named if host))


def site_of_all(found: tuple[Link, ...]) -> str | None:
    """The one site meant: of links that were shared, else of all; None where they differ."""
    shared = sites(link for link in found if kind(link) not in (None, _PLAIN))
    meant = shared or sites(found)
    return meant[0] if len(meant) == 1 else None


def tenant(found: Iterable[Link]) -> str | None:
    """The inviting tenant's id where an invitation or a tenant's own door names it."""
    named = set()
    for link in found:
        values = query(link.parts)
        if link.host in hosts.doors("invitations"):
            named.add(values.get("tenant", "").casefold())
        if link.host in hosts.doors("tenant_scoped"):
            named.add(values.get("tenantid", "").casefold())
    ids = {name for name in named if _GUID.fullmatch(name)}
    return ids.pop() if len(ids) == 1 else None


def sign_in_correlation(found: Iterable[Link]) -> str | None:
    """`client-request-id` of a sign-in page is Entra's correlation id."""
    return _guid_of(found, "client-request-id", lambda host: host in hosts.doors("hosts"))


def sharepoint_correlation(found: Iterable[Link]) -> str | None:
    """`correlation` of a SharePoint page is SharePoint's correlation id."""
    return _guid_of(found, "correlation", hosts.is_sharepoint)


def _guid_of(found: Iterable[Link], name: str, ours: Callable[[str], bool]) -> str | None:
    for link in found:
        value = query(link.parts).get(name, "").strip("{}").casefold()
        if ours(link.host) and _GUID.fullmatch(value):
            return value
    return None


def is_access_denied(found: Iterable[Link]) -> bool:
    """SharePoint sent the person to its page AccessDenied.aspx."""
    return any(
        hosts.is_sharepoint(link.host) and "/accessdenied.aspx" in link.parts.path.casefold()
        for link in found
    )


def hints(found: Iterable[Link]) -> Iterator[str]:
    """Addresses that a sign-in link proposes."""
    return (value for link in found if (value := query(link.parts).get("login_hint")))


def lacks_host(text: str) -> bool:
    """The text holds the path of a link, or its beginning, but no host."""
    return _HOSTLESS.search(text) is not None
