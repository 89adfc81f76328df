"""A summary as a piece of HTML, for the partner's page and for mail. Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cards.summaries.document import Document
from cards.summaries.tidy import tidy

_TEMPLATES = Path(__file__).parent.parent / "templates" / "summaries"


def fragment(document: Document) -> str:
    """An `h1` with the title, then a `section` with an `h2` for each heading. No link, no script,
    no style; commands are `pre` with `code` of the ids command-1, command-2 …"""
    tidied = tidy(document)
    sections = [
        (section.heading, [(type(part).__name__, part) for part in section.parts])
        for section in tidied.sections
    ]
    return _template().render(title=tidied.title, sections=sections) + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template("fragment.html.j2")
