"""Text of strangers on a card: it stays text, and it stays short. Jinja filters.

A TextBlock and a Fact read Markdown; a TextRun does not. What is shown in TextRuns is only
cleaned, what lands in a TextBlock is escaped as well.
"""

from __future__ import annotations

import re

from jinja2 import pass_context
from jinja2.runtime import Context

_LONGEST = 1500
_MOST = 5000
_MOST_LINES = 20
# Control characters but the line feed, marks that turn the writing direction, lone surrogates.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MARKS = re.compile(r"([\\\[\]*_~`<])")
_LINE_START = re.compile(r"^(\s*)(\d+(?=[.)])|[#>+!=-])", re.MULTILINE)
_EXPANDED = re.compile(r"(?<=[${])(?=\{)")
_BLANK = "\u200b"
_KEPT_APART = re.compile(rf"(?<=[${{]){_BLANK}(?=\{{)")
LONGEST_EDITED = 12_000  # characters of a text that is sent to be changed and comes back
# Clients make links of bare names too: contoso.com, www.contoso.com, //contoso.com. The blank
# stands before the last part, as no client knows such a top-level domain; before the dot it
# became a part of the name, and the link led to another host (Web Chat).
_NAME_DOT = re.compile(r"(?<=[\w-])\.(?=\w)")
_SCHEME = re.compile(r"(?=//)|(?<=mailto)(?=:)|(?<=www)(?=\.)", re.IGNORECASE)


def clean(text: object) -> str:
    """Without control and direction characters, and without what clients expand themselves.

    `${…}` and `{{…}}` belong to Adaptive Card templates: Microsoft's renderers replace
    some of them, so the braces are kept apart by a character of no width.
    """
    # Longer than anything shown; a stranger's megabyte must not cost a second.
    whole = str(text)[:_MOST].replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _EXPANDED.sub(_BLANK, _UNSEEN.sub("", whole))


def without_unseen(text: str) -> str:
    """Without control and direction characters; every line break is a line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNSEEN.sub("", lines)


def clip(text: str, longest: int) -> str:
    """At most that many characters, with an ellipsis where some are missing."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Markdown that shows as it is written; addresses of pages do not become links.

    Only marks that could mean something are escaped (parentheses do so after a bracket only,
    others at the start of a line only): some phones show the backslash.
    https://github.com/microsoft/AdaptiveCards/issues/5590
    """
    marked = _MARKS.sub(r"\\\1", text)
    started = _LINE_START.sub(_escape_start, marked)
    return _NAME_DOT.sub(f".{_BLANK}", _SCHEME.sub(_BLANK, started))


def _escape_start(found: re.Match[str]) -> str:
    blank, mark = found.groups()
    return f"{blank}{mark}{_BLANK}" if mark.isdigit() else f"{blank}\\{mark}"


@pass_context
def shown(context: Context, text: object, longest: int = _LONGEST) -> str:
    """For TextRuns, titles, labels and choices."""
    return clip(clean(text), _limit(context, longest))


@pass_context
def markdown(context: Context, text: object, longest: int = 400) -> str:
    """For TextBlocks: one line, no Markdown."""
    return escape(" ".join(clip(clean(text), _limit(context, longest)).split()))


@pass_context
def given(context: Context, text: object) -> str:
    """What a person typed before, put back into its input."""
    return clip(clean(text), _limit(context, 4000))


def edited(text: object) -> str:
    """A long text to be changed in its input: whatever room the card has, only its end is cut."""
    return clip(_EXPANDED.sub(_BLANK, without_unseen(str(text))), LONGEST_EDITED)


def come_back(text: str) -> str:
    """What was typed into such an input, without what keeps braces apart there."""
    return _KEPT_APART.sub("", without_unseen(text))


def lines(text: str) -> list[str]:
    """The lines that are not blank, as many as one text on a card may have."""
    return [line for line in text.split("\n") if line.strip()][:_MOST_LINES]


def capitalized(text: str) -> str:
    """With its first letter, and only that, in upper case."""
    return text[:1].upper() + text[1:]


def _limit(context: Context, longest: int) -> int:
    budget = context.get("longest", longest)
    return min(longest, int(budget))
