"""The body of a webhook, in our own form or in the one a ticket system takes. Pure.

Made of the summary as it was sent, and of nothing else of the case; the same at every try.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from cards.summaries.document import Command, Document, Items, Paragraph, Part, Rows
from cards.summaries.plain_text import plain_text
from cards.words import words


@dataclass(frozen=True)
class Notice:
    """`form`: a template of templates/hooks. `fields`: what the receiver wants besides."""

    form: str
    delivery: str
    hand_off: str
    number: int
    reader: str
    locale: str
    at: datetime
    document: Document
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def hook_body(notice: Notice) -> bytes:
    """The JSON of the webhook, in UTF-8."""
    spoken = words(notice.locale)
    made = spoken.json(
        f"hooks/{notice.form}.json.j2",
        notice=notice,
        document=notice.document,
        language=spoken.language,
        title=f"[InviteDesk {notice.number}] {notice.document.title}",
        sections=[
            {"heading": section.heading, "parts": [_part(part) for part in section.parts]}
            for section in notice.document.sections
        ],
        text=plain_text(notice.document),
    )
    # As small as it goes, and proof that it is JSON.
    return json.dumps(json.loads(made), ensure_ascii=False, separators=(",", ":")).encode()


def _part(part: Part) -> dict[str, object]:
    match part:
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Rows(rows):
            named = [{"label": label, "value": value} for label, value in rows]
            return {"kind": "rows", "rows": named}
        case Items(items):
            return {"kind": "items", "items": list(items)}
        case Command(text):
            return {"kind": "command", "text": text}
