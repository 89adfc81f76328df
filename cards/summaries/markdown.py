"""A summary as Markdown, which is also how it is kept and edited. Pure.

A small part of CommonMark: `# title`, `## heading`, paragraphs of one line, rows of
`- label: value`, lists of `* item`, fenced commands; a blank line between any two. Whatever else a
text holds is escaped, so that nobody's words become structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cards.summaries.document import Command, Document, Items, Paragraph, Part, Rows, Section
from cards.summaries.tidy import tidy

# What CommonMark, and the table and strike-through extensions, take for a mark inside a line.
_MARKS = re.compile(r"[\\`*\[\]<~|]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w]+;)")
# And at the beginning of one.
_START = re.compile(r"^(?:(\d+)([.)])|([#>+=-]))")
_COLON = re.compile(r":(?=\s|$)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FENCE = re.compile(r"^ {0,3}(`{3,})[^`]*$")
_TITLE, _HEADING, _ITEM = (
    re.compile(r"^#\s+(.*)"),
    re.compile(r"^##+\s+(.*)"),
    re.compile(r"^[-*]\s+"),
)
_ROW = re.compile(r"((?:[^\\:]|\\.|:(?! ))+): (.+)")


def write(document: Document) -> str:
    """The Markdown of a summary; `read` gives back `tidy(document)`."""
    tidied = tidy(document)
    blocks = [f"# {_escaped(tidied.title)}"] if tidied.title else []
    for section in tidied.sections:
        if section.heading:
            blocks.append(f"## {_escaped(section.heading)}")
        blocks.extend(_block(part) for part in section.parts)
    return "\n\n".join(blocks) + "\n"


def read(text: str) -> Document:
    """The summary a text is of. Never raises: what is not of our form is a paragraph."""
    sections: list[tuple[str, list[Part]]] = [("", [])]
    title = ""
    for block in _blocks(text):
        if isinstance(block, Command):
            sections[-1][1].append(block)
        elif heading := _HEADING.match(block[0]):
            sections.append((_plain(heading[1]), []))
        elif (named := _TITLE.match(block[0])) and not title:
            title = _plain(named[1])
        else:
            sections[-1][1].append(_part(block))
    return tidy(Document(title, tuple(Section(name, tuple(parts)) for name, parts in sections)))


def _block(part: Part) -> str:
    match part:
        case Paragraph(text):
            return _escaped(text)
        case Items(items):
            return "\n".join(f"* {_escaped(item)}" for item in items)
        case Rows(rows):
            return "\n".join(f"- {_label(label)}: {_marks(value)}" for label, value in rows)
        case Command(text):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
            return f"{fence}\n{text}\n{fence}"


def _label(label: str) -> str:
    return _COLON.sub(r"\:", _escaped(label))


def _marks(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _escaped(text: str) -> str:
    return _START.sub(_escaped_start, _marks(text))


def _escaped_start(found: re.Match[str]) -> str:
    digits, after, mark = found.groups()
    return f"\\{mark}" if mark else f"{digits}\\{after}"


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text.strip())


def _blocks(text: str) -> Iterator[list[str] | Command]:
    """Commands, and between them lists as runs of lines; any other line stands alone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    run: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if fence := _FENCE.match(line):
            yield from _runs(run)
            run, end = [], _closing(lines, place + 1, len(fence[1]))
            yield Command("\n".join(lines[place + 1 : end]))
            place = end
        else:
            run.append(line.strip())
        place += 1
    yield from _runs(run)


def _closing(lines: Sequence[str], begin: int, longest: int) -> int:
    """Where the fence ends; the end of the text where nobody closed it."""
    for place in range(begin, len(lines)):
        bare = lines[place].strip()
        if len(bare) >= longest and not bare.strip("`"):
            return place
    return len(lines)


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            run.append(line)
            continue
        yield from filter(None, (run, [line] if line else []))
        run = []
    yield from filter(None, (run,))


def _part(lines: Sequence[str]) -> Part:
    if not _ITEM.match(lines[0]):
        return Paragraph(_plain(lines[0]))
    bare = [_ITEM.sub("", line, count=1) for line in lines]
    pairs = [_ROW.fullmatch(line) for line in bare]
    if all(pairs) and not any(line.startswith("*") for line in lines):
        return Rows(tuple((_plain(pair[1]), _plain(pair[2])) for pair in pairs if pair))
    return Items(tuple(_plain(line) for line in bare))
