"""Whatever a pasted page, mail, link or sentence yields, in any language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from evidence import facts
from evidence.facts import Fact, Reading, Value
from evidence.reading import links, mails, paths, sentences
from evidence.reading.accounts import Accounts, accounts
from evidence.reading.addresses import found_in, is_person, unique
from evidence.reading.check_pack import pasted_packs
from evidence.reading.cleaning import LONGEST, clean
from evidence.reading.codes import aadsts
from evidence.reading.hosts import cloud
from evidence.reading.identifiers import Ids, identify
from evidence.reading.links import Link
from evidence.reading.marks import Marks, marks
from evidence.reading.powershell import listed_facts
from evidence.reading.redaction import cut
from evidence.reading.sentences import Said
from evidence.reading.told import told
from evidence.reading.wrapping import rejoined, unwrapped

_CLOCK_SKEW = timedelta(minutes=5)
# Looks into every data file; says nothing.
_EVERY_TABLE = "Denise shared a file with you. はい。 It fails since 1 May 2025. LockState :"
_SHAREPOINT_PAGE = ("that didnt work", "include these technical details")


@dataclass(frozen=True)
class _Page:
    """The text without its secrets, and what stands where in it. `opened`: behind "URL:"."""

    text: str
    said: Said
    without_links: str
    links: tuple[Link, ...]
    opened: Link | None
    marks: Marks


def read(text: str, now: datetime, invited: str | None = None) -> Reading:
    """Facts by catalogue 7.1, never guessed; what people only tell in words stands in `told`.

    `now` (UTC) tells a time that is yet to come, and "since yesterday". `invited`: the invited
    address where it is known already, which tells whose row of an administrator's listing counts.
    Problems: "too-long" (only the first 20 000 characters were read), "unreadable",
    "link-without-host", "time-in-future" (the error's time was dropped), "check-pack" (its result
    was not taken). Raises nothing.
    """
    cleaned = clean(text)
    packs = pasted_packs(cleaned.text, now)
    page, secrets = _page(packs.rest)
    found = {**dict(_facts(page, invited)), **packs.facts}
    problems = [*cleaned.problems, *packs.problems, *_problems(page)]
    if _is_future(found, now):
        del found[facts.ERROR_TIME]
        problems.append("time-in-future")
    return Reading(
        facts=MappingProxyType({of.name: value for of, value in found.items()}),
        told=MappingProxyType(_told(page, now, found)),
        addresses=_addresses(page, found),
        hosts=links.sites(page.links),
        times=tuple(time.at for time in page.marks.times),
        zoneless=sum(not time.zoned for time in page.marks.times),
        problems=tuple(problems),
        secrets_cut=secrets,
        text=page.text,
    )


def warm() -> None:
    """Loads the data files and compiles the patterns, so that no message waits for it."""
    read(_EVERY_TABLE, datetime(2026, 1, 1, tzinfo=UTC))


def link_facts(text: str) -> dict[Fact, Value]:
    """The facts of a typed or pasted link alone."""
    page, _ = _page(clean(text).text)
    return dict((*_link_facts(page.links), *_path_facts(page)))


def _page(text: str) -> tuple[_Page, int]:
    whole, secrets = cut(unwrapped(rejoined(text)))
    safe = whole[:LONGEST]
    places = links.places(safe)
    bare = links.blanked(safe, places)
    found = marks(bare)
    labelled = (label.end for label in found.labels if label.kind == "url" and label.firm)
    return _Page(
        text=safe,
        said=sentences.heard(safe),
        without_links=bare,
        links=links.links(place.url for place in places),
        opened=paths.page_link(places, labelled),
        marks=found,
    ), secrets


def _facts(page: _Page, invited: str | None) -> Iterator[tuple[Fact, Value]]:
    yield from _error_facts(page)
    seen = accounts(page.text, page.without_links, page.marks)
    yield from _account_facts(seen)
    if not seen.invited and (to := _written_to(page)):
        yield facts.INVITED_ADDRESS, to
    yield from _id_facts(page)
    yield from _link_facts(page.links)
    yield from _path_facts(page)
    yield from sentences.also(page.said).items()
    yield from listed_facts(page.text, invited or seen.invited).items()


def _told(page: _Page, now: datetime, found: dict[Fact, Value]) -> dict[str, Value]:
    """What is only told, and not shown by the same text."""
    return {of.name: value for of, value in told(page.text, now).items() if of not in found}


def _written_to(page: _Page) -> str | None:
    """Whom Microsoft's mail was written to, where the text holds one."""
    if not sentences.shows(page.said, facts.MAIL_KIND):
        return None
    return mails.invited(page.without_links, _is_microsofts_mail)


