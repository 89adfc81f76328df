"""A check: gather, judge, keep, show, on one card that survives a kill at any point."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from cards.render import card, line, summary
from cards.screens import Checking, CheckingRow, Note, ReadState, Screen, Stamp
from cards.verdict import verdict_screen
from cards.visible import known_to
from cases.model import Case, CaseState, Event, EventKind, Job, JobKind
from cases.store import CaseConflict, LeaseLost, Store
from causes import classify
from causes.model import Diagnosis
from desk.changes import former_of, with_outdated
from desk.delivery import Deliver, DeliveryError, Message, Refusal
from desk.reader import viewer_of
from evidence.facts import (
    HOST_TENANT,
    LEGACY_HONOURED,
    NOW,
    Complaint,
    Facts,
    Observation,
    Trust,
)
from evidence.gather import Asker, ProbeState

log = logging.getLogger(__name__)
PACE = 2.0  # seconds between two updates of a card


class OutdatedError(Exception):
    """The complaint changed while its evidence was read."""


class ForgottenError(Exception):
    """The case was erased while its check ran."""


class Gathers(Protocol):
    async def gather(
        self,
        complaint: Complaint,
        asker: Asker,
        now: datetime,
        progress: Callable[[tuple[ProbeState, ...]], None],
    ) -> Facts: ...


@dataclass
class Progress:
    """The newest rows of a running check, and a signal that they changed."""

    rows: tuple[CheckingRow, ...] = ()
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, states: tuple[ProbeState, ...]) -> None:
        self.rows = tuple(_row(state) for state in states)
        self.changed.set()


class Checks:
    """Runs check jobs. `legacy_tenants`: where an administrator said that legacy invitations
    are still honoured."""

    def __init__(
        self,
        store: Store,
        gatherer: Gathers,
        deliver: Deliver,
        clock: Callable[[], datetime],
        legacy_tenants: frozenset[str],
    ) -> None:
        self._store, self._gatherer, self._deliver = store, gatherer, deliver
        self._clock, self._legacy = clock, legacy_tenants

    async def run(self, job: Job) -> None:
        """Ends with the verdict on the check's card. Raises DeliveryError or LeaseLost."""
        number = int(str(job.body["case"]))
        if await self._store.case(number) is None:  # forgotten meanwhile
            return
        job = await self._with_card(number, job)
        if not job.body.get("judged"):
            job = await self._judge(number, job)
        await self._show_verdict(number, job)

    async def gave_up(self, job: Job) -> None:
        """Says on the check's card, in plain words, that it did not end; for the worker."""
        number = job.body.get("case")
        case = await self._store.case(number) if isinstance(number, int) else None
        if case is None or job.kind is not JobKind.CHECK:
            return
        with contextlib.suppress(LeaseLost):
            await self._save(case.number, job, lambda c: _failed(c, self._clock()), {})
        sorry = Message(text=line(Note("check-failed", {"number": str(number)}), case.place.locale))
        with contextlib.suppress(DeliveryError):
            if card := job.body.get("card"):
                await self._deliver.update(case.place, str(card), sorry)
            else:
                await self._deliver.send(case.place, sorry)

    async def _with_card(self, number: int, job: Job) -> Job:
        case = await self._case(number)
        if job.body.get("card") is not None:
            return job
        try:
            return await self._send(case, job, Checking((), self._clock()))
        except DeliveryError as refused:
            if not refused.unsure:
                raise
        # It may stand there, under an id nobody knows: a second one could be seen beside it, so
        # the verdict comes as a message of its own.
        await self._store.end_send(job, "")
        return await self._save(number, job, lambda c: c, {"card": ""})

    async def _judge(self, number: int, job: Job) -> Job:
        case, progress = await self._case(number), Progress()
        async with self._showing(case, job, progress):
            facts = await self._gather(case, progress)
        viewer = viewer_of(replace(case, facts=facts))
        # A tenth of a second of trying out answers: not on the loop.
        judged = await asyncio.to_thread(classify, known_to(facts, viewer))
        now = self._clock()
        revision = case.complaint.revision

        def change(latest: Case) -> Case:
            if latest.complaint.revision != revision:
                raise OutdatedError
            return _judged(latest, facts, judged, now)

        try:
            return await self._save(number, job, change, {"judged": True})
        except OutdatedError:  # an answer was changed meanwhile: read again for the new one
            return await self._judge(number, job)

    async def _gather(self, case: Case, progress: Progress) -> Facts:
        now = self._clock()
        asker = Asker(case.reporter.object_id, case.reporter.tenant_id)
        read = await self._gatherer.gather(case.complaint, asker, now, progress.take)
        former = former_of(case, read)
        facts = case.complaint.facts().with_all(former).with_all(read)
        facts = with_outdated(facts, case, former)
        facts = facts.with_(NOW, Observation(now, "clock", now, Trust.READ))
        return _with_administrators_word(facts, self._legacy, now)

    @contextlib.asynccontextmanager
    async def _showing(self, case: Case, job: Job, progress: Progress) -> AsyncIterator[None]:
        task = asyncio.create_task(self._show_progress(case, job, progress))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _show_progress(self, case: Case, job: Job, progress: Progress) -> None:
        while job.body["card"]:
            await progress.changed.wait()
            progress.changed.clear()
            screen = Checking(progress.rows, self._clock())
            try:
                await self._deliver.update(
                    case.place, str(job.body["card"]), self._message(case, screen)
                )
            except DeliveryError as refused:
                log.info("progress of case %s not shown: %s", case.number, refused.refusal.value)
            await asyncio.sleep(PACE)

    async def _show_verdict(self, number: int, job: Job) -> None:
        case = await self._case(number)
        screen = verdict_screen(case, viewer_of(case), case.place.locale, self._clock())
        if not job.body["card"]:
            await self._send(case, job, screen)
            return
        try:
            message = self._message(case, screen)
            await self._deliver.update(case.place, str(job.body["card"]), message)
        except DeliveryError as refused:
            if refused.refusal is not Refusal.GONE:
                raise
            # The person deleted the card: the verdict is owed all the same.
            await self._send(case, job, screen)

    async def _send(self, case: Case, job: Job, screen: Screen) -> Job:
        await self._store.begin_send(job)
        try:
            sent = await self._deliver.send(case.place, self._message(case, screen))
        except DeliveryError as refused:
            if not refused.unsure:
                await self._store.end_send(job, None)
            raise
        await self._store.end_send(job, sent)
        return await self._save(
            case.number, job, lambda c: replace(c, card_id=sent), {"card": sent}
        )

    async def _save(
        self,
        number: int,
        job: Job,
        change: Callable[[Case], Case],
        progress: dict[str, object],
    ) -> Job:
        """The job as it goes on, once the changed case is kept under its lease."""
        body = {**job.body, **progress}
        while True:
            case = change(await self._case(number))
            try:
                await self._store.save_under_lease(job, case, body=body)
            except CaseConflict:  # a button was pressed in between: change the newer case
                continue
            return replace(job, body=body)

    async def _case(self, number: int) -> Case:
        case = await self._store.case(number)
        if case is None:
            raise ForgottenError
        return case

    def _message(self, case: Case, screen: Screen) -> Message:
        stamp = Stamp(case.number, case.version, secrets.token_hex(8))
        locale = case.place.locale
        return Message(card=card(screen, stamp, locale), summary=summary(screen, locale))


