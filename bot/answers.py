"""What the conversation behind the bot takes and gives back for a press that waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cases.model import Json
from dialogs.said import Said


@dataclass(frozen=True)
class CardAnswer:
    """Replaces the card that was pressed."""

    card: Json


@dataclass(frozen=True)
class TextAnswer:
    """A line shown below the card that was pressed."""

    text: str


@dataclass(frozen=True)
class ErrorAnswer:
    """A refusal: HTTP-like status, a code for programs, a sentence for the person."""

    status: int
    code: str
    message: str


@dataclass(frozen=True)
class Nothing:
    """Whatever is to be said was sent by the conversation itself."""


Answer = CardAnswer | TextAnswer | ErrorAnswer | Nothing


class Conversation(Protocol):
    """Hears every delivery; `said.key` is equal for deliveries that are the same.

    Answers to messages leave through desk.delivery.Deliver; only a press with
    `invoked=True` has its Answer shown.
    """

    async def hear(self, said: Said) -> Answer: ...
