"""A case summed up for a reader, with what only the store and the rules know."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from cards.desk_card import EVERYBODY
from cards.summaries.document import Document
from cards.summaries.leaving import Around
from cards.summaries.markdown import write
from cards.summaries.summary import summary
from cards.summaries.unreleased import unreleased
from cards.visible import known_to
from cases.due import Patience
from cases.model import Case
from cases.store import Store
from causes import classify
from causes.model import Diagnosis
from desk.around import others
from desk.reader import agent_viewer, side_of
from evidence.facts import SummaryReader


class SummingUp:
    """`patience`: how long things may take at this desk, for what the reporter is told.
    `organisation`: the own one's name, as partners read it; empty: its domain."""

    def __init__(
        self,
        store: Store,
        own_tenant: str,
        patience: Patience | None = None,
        organisation: str = "",
    ) -> None:
        self._store, self._own_tenant = store, own_tenant
        self._organisation = organisation
        self._patience = patience or Patience()

    async def document(self, case: Case, to: SummaryReader, at: datetime, locale: str) -> Document:
        """The summary as it is generated now."""
        around = Around(
            now=at,
            own_side=side_of(case, self._own_tenant),
            desk=agent_viewer(case, self._own_tenant),
            others=await others(self._store, case),
            patience=self._patience,
            organisation=self._organisation,
        )
        # Judging and writing take a tenth of a second: not on the loop.
        return await asyncio.to_thread(_written, _as_told(case), to, around, locale)

    async def unreleased(
        self, text: str, case: Case, to: SummaryReader, at: datetime, locale: str
    ) -> tuple[str, ...]:
        """What stands in a changed text although it may not reach this reader: the names of the
        facts; empty where the text may leave."""
        generated = write(await self.document(case, to, at, locale))
        desk = agent_viewer(case, self._own_tenant)
        return unreleased(text, case, to, generated=generated, desk=desk, locale=locale)


def _written(case: Case, to: SummaryReader, around: Around, locale: str) -> Document:
    judged = _for_everybody(case) if to is SummaryReader.PARTNER else None
    return summary(case, to, replace(around, judged=judged), locale)


def _for_everybody(case: Case) -> Diagnosis:
    """The verdict that cannot tell the partner more than everybody may know."""
    facts = case.desk_facts if case.desk_diagnosis else case.facts
    return classify(known_to(facts, EVERYBODY))


def _as_told(case: Case) -> Case:
    """With what the reporter told, where no check has read anything yet."""
    return case if case.facts.observations else replace(case, facts=case.complaint.facts())
