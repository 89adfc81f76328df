"""Which eyes a case's reporter reads with. Pure."""

from __future__ import annotations

from cards.visible import Viewer
from cases.model import Case, Side
from evidence.facts import OWNS_INVITED_ADDRESS, Trust


def viewer_of(case: Case) -> Viewer:
    """Returns the reporter as a viewer. Whoever says they were invited sees the invited side's
    names only once their own signed-in directory object carries the invited address."""
    if case.side is not Side.INVITED:
        return Viewer(case.side)
    seen = case.facts.judged(OWNS_INVITED_ADDRESS)
    proven = seen is not None and seen.trust is Trust.READ and seen.value is True
    return Viewer(Side.INVITED if proven else None)