def _is_microsofts_mail(text: str) -> bool:
    return sentences.shows(sentences.heard(text), facts.MAIL_KIND)


def _path_facts(page: _Page) -> Iterator[tuple[Fact, Value]]:
    seen = paths.named(page.links, page.opened)
    named = (
        (facts.SITE_PATH, seen.site),
        (facts.ITEM_PATH, seen.item),
        (facts.LINK_OPENED, seen.opened),
    )
    return ((of, value) for of, value in named if value)


def _error_facts(page: _Page) -> Iterator[tuple[Fact, Value]]:
    code = aadsts(page.text, page.marks)
    if code is not None:
        yield facts.AADSTS, code
        yield facts.ERROR_CLASS, f"aad.{code}"
    elif shown := _shown_class(page):
        yield facts.ERROR_CLASS, shown


def _shown_class(page: _Page) -> str | None:
    """The sentence's class; AccessDenied.aspx in the address bar says more than a heading."""
    shown = sentences.error_class(page.said)
    if links.is_access_denied(page.links) and shown in (None, "spo.generic-didnt-work"):
        return "spo.access-denied"
    return shown


def _account_facts(seen: Accounts) -> Iterator[tuple[Fact, Value]]:
    named = (
        (facts.SIGNED_IN_AS, seen.signed_in_as),
        (facts.ERROR_IDP, seen.idp),
        (facts.TENANT_SHOWN, seen.tenant_shown),
        (facts.INVITED_ADDRESS, seen.invited),
    )
    return ((of, value) for of, value in named if value)


def _id_facts(page: _Page) -> Iterator[tuple[Fact, Value]]:
    ids = _ids(page)
    named: tuple[tuple[Fact, Value | None], ...] = (
        (facts.CORRELATION_ID, ids.entra or links.sign_in_correlation(page.links)),
        (
            facts.SHAREPOINT_CORRELATION_ID,
            ids.sharepoint or links.sharepoint_correlation(page.links),
        ),
        (facts.REQUEST_ID, ids.request),
        (facts.ERROR_TIME, ids.at),
    )
    return ((of, value) for of, value in named if value is not None)


def _ids(page: _Page) -> Ids:
    issue_type = any(label.kind == "issue_type" and label.firm for label in page.marks.labels)
    requested = any(seen.label == "request" for seen in page.marks.ids)
    return identify(
        page.marks,
        entra_page=requested or aadsts(page.text, page.marks) is not None,
        sharepoint_page=issue_type
        or any(f" {shown} " in page.said.words for shown in _SHAREPOINT_PAGE),
    )


def _link_facts(found: tuple[Link, ...]) -> Iterator[tuple[Fact, Value]]:
    site = links.site_of_all(found)
    named = (
        (facts.LINK_KIND, links.kind_of_all(found)),
        (facts.HOST_DOMAIN, site),
        (facts.HOST_TENANT, links.tenant(found)),
        (facts.HOST_CLOUD, cloud(site) if site else None),
    )
    return ((of, value) for of, value in named if value)


def _addresses(page: _Page, found: dict[Fact, Value]) -> tuple[str, ...]:
    """Those that no fact names already; a sign-in link's hint is one."""
    named = {
        str(found.get(of, "")).casefold() for of in (facts.SIGNED_IN_AS, facts.INVITED_ADDRESS)
    }
    texts = (page.without_links, *links.hints(page.links))
    seen = unique(address.text for text in texts for address in found_in(text))
    return tuple(
        address for address in seen if address.casefold() not in named and is_person(address)
    )


def _problems(page: _Page) -> Iterator[str]:
    if not links.sites(page.links) and links.lacks_host(page.text):
        yield "link-without-host"


def _is_future(found: dict[Fact, Value], now: datetime) -> bool:
    at = found.get(facts.ERROR_TIME)
    return isinstance(at, datetime) and at > now + _CLOCK_SKEW
