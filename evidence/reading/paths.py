"""Which site and which document the links of a text name, and which of them was opened.

Only what the address shows in clear: a share link's token is a secret and says neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from evidence.reading import hosts, links
from evidence.reading.data_files import section, texts
from evidence.reading.links import Link, Place
from evidence.reading.redaction import CUT
from evidence.reading.wrapping import LINK, query

ROOT = "/"
_SHARED = re.compile(r":[a-z]:", re.IGNORECASE)
_SHORT = {"s": "sites", "t": "teams"}
_MANAGED = ("sites", "teams", "personal")
_FILE = re.compile(r"\.(?!aspx?\Z|html?\Z|svc\Z)[A-Za-z][A-Za-z0-9]{1,4}\Z", re.IGNORECASE)
_OF_ITEM = ("id", "rootfolder", "sourceurl", "source")
_COMMON = re.compile(r"/(?:common|organizations)/(?:oauth2|saml2|wsfed)(?:/|\Z)", re.IGNORECASE)
_LONGEST = 400


@dataclass(frozen=True)
class Opened:
    """The site of each link that was shared or opened, where its address shows one."""

    site: str | None
    item: str | None
    opened: str | None


def named(found: tuple[Link, ...], page: Link | None) -> Opened:
    """`page`: the link behind SharePoint's label "URL", which is what was opened."""
    others = [link for link in found if link != page]
    shared = _site(link for link in others if links.kind(link) not in (None, "siteOrBookmark"))
    meant = shared or _site(others) or (None if others and _sites(others) else _of_page(page))
    return Opened(meant, _item(found, meant), _opened(found, page, shared or _site(others)))


def _of_page(page: Link | None) -> str | None:
    return site(page) if page and not _is_host_only(page) else None


def site(link: Link) -> str | None:
    """The server-relative address of the site, `/` for the root site."""
    if link.bare or hosts.site_host(link.host) is None:
        return None
    steps = _steps(link.parts.path)
    if steps and _SHARED.fullmatch(steps[0]):
        return _of_share(steps[1:])
    if steps[:1] and steps[0].casefold() in _MANAGED:
        return _joined(steps[:2]) if len(steps) > 1 else None
    given = _given(link)
    if given is not None:
        return _under(given)
    elsewhere = _is_personal(link) or _is_door(steps) or _leads_on(link, steps)
    return None if elsewhere else ROOT


def item(link: Link) -> str | None:
    """The server-relative path of the file or folder, where the address shows it."""
    if hosts.site_host(link.host) is None:
        return None
    steps = _steps(link.parts.path)
    if len(steps) > 2 and _SHARED.fullmatch(steps[0]):
        steps = steps[2:] if steps[1].casefold() == "r" else []
    path = _given(link) or _joined(steps)
    return path if _is_item(path) else None


def _steps(path: str) -> list[str]:
    return [step for step in unquote(path).split("/") if step]


def _joined(steps: list[str]) -> str | None:
    path = "/" + "/".join(steps)
    return path if CUT not in path and len(path) <= _LONGEST else None


def _of_share(steps: list[str]) -> str | None:
    """`/:w:/s/x/...` is the site x; behind `g` and `r` the address may be written out."""
    form, rest = steps[:1], steps[1:]
    if form and form[0].casefold() in _SHORT and rest:
        return _joined([_SHORT[form[0].casefold()], rest[0]])
    if len(rest) > 1 and rest[0].casefold() in _MANAGED:
        return _joined(rest[:2])
    return None


def _under(path: str) -> str:
    steps = _steps(path)
    return (_joined(steps[:2]) or ROOT) if steps and steps[0].casefold() in _MANAGED else ROOT


def _given(link: Link) -> str | None:
    """A path among the link's parameters (the list's folder, the page that led here)."""
    values = query(link.parts)
    for name in _OF_ITEM:
        value = unquote(values.get(name, ""))
        if value.startswith("/") and not value.startswith("//") and CUT not in value:
            return value.partition("?")[0][:_LONGEST]
    return None


def _is_item(path: str | None) -> bool:
    if path is None:
        return False
    steps = _steps(path)
    under = steps[2:] if steps and steps[0].casefold() in _MANAGED else steps
    library = bool(under) and under[0].casefold() in _libraries()
    folder = library and len(under) > 1 and under[1].casefold() != "forms"
    page = bool(steps) and steps[-1].casefold().endswith((".aspx", ".asp", ".html", ".htm"))
    return not page and (folder or (len(under) > 1 and _FILE.search(under[-1]) is not None))


@cache
def _libraries() -> frozenset[str]:
    return frozenset(name.casefold() for name in texts(section("links", "libraries")["names"]))


def _is_personal(link: Link) -> bool:
    return link.host.partition(".")[0].endswith("-my")


def _is_door(steps: list[str]) -> bool:
    """Pages that everybody passes on the way to somewhere else."""
    return bool(steps) and steps[0].casefold() in ("_forms", "_login", "_trust", "_api", "_vti_bin")


def _leads_on(link: Link, steps: list[str]) -> bool:
    """A page of the root site that speaks of another address, which it carries inside."""
    inside = any(LINK.match(unquote(value)) for value in query(link.parts).values())
    return inside and steps[:1] == ["_layouts"]


def _is_host_only(link: Link) -> bool:
    """People write a host alone to say whose SharePoint it is, not which site."""
    return not link.parts.path.strip("/")


def _sites(found: Iterable[Link]) -> set[str]:
    return {path.casefold() for link in found if (path := site(link))}


def _site(found: Iterable[Link]) -> str | None:
    """The one site that these links name; an outer link's before what it carries inside."""
    listed = list(found)
    for group in ([link for link in listed if not link.nested], listed):
        meant = (link for link in group if not _is_host_only(link))
        paths = {path.casefold(): path for link in meant if (path := site(link))}
        if paths:
            return next(iter(paths.values())) if len(paths) == 1 else None
    return None


def _item(found: Iterable[Link], of_site: str | None) -> str | None:
    paths = {path.casefold(): path for link in found if (path := item(link))}
    path = next(iter(paths.values())) if len(paths) == 1 else None
    if path is None or of_site in (None, ROOT):
        return path
    return path if path.casefold().startswith(f"{of_site}/".casefold()) else None


def _opened(found: tuple[Link, ...], page: Link | None, shared: str | None) -> str | None:
    if any(_is_common(link) for link in found):
        return "commonEndpoint"
    here = site(page) if page else None
    if here is None:
        return None
    if shared is None:
        return "rootSite" if here == ROOT else None
    if here.casefold() == shared.casefold():
        return "sharedSite"
    return "rootSite" if here == ROOT else "otherSite"


def _is_common(link: Link) -> bool:
    """A sign-in that names no tenant ends in the person's own organisation."""
    door = link.host in hosts.doors("hosts") and not link.nested
    return door and _COMMON.match(link.parts.path) is not None


def page_link(places: Iterable[Place], ends: Iterable[int]) -> Link | None:
    """The link right behind a label; `ends` of labels may lie up to three blanks within it."""
    begun = {end - within for end in ends for within in range(4)}
    urls = [place.url for place in places if place.start in begun]
    return next(iter(links.links(urls)), None)
