"""Names, links and answers are written by strangers: whatever they hold, it stays text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest

from cards.plain import escape
from cards.render import LIMIT_BYTES, card, line, summary, utf16_bytes
from cards.screens import Note
from tests.cards.gallery import SCREENS, STAMP
from tests.cards.linter import nodes, problems, visible_texts
from tests.cards.strangers import filled

HOSTILE = {
    "quotes": 'a "quoted" \\" name\\',
    "closing braces": '"}],"actions":[{"type":"Action.OpenUrl","url":"https://evil.example"}]}',
    "newlines": "one\ntwo\r\nthree\rfour\n\n\n",
    "html": "<b>bold</b><script>alert(1)</script>",
    "a link": "[x](https://evil.example)",
    "an image": "![x](https://evil.example/a.png)",
    "a bare address": "https://evil.example/sign-in www.evil.example",
    "headings and lists": "# big\n- item\n1. first\n> quoted\n+ more",
    "emphasis": "**bold** _it_ ~~gone~~ `code`",
    "card resources": "${rs:x} $${{rs:x}} {{DATE(2026-11-22T10:43:00Z)}}",
    "jinja": "{{ x }} {% raw %} {# c #} {{ 7*7 }}",
    "percent": "100 % %(x)s %s %d %",
    "right to left": "\u202egnp.exe\u2066x\u2069 שלום",
    "control characters": "\x00\x07\x1b[31m\x7f\x85\ud800",
    "nothing that shows": "\u202e\x00",
    "blanks": "   ",
    "10 KB": "Ä" * 10_240,
    "10 KB of astral characters": "\U0001f600" * 10_240,
    "10 KB of quotes": '"' * 10_240,
}


every_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


@cache
def _made(name: str, text: str) -> dict[str, object]:
    return card(filled(SCREENS[name], text), STAMP)


@every_text
def test_the_card_stays_valid_and_under_its_limit(text: str) -> None:
    wrong = {name: problems(_made(name, text), longest=LIMIT_BYTES) for name in SCREENS}
    assert {name: found for name, found in wrong.items() if found} == {}


@every_text
def test_no_element_and_no_button_is_added(text: str) -> None:
    for name in SCREENS:
        plain, made = _made(name, "x"), _made(name, text)
        assert _kinds(made) <= _kinds(plain), name
        assert all(button in _buttons(plain) for button in _buttons(made)), name


@every_text
def test_no_markdown_and_no_client_template_works(text: str) -> None:
    for name in SCREENS:
        made = _made(name, text)
        for block in (n for n in nodes(made) if n.get("type") == "TextBlock"):
            unescaped = re.sub(r"\\.", "", str(block["text"]))
            assert not re.search(r"[\[\]*_~`<]|://|\bwww\.|^\s*([#>+-]|\d+\.)", unescaped), name
        for shown in visible_texts(made):
            assert not re.search(r"\$\{|\{\{|[\u202a-\u202e\u2066-\u2069\x00-\x08\x7f]", shown), (
                name
            )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("contoso.com", "contoso.|com"),
        ("www.contoso.co.uk", "www|.contoso.|co.|uk"),
        ("https://contoso.com/x", "https:|//contoso.|com/x"),
        ("//contoso.com", "|//contoso.|com"),
        ("MAILTO:a@contoso.com", "MAILTO|:a@contoso.|com"),
    ],
)
def test_no_client_makes_a_link_of_a_name(text: str, shown: str) -> None:
    """Tried in Web Chat, where a blank before the dot led to another host."""
    assert escape(text) == shown.replace("|", "\u200b")


@pytest.mark.parametrize("name", ["a link", "html", "jinja", "quotes", "percent", "emphasis"])
def test_the_text_is_shown_as_it_was_written(name: str) -> None:
    made = card(filled(SCREENS["understood"], HOSTILE[name]), STAMP)
    shown = [text.replace("\u200b", "") for text in visible_texts(made)]
    assert HOSTILE[name] in shown


def test_a_typed_answer_comes_back_unchanged() -> None:
    made = card(filled(SCREENS["ask-address"], "[x](<b>) \\ *"), STAMP)
    [box] = [n for n in nodes(made) if n.get("type") == "Input.Text"]
    assert box["value"] == "[x](<b>) \\ *"


@every_text
def test_a_summary_is_one_line_of_text(text: str) -> None:
    for screen in SCREENS.values():
        assert "\n" not in summary(filled(screen, text))


@every_text
def test_a_note_is_free_of_markdown(text: str) -> None:
    said = line(Note("error-reference", {"reference": text}))
    assert not re.search(r"[\[\]*_~`<]|://", re.sub(r"\\.", "", said))


def test_the_worst_of_all_cards_stays_under_what_teams_takes() -> None:
    worst = filled(SCREENS["verdict"], "\U0001f600\n" * 5000)
    assert utf16_bytes(card(worst, STAMP)) <= LIMIT_BYTES


def _kinds(made: Mapping[str, object]) -> set[object]:
    return {node.get("type") for node in nodes(made)}


def _buttons(made: Mapping[str, object]) -> list[object]:
    actions = (n for n in nodes(made) if str(n.get("type", "")).startswith("Action."))
    return [(n["type"], n.get("verb"), n.get("url"), n.get("data")) for n in actions]
