"""Cases that come to the desk by themselves, where there is a desk at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cards.screens import Note
from cases.due import Patience
from cases.model import Case, NewJob
from cases.store import Store
from desk.moves import BOT, passed
from desk.passing import Takes, because
from desk.telling import told

NOTHING = Takes((), cannot_tell=False)


@dataclass(frozen=True)
class Arrivals:
    """`staffed`: whether the settings name anybody who could be at the desk."""

    store: Store
    takes: Takes
    patience: Patience
    staffed: bool

    async def now(self) -> Takes:
        """What the desk takes; nothing where there is none."""
        there = self.staffed or await self.store.desk_channel() is not None
        return self.takes if there else NOTHING

    def arrived(
        self, case: Case, takes: Takes, at: datetime, *, asking: bool
    ) -> tuple[Case, tuple[NewJob, ...]]:
        """The case as the desk takes it, and what tells its reporter so; else as it is."""
        why = because(case, takes, asking=asking)
        if why is None:
            return case, ()
        case = passed(case, why, at, BOT, self.patience)
        return case, (told(case, Note("told-passed", {"number": str(case.number)}), at),)
