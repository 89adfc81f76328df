"""What the conversation behind the bot takes, and gives back for what waits for an answer."""

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


@dataclass(frozen=True)
class Result:
    """A card to drop into a chat, and the two lines that stand for it in a list."""

    card: Json
    title: str
    text: str = ""


@dataclass(frozen=True)
class Results:
    """What a message extension offers to drop; each shows the same to everybody."""

    found: tuple[Result, ...]


@dataclass(frozen=True)
class Dialog:
    """A form on top of the chat, seen only by who asked for it."""

    title: str
    card: Json


ExtensionAnswer = Results | Dialog | TextAnswer


class Conversation(Protocol):
    """Hears every delivery; `said.key` is equal for deliveries that are the same.

    Answers to messages leave through desk.delivery.Deliver; only a press with
    `invoked=True` has its Answer shown.
    """

    async def hear(self, said: Said) -> Answer: ...


class Extension(Protocol):
    """What people may do from the chats of others, where the bot need not be a member.

    `said.place` is the chat they are in: nothing is ever posted there. Everything answers
    within Teams' five seconds.
    """

    async def find(self, said: Said, skip: int, count: int) -> ExtensionAnswer:
        """Cases that have all words of `said.text`; without words the newest."""
        ...

    async def offer(self, said: Said) -> ExtensionAnswer:
        """The form that makes a case of a message, whose words are `said.text`."""
        ...

    async def make(self, said: Said) -> ExtensionAnswer:
        """A case of the person who filled the form in, or the form again; once for each
        `said.key`."""
        ...