def _row(state: ProbeState) -> CheckingRow:
    if state.waiting:
        return CheckingRow(state.probe, state.organisation, ReadState.WAITING)
    read = ReadState.NOT_READABLE if state.reason else ReadState.READ
    return CheckingRow(state.probe, state.organisation, read, state.reason)


def _with_administrators_word(facts: Facts, tenants: frozenset[str], now: datetime) -> Facts:
    if facts.value(HOST_TENANT) not in tenants:
        return facts
    word = Observation(True, "administrator", now, Trust.SIGNED_IN)
    return facts.with_(LEGACY_HONOURED, word)


def _failed(case: Case, now: datetime) -> Case:
    running = case.state is CaseState.DIAGNOSING
    before = CaseState.ANSWERED if case.diagnosis else CaseState.DRAFT
    return replace(
        case,
        state=before if running else case.state,
        changed_at=now,
        history=(*case.history, Event(EventKind.CHECK_FAILED, now, "bot")),
    )


def _judged(case: Case, facts: Facts, diagnosis: Diagnosis, now: datetime) -> Case:
    kept = {"diagnosis": diagnosis.to_json(), "facts": facts.to_json()}
    event = Event(EventKind.CHECKED, now, "bot", kept)
    # What the person or the desk settled meanwhile stays settled.
    running = case.state in (CaseState.DIAGNOSING, CaseState.DRAFT)
    return replace(
        case,
        facts=facts,
        diagnosis=diagnosis.to_json(),
        state=CaseState.ANSWERED if running else case.state,
        changed_at=now,
        history=(*case.history, event),
    )
