"""A summary as plain text: for mail, and to copy. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from cards.summaries.document import Command, Document, Items, Paragraph, Part, Rows
from cards.summaries.tidy import tidy

_INDENT = "    "


def plain_text(document: Document) -> str:
    """The text, a blank line between its parts, each heading underlined."""
    return "\n\n".join(_blocks(tidy(document))) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    if document.title:
        yield _underlined(document.title, "=")
    for section in document.sections:
        if section.heading:
            yield _underlined(section.heading, "-")
        yield from (_block(part) for part in section.parts)


def _underlined(text: str, mark: str) -> str:
    return f"{text}\n{mark * min(len(text), 72)}"


def _block(part: Part) -> str:
    match part:
        case Paragraph(text):
            return text
        case Items(items):
            return "\n".join(f"- {item}" for item in items)
        case Rows(rows):
            return "\n".join(f"{label}: {value}" for label, value in rows)
        case Command(text):
            return "\n".join(_INDENT + line for line in text.split("\n"))
