"""HTML, plain text and card say the same as the summary, and nobody's words become structure."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from cards.render import LIMIT_BYTES, TARGET_BYTES, card, summary, utf8_bytes
from cards.screens import SummaryCard
from cards.summaries.document import Command, Document, Items, Paragraph, Rows, Section
from cards.summaries.html import fragment
from cards.summaries.plain_text import plain_text
from cards.summaries.tidy import tidy
from evidence.facts import SummaryReader
from tests.cards.gallery import STAMP
from tests.cards.linter import nodes, problems, visible_texts
from tests.cards.summaries.casebook import handed, summed, texts
from tests.cards.summaries.test_markdown import every_text, everywhere

TAGS = {"h1", "h2", "section", "p", "ul", "li", "dl", "dt", "dd", "pre", "code"}
BUSY = Document(
    "Title",
    (
        Section("", (Paragraph("It fails."),)),
        Section("Way", (Rows((("Where", "here"),)), Command("Get-MgUser\nGet-MgGroup"))),
        Section("More", (Items(("one", "two")), Command("Get-SPOTenant"))),
    ),
)


class Page(HTMLParser):
    """The tags and texts of a page, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data)


def test_html_has_headings_lists_and_commands_with_ids() -> None:
    page = Page(fragment(BUSY))
    assert [tag for tag, _ in page.tags] == [
        "h1", "section", "p", "section", "h2", "dl", "dt", "dd", "pre", "code",
        "section", "h2", "ul", "li", "li", "pre", "code",
    ]  # fmt: skip
    assert [attrs for tag, attrs in page.tags if tag == "code"] == [
        [("id", "command-1")],
        [("id", "command-2")],
    ]
    assert "Get-MgUser\nGet-MgGroup" in page.texts


@every_text
def test_html_holds_every_text_as_text(text: str) -> None:
    page, plain = Page(fragment(everywhere(text))), Page(fragment(everywhere("x")))
    assert {tag for tag, _ in page.tags} <= TAGS
    assert all(attrs == [] or tag == "code" for tag, attrs in page.tags)
    assert len(page.tags) <= len(plain.tags)
    said = (tidied for tidied in texts(tidy(everywhere(text))) if tidied)
    assert set(page.texts) == set(said)


def test_plain_text_is_readable_without_any_tool() -> None:
    assert plain_text(BUSY).splitlines() == [
        "Title", "=====", "", "It fails.", "", "Way", "---", "", "Where: here", "",
        "    Get-MgUser", "    Get-MgGroup", "", "More", "----", "", "- one", "- two", "",
        "    Get-SPOTenant",
    ]  # fmt: skip


@every_text
def test_plain_text_holds_no_control_character_and_no_line_of_a_stranger(text: str) -> None:
    rows = Document("t", (Section("", (Rows((("label", f"a{text}"),)),)),))
    said = plain_text(rows)
    assert len(said.splitlines()) == 4
    assert not any(ord(mark) < 32 and mark != "\n" for mark in said)


@pytest.mark.parametrize("to", SummaryReader)
def test_a_summary_is_a_card_that_teams_takes(to: SummaryReader) -> None:
    document = summed(handed(), to)
    made = card(SummaryCard(document), STAMP)
    assert problems(made) == []
    assert summary(SummaryCard(document)) == document.title


@every_text
def test_a_card_stays_a_card_whatever_it_holds(text: str) -> None:
    made = card(SummaryCard(everywhere(text)), STAMP)
    assert problems(made, longest=LIMIT_BYTES) == []
    assert not any(str(node.get("type", "")).startswith("Action.") for node in nodes(made))


def test_a_long_summary_is_cut_at_its_end_and_says_so() -> None:
    items = tuple(
        f"item {number} of a very long list, with words of its own" for number in range(900)
    )
    long = Document(
        "Title", (Section("First", (Paragraph("read me"),)), Section("", (Items(items),)))
    )
    made = card(SummaryCard(long), STAMP)
    said = visible_texts(made)
    assert utf8_bytes(made) <= TARGET_BYTES
    assert "read me" in said
    assert any(text.startswith("• item 0 ") for text in said)
    assert not any(text.startswith("• item 899 ") for text in said)
    assert any("the whole summary is too long for a card" in text for text in said)


def test_a_short_summary_is_whole() -> None:
    said = visible_texts(card(SummaryCard(BUSY), STAMP))
    assert not any("too long" in text for text in said)
    assert {"It fails.", "• two", "Get-SPOTenant"} <= set(said)
