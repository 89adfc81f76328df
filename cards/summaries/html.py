"""A summary as a piece of HTML, for mail and for the partner's page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cards.summaries.document import Document, Part, Section
from cards.summaries.on_page import Shown
from cards.summaries.tidy import tidy

_TEMPLATES = Path(__file__).parent.parent / "templates" / "summaries"


def fragment(document: Document) -> str:
    """An `h1` with the title, then a `section` with an `h2` for each heading. No link, no script,
    no style; commands are `pre` with `code` of the ids command-1, command-2 …"""
    tidied = tidy(document)
    sections = [(section.heading, _parts(section)) for section in tidied.sections]
    template = _environment().get_template("fragment.html.j2")
    return template.render(title=tidied.title, sections=sections) + "\n"


def on_page(shown: Iterable[Shown]) -> str:
    """A `section` or, where it folds, `details` for each, of sections that are tidied."""
    sections = [(each, _parts(each.section)) for each in shown]
    return _environment().get_template("on_page.html.j2").render(sections=sections) + "\n"


def _parts(section: Section) -> list[tuple[str, Part]]:
    return [(type(part).__name__, part) for part in section.parts]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
