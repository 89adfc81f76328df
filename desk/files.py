"""Files behind links that end: what Teams cannot carry in a card."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from cards.mail import Page, with_page
from cards.summaries import markdown
from cards.summaries.plain_text import plain_text
from cases.hand_off import HandOff
from cases.model import Download, Json, Person
from cases.store import Store
from desk.carrying.mail_message import unsent_mail

LASTS = timedelta(hours=1)
TEXT, MAIL = "text/plain", "message/rfc822"
# A summary is made into its file when it is fetched, as it may hold a link to the partner's page
# and none is kept: until then the file holds the hand-off's id. Keys of words/downloads.j2.
_SUMMARIES = MappingProxyType(
    {TEXT: ("summary_text", "summary.txt"), MAIL: ("summary_mail", "summary.eml")}
)


class Files:
    """`public_url`: the address under which /downloads can be reached; empty: nowhere."""

    def __init__(self, store: Store, public_url: str) -> None:
        self._store, self._public_url = store, public_url.rstrip("/")

    @property
    def reachable(self) -> bool:
        return bool(self._public_url)

    async def keep(self, owner: Person, name: str, kind: str, content: bytes, at: datetime) -> str:
        """The address of the file. `kind`: its media type."""
        token = secrets.token_urlsafe(32)
        await self._store.keep_download(Download(token, owner, name, kind, content, at + LASTS))
        return f"{self._public_url}/downloads/{token}"

    async def files_of(
        self, hand_off: HandOff, owner: Person, at: datetime
    ) -> tuple[tuple[str, str], ...]:
        """The summary as text and as a draft of a mail: key of words/downloads.j2, address."""
        number, id_ = hand_off.case_number, hand_off.id.encode()
        kept = []
        for kind, (key, name) in _SUMMARIES.items():
            url = await self.keep(owner, f"case-{number}-{name}", kind, id_, at)
            kept.append((key, url))
        return tuple(kept)


class LinksOfFiles(Protocol):
    async def of_file(self, hand_off: HandOff, file: str, at: datetime) -> str:
        """The file's own link to the partner's page; empty where there is none."""
        ...


class Fetched:
    """Finds what a link leads to, and makes what is made only then."""

    def __init__(self, store: Store, links: LinksOfFiles) -> None:
        self._store, self._links = store, links

    async def find(self, token: str, now: datetime) -> Download | None:
        """The file of that token; None where it never was, has ended, or was erased."""
        file = await self._store.download(token, now)
        if file is None or file.kind not in _SUMMARIES:
            return file
        hand_off = await self._store.hand_off(file.content.decode())
        if hand_off is None or not hand_off.sent:
            return None
        link = await self._links.of_file(hand_off, token, now)
        return replace(file, content=_content(file.kind, hand_off, link, now))


def _content(kind: str, hand_off: HandOff, link: str, at: datetime) -> bytes:
    if kind == MAIL:
        return unsent_mail(hand_off, hand_off.case_number, link, at)
    page = Page(link, hand_off.expires_at)
    document = with_page(markdown.read(hand_off.sent), page, hand_off.locale)
    return plain_text(document).encode()


def as_json(held: Json) -> bytes:
    """The file of an export, for people to read."""
    return json.dumps(held, ensure_ascii=False, indent=2, default=str).encode()
