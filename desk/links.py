"""Links to the partner's page: made when they leave, never kept in plain."""

from __future__ import annotations

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
        if not self._public_url or not hand_off.opens(at):
            return ""
        token = secrets.token_urlsafe(_BYTES)
        kept = await self._store.keep_link(token, hand_off.id, at)
        return f"{self._public_url}/h/{token}" if kept else ""
