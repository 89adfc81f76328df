"""A summary that is too long for where it stands, cut at its end. Pure."""

from __future__ import annotations

from dataclasses import replace

from cards.summaries.document import Document, Items, Paragraph, Part, Rows, Section


def lines_of(document: Document) -> int:
    """How many lines a reader sees: paragraphs, rows, items and commands."""
    return sum(_length(part) for section in document.sections for part in section.parts)


def cut(document: Document, lines: int, said: str) -> Document:
    """The first lines of it, and below them the one that says that more is missing."""
    kept: list[Section] = []
    for section in document.sections:
        parts: list[Part] = []
        for part in section.parts:
            if lines > 0:
                parts.append(_first(part, lines))
            lines -= _length(part)
        if parts:
            kept.append(replace(section, parts=tuple(parts)))
    return replace(document, sections=(*kept, Section("", (Paragraph(said),))))


def _length(part: Part) -> int:
    match part:
        case Rows(rows):
            return len(rows)
        case Items(items):
            return len(items)
        case _:
            return 1


def _first(part: Part, lines: int) -> Part:
    match part:
        case Rows(rows):
            return Rows(rows[:lines])
        case Items(items):
            return Items(items[:lines])
        case _:
            return part
