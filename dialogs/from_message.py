"""A message from some chat becomes a case, which goes on in the person's own chat. Pure."""

from __future__ import annotations

from cards.screens import Note
from desk.commands import KeepCase, StartCheck
from dialogs import intake
from dialogs.draft import Draft
from dialogs.outcome import Outcome
from dialogs.said import Said
from evidence.facts import INVITED_ADDRESS, Answer, Trust


def opened(stored: Draft, number: int, said: Said, address: str) -> Outcome:
    """The case of that number, told by `said.reading` and the invited address.

    It takes the place of what the person's chat was about, and asks on there for what is
    missing. In the middle of another case's questions those stay, and it is checked as it is.
    """
    draft = told(number, said, address)
    note = Outcome(draft, (Note("opened-from-message", {"number": str(number)}),))
    if _busy(stored):
        start = StartCheck(number, draft.complaint, draft.side)
        return note.then(Outcome(stored, (), (start,)))
    shown = intake.understood(draft, said.place.locale, said.reading.secrets_cut)
    keep = Outcome(draft, (shown,), (kept(draft, number),))
    return note.then(keep).then(intake.current(draft, said.place.locale))


def told(number: int, said: Said, address: str) -> Draft:
    """What the message tells, as a draft of its own."""
    taken = intake.taken_from(Draft(number), said)
    return taken.told(INVITED_ADDRESS, Answer(address, Trust.TOLD, said.at))


def kept(draft: Draft, number: int) -> KeepCase:
    """The command that keeps it, whether or not something is missing."""
    return KeepCase(number, draft.complaint, draft.side)


def _busy(stored: Draft) -> bool:
    return stored.asking is not None or (stored.begun and not stored.checked)
