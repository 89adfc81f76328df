"""What the two halves of a cross-tenant block have in common."""

from __future__ import annotations

from tests.causes.stories import Known

Row = tuple[str, Known, Known, str]


def table(code: int, other: int, setting: str) -> list[Row]:
    """The rows of one half: its code, that of the other half, and the setting that blocks."""
    return [
        ("the code on the page", {"error.aadsts": code}, {}, "present, certain"),
        ("the code as a class", {"error.class": f"aad.{code}"}, {}, "present, certain"),
        (
            "the code, but the setting now allows it",
            {"error.aadsts": code},
            {setting: True},
            "present, likely",
        ),
        (
            "the setting alone may mean other people",
            {},
            {setting: False},
            "present, likely",
        ),
        ("told only", {setting: False}, {}, "present, likely"),
        (
            "the refusal and the setting",
            {"error.class": "inviter.xtap"},
            {setting: False},
            "present, certain",
        ),
        ("the refusal names no side", {"error.class": "inviter.xtap"}, {}, "present, likely"),
        (
            "the refusal, but this side allows it",
            {"error.class": "inviter.xtap"},
            {setting: True},
            "absent",
        ),
        (
            "people swear it is allowed",
            {"error.class": "inviter.xtap", setting: True},
            {},
            "present, likely",
        ),
        ("allowed", {"error.aadsts": 50020}, {setting: True}, "absent"),
        (
            "settings for particular people are unknown for this one",
            {},
            {setting: {"unknown": "more than one match"}},
            "cannot_tell",
        ),
        ("the code of the other side", {"error.aadsts": other}, {}, "cannot_tell"),
    ]
