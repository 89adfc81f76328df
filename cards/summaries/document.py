"""A summary as its parts: the one source of card, Markdown, HTML and plain text. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Rows:
    """Labels with their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Items:
    """A list; each item one line."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """What is copied as it stands: a command, a path, an id."""

    text: str


Part = Paragraph | Rows | Items | Command


@dataclass(frozen=True)
class Section:
    """`heading`: empty for what stands before the first one."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Document:
    """`title`: also the subject of a mail."""

    title: str
    sections: tuple[Section, ...]
