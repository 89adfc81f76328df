"""What a person typed or pasted, as plain text: HTML read, the bot's own mention taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any

from botbuilder.schema import Activity

_BLOCKS = frozenset(
    "address blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"head", "script", "style", "title"})

# Larger markup is left to the plain rendering beside it, so that no turn holds up the loop.
MAX_HTML = 64_000

# html.parser takes quadratic time on markup that never ends; what is no whole tag is text.
_DECLARATION = re.compile(r"<!(?:--)?[^<>]*>")
_TAG = r"""/?[a-zA-Z][^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*>"""
_STRAY = re.compile(f"<(?!{_TAG})")

_BLANKS = re.compile(r"(?:&nbsp;|[^\S\n])+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")
_AT = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)
_AT_OPEN = re.compile(r"<at\b[^<>]*>", re.IGNORECASE)


def spoken(activity: Activity) -> str:
    """The text of a message, "" where there is none.

    The bot's own mention is removed once for each time it was made, by the exact text of its
    entity: a bot's name elsewhere in the sentence stays. Other mentions leave their names.
    """
    text = _AT_OPEN.sub("<at>", _text(activity))
    for mention in _own_mentions(activity):
        written = mention if mention in text else unescape(mention)
        text = text.replace(written, " ", 1)
    return _tidy(_AT.sub("", text))


def written(body: Mapping[str, Any]) -> str:
    """The text of a chat message as Microsoft Graph gives it: `contentType` html or text,
    `content`. "" where there is none; mentions leave their names."""
    content = body.get("content")
    if not isinstance(content, str):
        return ""
    html = body.get("contentType") == "html" and len(content) <= MAX_HTML
    return _tidy(_AT.sub("", from_html(content) if html else content))


def _text(activity: Activity) -> str:
    html = _html(activity)
    readable = html is not None and len(html) <= MAX_HTML
    return (from_html(html) if html and readable else "") or activity.text or ""


def _html(activity: Activity) -> str | None:
    """Teams sends pasted content as an attachment; it keeps what `text` loses (link targets)."""
    if activity.text_format == "xml":
        return str(activity.text or "")
    for attachment in activity.attachments or ():
        if attachment.content_type == "text/html" and isinstance(attachment.content, str):
            return attachment.content
    return None


def _own_mentions(activity: Activity) -> list[str]:
    bot_id = activity.recipient.id if activity.recipient else None
    found = (_mention(entity, bot_id) for entity in activity.entities or ())
    return [text for text in found if text]


def _mention(entity: Any, bot_id: str | None) -> str | None:
    fields = entity.additional_properties
    mentioned = fields.get("mentioned")
    if (entity.type or "").lower() != "mention" or not isinstance(mentioned, Mapping):
        return None
    if bot_id is None or mentioned.get("id") != bot_id:
        return None
    text = fields.get("text") or f"<at>{mentioned.get('name') or ''}</at>"
    return _AT_OPEN.sub("<at>", str(text))


def _tidy(text: str) -> str:
    one_line_end = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n\n", _BLANKS.sub(" ", one_line_end)).strip()


def from_html(html: str) -> str:
    """The readable text: a line per block, link targets behind their labels, mentions as
    `<at>name</at>`. Quoted messages that the person replies to are left out."""
    reader = _Reader()
    reader.feed(_STRAY.sub("&lt;", _DECLARATION.sub("", html)))
    reader.close()
    return _tidy("".join(reader.pieces))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = ""  # the tag whose content is passed over, and how often it is open
        self._depth = 0
        self._link: tuple[str, int] | None = None
        self._spans: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if self._silent:
            self._depth += tag == self._silent
        elif tag in _SILENT or _is_quote(tag, of):
            self._silent, self._depth = tag, 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append(" ")
        else:
            self._open(tag, of)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._depth -= tag == self._silent
            self._silent = self._silent if self._depth else ""
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag == "a" and self._link:
            self._close_link(*self._link)
        elif tag in ("at", "span") and self._spans:
            self.pieces.append(self._spans.pop())

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)

    def _open(self, tag: str, of: dict[str, str]) -> None:
        if tag == "a" and of.get("href", "").startswith(("https://", "http://")):
            self._link = (of["href"], len(self.pieces))
        elif tag == "at" or (tag == "span" and of.get("itemtype", "").endswith("/Mention")):
            self.pieces.append("<at>")
            self._spans.append("</at>")
        elif tag == "span":
            self._spans.append("")

    def _close_link(self, target: str, start: int) -> None:
        label = "".join(self.pieces[start:]).strip()
        if label != target:
            self.pieces.append(f" {target} ")
        self._link = None


def _is_quote(tag: str, of: dict[str, str]) -> bool:
    return tag == "blockquote" and of.get("itemtype", "").endswith("/Reply")
