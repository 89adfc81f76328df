"""Puts a text into every field of a screen that may hold text of strangers."""

from __future__ import annotations

import dataclasses

from cards.screens import Screen

# Keys into the words: they come from our own code, never from a person.
KEYS = frozenset(
    {"field", "problem", "choices", "certainty", "question", "key", "probe", "organisation",
     "missing", "cause", "id", "fact", "actions", "viewers", "object_id", "teams_id", "view",
     "after", "month", "earlier", "later", "chart", "csv", "chat", "url", "kind", "link",
     "reply_to", "reader", "readers", "ways", "webhooks", "places", "made", "language", "languages"}
)  # fmt: skip
# Words of ours around a stranger's domain, or what somebody wrote, under the same names.
VALUES_ALL_THE_SAME = frozenset(
    {
        ("Option", "organisation"),
        ("Option", "after"),
        ("DeskDetail", "question"),
        ("HandOffRow", "reader"),
    }
)


def filled(screen: Screen, text: str) -> Screen:
    """The same screen with `text` wherever a value stands; empty fields stay empty."""
    return _filled(screen, text)  # type: ignore[return-value]


def _filled(part: object, text: str) -> object:
    if isinstance(part, tuple):
        return tuple(_item(item, text) for item in part)
    if not dataclasses.is_dataclass(part) or isinstance(part, type):
        return part
    changed = {
        field.name: _field(part, field.name, text)
        for field in dataclasses.fields(part)
        if not _is_key(part, field.name)
    }
    return dataclasses.replace(part, **changed)


def _is_key(part: object, name: str) -> bool:
    return name in KEYS and (type(part).__name__, name) not in VALUES_ALL_THE_SAME


def _field(part: object, name: str, text: str) -> object:
    value = getattr(part, name)
    if type(value) is str:
        return text if value else value
    if name == "values":
        return dict.fromkeys(value, text)
    return _filled(value, text)


def _item(item: object, text: str) -> object:
    return text if type(item) is str else _filled(item, text)
