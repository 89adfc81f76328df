"""Which buttons a desk card has, and what its forms offer. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cards.screens import DeskCard
from cards.words import Words, snake
from cases.model import CloseReason, Party
from cases.roles import Action
from evidence.facts import SummaryReader

_MOST = 6  # buttons of a card that clients show side by side
_FORMS = {
    # One form each: two inputs of the same id would cost phones the whole card.
    Action.ASK.value: "write",
    Action.NOTE.value: "write",
    Action.MERGE.value: "other",
    Action.LINK.value: "other",
}
HANDED_OFF = "handed off"  # the button that lists what left
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Buttons:
    """`first` stand open, `more` behind one button. Choices are pairs of value and words."""

    first: tuple[str, ...]
    more: tuple[str, ...]
    people: Choices
    parties: Choices
    reasons: Choices
    readers: Choices


def buttons_of(spoken: Words, screen: DeskCard) -> Buttons:
    """The card's buttons, most likely first."""
    names = tuple(_names(screen))
    many = len(names) > _MOST
    return Buttons(
        first=names[: _MOST - 1] if many else names,
        more=names[_MOST - 1 :] if many else (),
        people=tuple((each.object_id, each.name) for each in screen.people),
        parties=tuple((p.value, _said(spoken, "party", p.value)) for p in Party),
        # A duplicate is merged, so that the other case knows of it.
        reasons=tuple(
            (r.value, _said(spoken, "close_reason", r.value))
            for r in CloseReason
            if r is not CloseReason.DUPLICATE
        ),
        readers=tuple((r.value, reader_words(spoken, r.value)) for r in SummaryReader),
    )


def reader_words(spoken: Words, reader: str) -> str:
    """For whom a summary is written."""
    return spoken.text("words/deliveries.j2", f"reader_{snake(reader)}")


def _names(screen: DeskCard) -> Iterator[str]:
    """Each button once; what was handed off stands behind the button that does so."""
    names = dict.fromkeys(_FORMS.get(action, action) for action in screen.actions)
    listed = screen.detail is not None and screen.handed_off > 0
    for name in names:
        yield name
        if listed and name == Action.HAND_OFF.value:
            yield HANDED_OFF
    if listed and Action.HAND_OFF.value not in names:
        yield HANDED_OFF


def _said(spoken: Words, prefix: str, value: str) -> str:
    return spoken.text("words/judgement.j2", f"{prefix}_{snake(value)}")
