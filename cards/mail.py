"""What a summary looks like outside Teams: subject, plain text and HTML of its mail. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from cards.plain import clean, clip
from cards.summaries.document import Command, Document, Paragraph, Section
from cards.summaries.html import fragment
from cards.summaries.plain_text import plain_text
from cards.values import moment
from cards.words import words

_LONGEST_SUBJECT = 200
_WORDS = "words/mail.j2"
_STYLES = MappingProxyType(
    {
        "h2": "margin:24px 0 8px;font-size:18px;line-height:1.3",
        "dt": "margin:8px 0 0;font-weight:600",
        "dd": "margin:0",
        "pre": "margin:8px 0;padding:10px 12px;background:#f0f0f0;border-radius:4px;"
        "font-family:Consolas,Menlo,monospace;font-size:14px;white-space:pre-wrap;"
        "overflow-wrap:anywhere",
    }
)


@dataclass(frozen=True)
class Page:
    """The partner's page behind a link; `link` is empty where there is none."""

    link: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class MailTexts:
    subject: str
    text: str
    html: str


def mail_texts(
    document: Document,
    number: int,
    page: Page,
    locale: str,
    organisation: str = "",
    contact: str = "",
    *,
    draft: bool = False,
) -> MailTexts:
    """The same summary three times; the case's number stands in the subject so that answers
    find back. `organisation`: whose helpdesk writes; empty: it is not named. `contact`: how it is
    reached; empty: that is not told. `draft`: a person sends it and reads the answers, so nothing
    is said of a machine."""
    title = " ".join(clean(document.title).split())
    ending = "" if draft else _ending(locale, number, page, organisation, contact)
    signature = f"\n-- \n{ending}\n" if ending else ""
    return MailTexts(
        subject=f"[InviteDesk {number}] {clip(title, _LONGEST_SUBJECT)}",
        text=f"{plain_text(with_page(document, page, locale)).rstrip()}\n{signature}",
        html=_html(replace(document, title=title), page, locale, ending),
    )


def with_page(document: Document, page: Page, locale: str) -> Document:
    """The document with the way to the page before everything else."""
    if not page.link:
        return document
    section = Section("", (Paragraph(_answer_here(page, locale)), Command(page.link)))
    return replace(document, sections=(section, *document.sections))


def _ending(locale: str, number: int, page: Page, organisation: str, contact: str) -> str:
    """What stands below every mail of the machine: who sent it, why, and how to answer."""
    spoken, values = words(locale), {"number": number, "organisation": organisation}
    said = (
        spoken.text(_WORDS, "by_machine", **values),
        spoken.text(_WORDS, "to_answer") if page.link else "",
        "" if "@" in contact else spoken.text(_WORDS, "replies"),  # those go to that mailbox
        spoken.text(_WORDS, "contact", contact=contact) if contact else "",
    )
    return " ".join(part for part in said if part)


def _html(document: Document, page: Page, locale: str, ending: str) -> str:
    spoken = words(locale)
    return _message().render(
        language=spoken.language,
        title=document.title,
        link=page.link,
        answer_here=_answer_here(page, locale) if page.link else "",
        button=spoken.text(_WORDS, "button"),
        by_machine=ending,
        body=Markup(_styled(fragment(replace(document, title="")))),  # noqa: S704 - escaped in it
    )


def _styled(html: str) -> str:
    """With styles inside the tags: mail programs drop every other kind. Nobody's words can hold
    one of these tags, as they are escaped."""
    for tag, style in _STYLES.items():
        html = html.replace(f"<{tag}>", f'<{tag} style="{style}">')
    return html


def _answer_here(page: Page, locale: str) -> str:
    until = moment(page.until) if page.until else ""
    return words(locale).text(_WORDS, "answer_here", until=until)


@cache
def _message() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("mail/message.html.j2")
