"""Addresses that open something in Teams. Pure."""

from __future__ import annotations

from urllib.parse import quote


def chat_with(bot_id: str) -> str:
    """The link that opens the person's own chat with the bot. `bot_id`: as activities name it
    (28: and the application's id)."""
    return f"https://teams.microsoft.com/l/chat/0/0?users={quote(bot_id, safe=':')}"
