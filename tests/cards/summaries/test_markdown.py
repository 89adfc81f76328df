"""A summary as Markdown: read back as it was, whatever strangers wrote into it."""

from __future__ import annotations

import re

import pytest

from cards.summaries import markdown
from cards.summaries.document import Command, Document, Items, Paragraph, Rows, Section
from cards.summaries.tidy import tidy
from evidence.facts import SummaryReader
from tests.cards.summaries.casebook import handed, summed
from tests.cards.test_hostile import HOSTILE

STRUCTURE = {
    "a row": "label: value: more",
    "ends in a colon": "label:",
    "a fence": "```\nGet-MgUser\n```",
    "a longer fence": "`````",
    "another fence": "~~~\nx\n~~~",
    "a ruler": "---",
    "an underlined heading": "heading\n===",
    "a number": "1. first",
    "another number": "12) second",
    "a star": "* item",
    "a table": "| a | b |\n|---|---|",
    "an entity": "&lt;b&gt; &#60;script&#62;",
    "backslashes": "\\ \\\\ \\_ C:\\x\\*",
    "underscores": "_it_ a_b __bold__ _",
    "odd line ends": "a\x0bb\x0cc\u2028# d\x85# e\x1cf",
    "an odd blank": "\u00a0# heading",
}
every_text = pytest.mark.parametrize("text", [*HOSTILE.values(), *STRUCTURE.values()],
                                     ids=[*HOSTILE, *STRUCTURE])  # fmt: skip


def everywhere(text: str) -> Document:
    rows = Rows(((text, text), ("label", text), (text, "value")))
    parts = (Paragraph(text), rows, Items((text, "plain", text)), Items((text,)), Command(text))
    return Document(
        text, (Section("", parts), Section(text, (Paragraph(text), Rows((("a", text),)))))
    )


@every_text
def test_what_was_written_is_read_back(text: str) -> None:
    assert markdown.read(markdown.write(everywhere(text))) == tidy(everywhere(text))


@pytest.mark.parametrize("to", SummaryReader)
def test_a_summary_is_read_back_as_it_was(to: SummaryReader) -> None:
    document = summed(handed(), to)
    assert markdown.read(markdown.write(document)) == document


@every_text
def test_no_line_of_a_stranger_becomes_structure(text: str) -> None:
    """As every line of ours begins with a letter, what begins otherwise is our own mark."""
    made = markdown.write(Document("x", (Section("h", (Paragraph(text), Items((text,)))),)))
    marks = [line.split(" ")[0] for line in made.splitlines() if re.match(r"[#*`>+=~-]", line)]
    assert set(marks) <= {"#", "##", "*"}
    assert marks.count("##") == 1


@every_text
def test_no_mark_works_inside_a_line(text: str) -> None:
    made = markdown.write(Document("x", (Section("", (Paragraph(text),)),)))
    bare = re.sub(r"\\[\\`*\[\]<~|_&]", "", made)
    assert not re.search(r"[`*\[\]<~|]|(?<!\w)_\w|\w_(?!\w)|&\w+;", bare)


def test_the_subset_reads_like_any_markdown() -> None:
    rows = Rows((("Where", "Entra admin centre > Users"), ("Price", "Nothing.")))
    parts = (Paragraph("It fails."), rows, Items(("one: two",)), Command("Get-MgUser `\n  -All"))
    document = Document("Title", (Section("Way 1", parts),))
    assert markdown.write(document).splitlines() == [
        "# Title", "", "## Way 1", "", "It fails.", "",
        "- Where: Entra admin centre > Users", "- Price: Nothing.", "",
        "* one: two", "", "```", "Get-MgUser `", "  -All", "```",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Kind regards,\nAmara", (Paragraph("Kind regards,"), Paragraph("Amara"))),
        ("one\n\ntwo", (Paragraph("one"), Paragraph("two"))),
        ("- one\n- two: three", (Items(("one", "two: three")),)),
        ("- a: b\n- c: d", (Rows((("a", "b"), ("c", "d"))),)),
        ("* a: b", (Items(("a: b",)),)),
        ("```\nGet-MgUser", (Command("Get-MgUser"),)),
        ("text\n```powershell\nGet-MgUser\n```\ntext",
         (Paragraph("text"), Command("Get-MgUser"), Paragraph("text"))),
        ("<b>no</b> [x](https://evil.example)",
         (Paragraph("<b>no</b> [x](https://evil.example)"),)),
        ("C:\\temp\\\\x", (Paragraph("C:\\temp\\x"),)),
        ("", ()),
        ("   \n\n", ()),
    ],
)  # fmt: skip
def test_what_an_agent_typed_reads_as_what_it_looks_like(
    typed: str, parts: tuple[object, ...]
) -> None:
    sections = markdown.read(typed).sections
    assert tuple(part for section in sections for part in section.parts) == parts


def test_a_second_title_is_no_title() -> None:
    read = markdown.read("# One\n\n# Two\n\n### Deep\n\ntext\n")
    deep = Section("Deep", (Paragraph("text"),))
    assert read == Document("One", (Section("", (Paragraph("# Two"),)), deep))


@pytest.mark.parametrize("text", ["- a\n" * 50_000, "```\n" * 50_000, "a: " * 100_000,
                                  "\\" * 200_000, "#" * 200_000, "_" * 200_000])  # fmt: skip
@pytest.mark.timeout(20)
def test_a_text_of_any_length_is_read_and_written_in_a_moment(text: str) -> None:
    read = markdown.read(text)
    assert markdown.read(markdown.write(read)) == read
