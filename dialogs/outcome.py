"""What a turn of a dialog comes to."""

from __future__ import annotations

from dataclasses import dataclass

from cards.screens import Screen
from desk.commands import Command
from dialogs.draft import Draft


@dataclass(frozen=True)
class Outcome:
    """The new draft, what to show, and what the desk is asked to do, in this order."""

    draft: Draft
    replies: tuple[Screen, ...] = ()
    commands: tuple[Command, ...] = ()

    def then(self, other: Outcome) -> Outcome:
        """Both outcomes, the other's draft last."""
        return Outcome(other.draft, self.replies + other.replies, self.commands + other.commands)
