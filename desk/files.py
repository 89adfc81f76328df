"""Files behind links that end: what Teams cannot carry in a card."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta

from cases.model import Download, Json, Person
from cases.store import Store

LASTS = timedelta(hours=1)


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


def as_json(held: Json) -> bytes:
    """The file of an export, for people to read."""
    return json.dumps(held, ensure_ascii=False, indent=2, default=str).encode()
