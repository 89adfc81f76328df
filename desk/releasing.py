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
from cases.turn_record import Visit
from desk.bringing import brought, recheck
from desk.finding_out import Finding, Release, Showed, released
from desk.moves import BOT, happened
from desk.second_check import pasted
from desk.visiting import Outcome, Visited, Visiting
from evidence.facts import SECOND_CHECK, Facts
from evidence.reading import read
from evidence.refusals import Refused
from evidence.tokens import Tokens

log = logging.getLogger(__name__)


class NotAllowedError(Exception):
    """What was learned does not allow this."""


class NotLetInError(Exception):
    """The tenant did not let the Graph reader in."""


class Releasing:
    """`reader`: tokens of the Graph reader, which show whether a tenant really let it in."""

    def __init__(
        self,
        store: Store,
        visiting: Visiting,
        reader: Tokens,
        own_tenant: str,
        patience: Patience,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._visiting, self._reader = store, visiting, reader
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
        facts = pasted(reading, visited.case, self._clock())
        if not list(facts):
            return None
        return await self._brought(visited.hand_off, "", facts, SECOND_CHECK, form)

    async def may_be_read(self, finding: Finding) -> bool:
        """Whether this administrator's tenant is read for our people by their grant."""
        asking = (await self._store.grants()).get(finding.tenant, frozenset())
        return self._own_tenant in asking

    async def grant(self, hand_off: HandOff, id_: str, binding: str) -> Outcome:
        """From now on their tenant is read for our people. Raises NotAllowedError,
        NotLetInError."""
        finding = await self._administrators(hand_off, id_, binding)
        if not finding.may_grant:
            raise NotAllowedError
        try:
            await self._reader.token(finding.tenant, fresh=True)
        except Refused:
            raise NotLetInError from None
        await self._store.grant(finding.tenant, self._own_tenant, self._clock())
        log.info("tenant %s: read for our people from now on", finding.tenant)
        return await self._consented(hand_off, id_, granted=True)

    async def withdraw(self, hand_off: HandOff, id_: str, binding: str) -> Outcome:
        """From now on their tenant is not read by a grant any more. Raises NotAllowedError."""
        finding = await self._administrators(hand_off, id_, binding)
        await self._store.withdraw_grant(finding.tenant)
        log.info("tenant %s: not read for our people any more", finding.tenant)
        return await self._consented(hand_off, id_, granted=False)

    async def _administrators(self, hand_off: HandOff, id_: str, binding: str) -> Finding:
        finding = await self.learned(hand_off, id_, binding)
        if finding is None or finding.showed is not Showed.ADMINISTRATOR:
            raise NotAllowedError
        return finding

    async def _consented(self, hand_off: HandOff, id_: str, *, granted: bool) -> Outcome:
        at = self._clock()

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            case = happened(case, EventKind.CONSENTED, at, BOT, granted=granted)
            return recheck(case, at, self._patience)

        return await self._visiting.kept(hand_off, digest(id_), change, id_)

    async def _brought(
        self, hand_off: HandOff, id_: str, facts: Facts, source: str, form: str = ""
    ) -> Outcome:
        at = self._clock()

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            return recheck(brought(case, facts, source, at), at, self._patience)

        return await self._visiting.kept(hand_off, form or digest(id_), change, id_)

    async def _nothing(self, hand_off: HandOff, id_: str) -> Outcome:
        """Uses it up all the same: nobody finds it later in this browser."""
        key = TurnKey(hand_off.id, secrets.token_hex(8))
        try:
            await self._store.commit_visit(Visit(key, self._clock(), learned=id_))
        except DuplicateTurn:
            return Outcome.HAD
        return Outcome.KEPT

    async def _learned(self, hand_off: HandOff, id_: str, binding: str) -> Learned | None:
        return await self._store.learned(id_, binding, hand_off.id, self._clock())
