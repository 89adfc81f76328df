"""Links to the partner's page: made when they leave, never kept in plain."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Protocol

from cases.hand_off import HandOff

_BYTES = 32  # 256 bits: nobody guesses one, however fast they may ask


class KeepsLinks(Protocol):
    async def keep_link(self, token: str, hand_off_id: str, at: datetime) -> bool:
        """Whether the hand-off is still there to be opened."""
        ...


class Links:
    """`public_url`: the https address under which people reach this process; empty: none."""

    def __init__(self, store: KeepsLinks, public_url: str) -> None:
        self._store, self._public_url = store, public_url.rstrip("/")

    async def mint(self, hand_off: HandOff, at: datetime) -> str:
        """A new address of the partner's page, of whose token only the digest is kept; empty
        where there is no page, or none any more."""
        return await self._kept(secrets.token_urlsafe(_BYTES), hand_off, at)

    async def of_file(self, hand_off: HandOff, file: str, at: datetime) -> str:
        """The same address at each fetch of one file, so that fetching it again makes nothing
        and ends no link that was passed on. `file`: the file's own token, which stays as secret:
        it cannot be told from the link, and is kept nowhere either."""
        code = hmac.digest(file.encode(), f"partner page {hand_off.id}".encode(), "sha256")
        token = base64.urlsafe_b64encode(code).rstrip(b"=").decode()
        return await self._kept(token, hand_off, at)

    async def _kept(self, token: str, hand_off: HandOff, at: datetime) -> str:
        if not self._public_url or not hand_off.opens(at):
            return ""
        kept = await self._store.keep_link(token, hand_off.id, at)
        return f"{self._public_url}/h/{token}" if kept else ""
