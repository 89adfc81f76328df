"""A paste as plain text: bounded, without markup, control characters and mail encodings."""

from __future__ import annotations

import quopri
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from html import unescape

from evidence.reading.data_files import either, of_all_languages, section

LONGEST = 20_000
_MOST_MARKS = 8  # combining marks in a row; normalising longer runs takes quadratic time
_UNREADABLE_SHARE = 0.02

_BLOCK_END = re.compile(
    r"<(?:br|hr)\s{0,9}/?>|</(?:p|div|td|th|tr|li|h[1-6]|table|dd|dt|pre|section|label)\s{0,9}>",
    re.IGNORECASE,
)
_HREF = re.compile(r"""<a\b[^<>]{0,4000}?\bhref\s?=\s?["']?([^"'\s<>]{1,4000})[^<>]*>""", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|footer"
    r"|form|h[1-6]|head|header|hr|html|i|img|input|label|li|link|main|meta|nav|o:p|ol|p|path|pre|s"
    r"|section|small|span|strong|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul)"
    r"(?:\s[^<>=]*=[^<>]*)?\s?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\u00([0-7][0-9a-fA-F])")
_SOFT_BREAK = re.compile(r"=\r?\n")
_LINES = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Signs of a binary or wrongly decoded file: control, surrogate, private, replaced.
_NOISE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd-\uffff"
    "\U000f0000-\U0010ffff]"
)
# Zero width, soft hyphen, direction marks.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_BLANKS = re.compile(r"[^\S\n]")


@dataclass(frozen=True)
class Cleaned:
    """The text to read, and the keys of what was wrong with the one given."""

    text: str
    problems: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """Plain text of at most 20 000 characters. Problems: "too-long", "unreadable"."""
    problems: tuple[str, ...] = ("too-long",) if len(text) > LONGEST else ()
    lined = _LINES.sub("\n", text[:LONGEST])
    readable, lost = _NOISE.subn("", lined)
    kept = _INVISIBLE.sub("", readable)
    if lost > len(lined) * _UNREADABLE_SHARE:
        problems += ("unreadable",)
    plain = without_markup(without_escapes(kept))
    return Cleaned(unglued(_BLANKS.sub(" ", normalised(plain))), problems)


def normalised(text: str) -> str:
    """Full-width letters and no-break blanks as their plain forms (NFKC)."""
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return unicodedata.normalize("NFKC", "".join(kept))[:LONGEST]


def without_escapes(text: str) -> str:
    """Quoted-printable mail source and JSON escapes undone."""
    if "=3D" in text and _SOFT_BREAK.search(text):
        text = quopri.decodestring(text.encode()).decode("utf-8", "replace")
        text = text.replace("\ufffd", "")
    text = text.replace("\\/", "/").replace("\\r\\n", "\n").replace('\\"', '"')
    return _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def without_markup(text: str) -> str:
    """HTML as text: a link's address stays beside its words."""
    if "<" in text:
        for opening, closing in (("<!--", "-->"), ("<style", "</style>"), ("<script", "</script>")):
            text = _without_element(text, opening, closing)
        text = _HREF.sub(lambda found: f" {found[1]} ", _BLOCK_END.sub("\n", text))
        text = _TAG.sub("", text)
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def _without_element(text: str, opening: str, closing: str) -> str:
    first, *others = re.split(re.escape(opening), text, flags=re.IGNORECASE)
    kept = [first]
    for other in others:
        _, end, after = other.partition(closing)
        kept.append(after if end else opening + other)
    return "".join(kept)


@cache
def _glued_label() -> re.Pattern[str]:
    named = ("correlation", "request", "timestamp", "date_time", "url", "user", "issue_type")
    labels = {label for key in named for label in of_all_languages(section("labels", key))}
    begins = either(label for label in labels if label[0].isupper())
    return re.compile(rf"(?<=[^\s\"'({{\[])(?=(?:{begins}): )")


def unglued(text: str) -> str:
    """A page copied without its line breaks: each label begins a line again."""
    return _glued_label().sub("\n", text)
