"""Which buttons a desk card has, and what its forms offer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from cards.screens import DeskCard
from cards.words import Words, snake
from cases.model import CloseReason, Party
from cases.roles import Action

_MOST = 6  # buttons of a card that clients show side by side
_FORMS = {
    # One form each: two inputs of the same id would cost phones the whole card.
    Action.ASK.value: "write",
    Action.NOTE.value: "write",
    Action.MERGE.value: "other",
    Action.LINK.value: "other",
}
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Buttons:
    """`first` stand open, `more` behind one button. Choices are pairs of value and words."""

    first: tuple[str, ...]
    more: tuple[str, ...]
    people: Choices
    parties: Choices
    reasons: Choices


def buttons_of(spoken: Words, screen: DeskCard) -> Buttons:
    """The card's buttons, most likely first."""
    names = tuple(dict.fromkeys(_FORMS.get(action, action) for action in screen.actions))
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
    )


def _said(spoken: Words, prefix: str, value: str) -> str:
    return spoken.text("words/judgement.j2", f"{prefix}_{snake(value)}")
