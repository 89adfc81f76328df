"""The person's word on what a sign-in showed: kept as they say, or not at all."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import datetime

from cases.columns import digest
from cases.due import Patience
from cases.hand_off import HandOff, Learned
from cases.model import Case, EventKind, NewJob, TurnKey
from cases.store import DuplicateTurn, Store
from cases.turn_record import Consent, Visit
from desk.bringing import brought, recheck
from desk.finding_out import Finding, Release, Showed, released
from desk.moves import BOT, happened
from desk.partner_tenant import partner_tenant
from desk.second_check import pasted
from desk.visiting import Outcome, Visited, Visiting
from evidence.facts import SECOND_CHECK, Facts
from evidence.graph import Graph
from evidence.reading import read
from evidence.refusals import Refused

log = logging.getLogger(__name__)


class NotAllowedError(Exception):
    """What was learned does not allow this."""


class NotLetInError(Exception):
    """The tenant did not let the Graph reader in."""


class NotTheirCaseError(Exception):
    """The case is not about this administrator's tenant, as far as can be told."""


class Releasing:
    """`graph`: the Graph reader's, whose tokens show whether a tenant really let it in."""

    def __init__(
        self,
        store: Store,
        visiting: Visiting,
        graph: Graph,
        own_tenant: str,
        patience: Patience,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._visiting, self._graph = store, visiting, graph
        self._own_tenant, self._patience, self._clock = own_tenant, patience, clock

    async def learned(self, hand_off: HandOff, id_: str, binding: str) -> Finding | None:
        """What this browser's sign-in showed, while that lasts and until it is decided on."""
        found = await self._learned(hand_off, id_, binding)
        return Finding.from_json(found.body) if found else None

    async def release(self, hand_off: HandOff, id_: str, binding: str, release: Release) -> Outcome:
        """Keeps what the person lets into the case, and checks it anew."""
        found = await self._learned(hand_off, id_, binding)
        if found is None:
            return Outcome.HAD
        source, facts = released(Finding.from_json(found.body), release, self._clock())
        if not list(facts):
            return await self._nothing(hand_off, id_)
        return await self._brought(hand_off, id_, facts, source)

    async def paste(self, visited: Visited, form: str, text: str) -> Outcome | None:
        """Keeps what a pasted page of the second check tells; None where it tells nothing."""
        reading = await asyncio.to_thread(read, text, self._clock())
        facts = pasted(reading, self._clock())
        if not list(facts):
            return None
        return await self._brought(visited.hand_off, "", facts, SECOND_CHECK, form)

    async def may_be_read(self, finding: Finding) -> bool:
        """Whether this administrator's tenant is read for our people by their grant."""
        asking = (await self._store.grants()).get(finding.tenant, frozenset())
        return self._own_tenant in asking

    async def grant(self, hand_off: HandOff, id_: str, binding: str) -> Outcome:
        """From now on their tenant, which must be the partner's, is read for our people. Raises
        NotAllowedError, NotTheirCaseError, NotLetInError."""
        finding = await self._administrators(hand_off, id_, binding)
        if not finding.may_grant:
            raise NotAllowedError
        if not await self._partners(hand_off, finding):
            raise NotTheirCaseError
        try:
            await self._graph.tokens.token(finding.tenant, fresh=True)
        except Refused:
            raise NotLetInError from None
        return await self._consented(hand_off, id_, finding, granted=True)

    async def withdraw(self, hand_off: HandOff, id_: str, binding: str) -> Outcome:
        """From now on their tenant is not read by a grant any more, also where the case takes
        nothing more or is about another tenant. Raises NotAllowedError."""
        finding = await self._administrators(hand_off, id_, binding)
        outcome = Outcome.FULL
        if await self._partners(hand_off, finding):
            outcome = await self._consented(hand_off, id_, finding, granted=False)
        if outcome in (Outcome.FULL, Outcome.CLOSED):
            return await self._nothing(hand_off, id_, self._consent(finding, granted=False))
        return outcome

    async def _partners(self, hand_off: HandOff, finding: Finding) -> bool:
        case = await self._store.case(hand_off.case_number)
        if case is None:
            return False
        tenant = await partner_tenant(self._graph, case, self._own_tenant)
        return finding.tenant == tenant.lower()

    async def _administrators(self, hand_off: HandOff, id_: str, binding: str) -> Finding:
        finding = await self.learned(hand_off, id_, binding)
        if finding is None or finding.showed is not Showed.ADMINISTRATOR:
            raise NotAllowedError
        return finding

    def _consent(self, finding: Finding, *, granted: bool) -> Consent:
        return Consent(finding.tenant, self._own_tenant, granted)

    async def _consented(
        self, hand_off: HandOff, id_: str, finding: Finding, *, granted: bool
    ) -> Outcome:
        """Keeps the word and, in the case, that it was given; nothing where it stood before."""
        if await self.may_be_read(finding) is granted:
            return await self._nothing(hand_off, id_)
        at, consent = self._clock(), self._consent(finding, granted=granted)

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            detail = {"hand_off": hand_off.id, "granted": granted}
            case = happened(case, EventKind.CONSENTED, at, BOT, **detail)
            return recheck(case, at, self._patience)

        outcome = await self._visiting.kept(hand_off, digest(id_), change, id_, consent=consent)
        log.info("tenant %s: granted %s, %s", finding.tenant, granted, outcome.value)
        return outcome

    async def _brought(
        self, hand_off: HandOff, id_: str, facts: Facts, source: str, form: str = ""
    ) -> Outcome:
        at = self._clock()

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            case = brought(case, facts, source, at, hand_off.id)
            return recheck(case, at, self._patience)

        return await self._visiting.kept(hand_off, form or digest(id_), change, id_)

    async def _nothing(
        self, hand_off: HandOff, id_: str, consent: Consent | None = None
    ) -> Outcome:
        """Uses it up without a word in the case: nobody finds it later in this browser."""
        key = TurnKey(hand_off.id, secrets.token_hex(8))
        visit = Visit(key, self._clock(), learned=id_, consent=consent)
        try:
            await self._store.commit_visit(visit)
        except DuplicateTurn:
            return Outcome.HAD
        return Outcome.KEPT

    async def _learned(self, hand_off: HandOff, id_: str, binding: str) -> Learned | None:
        return await self._store.learned(id_, binding, hand_off.id, self._clock())
