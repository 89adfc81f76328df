"""The normal form of a summary: what every output writes, and what reading Markdown gives back."""

from __future__ import annotations

from cards.plain import without_unseen
from cards.summaries.document import Command, Document, Items, Paragraph, Part, Rows, Section


def tidy(document: Document) -> Document:
    """The same with each text on one line (a command keeps its own), without control characters
    and without anything empty. Only the first section may stand without a heading."""
    sections: list[Section] = []
    for section in document.sections:
        heading = one_line(section.heading)
        parts = tuple(part for each in section.parts if (part := _part(each)) is not None)
        if parts and not heading and sections:
            last = sections.pop()
            sections.append(Section(last.heading, (*last.parts, *parts)))
        elif parts or heading:
            sections.append(Section(heading, parts))
    return Document(one_line(document.title), tuple(sections))


def one_line(text: str) -> str:
    """The text without line breaks, runs of blanks and what nobody sees."""
    return " ".join(without_unseen(text).split())


def _part(part: Part) -> Part | None:
    match part:
        case Paragraph(text):
            return Paragraph(said) if (said := one_line(text)) else None
        case Items(items):
            kept = tuple(said for item in items if (said := one_line(item)))
            return Items(kept) if kept else None
        case Rows(rows):
            tidied = ((one_line(label).rstrip(": "), one_line(value)) for label, value in rows)
            filled = tuple((label, value) for label, value in tidied if label and value)
            return Rows(filled) if filled else None
        case Command(text):
            return Command(said) if (said := _command(text)) else None


def _command(text: str) -> str:
    lines = [line.rstrip() for line in without_unseen(text).split("\n")]
    return "\n".join(lines).strip("\n")
