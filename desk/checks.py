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

from cards.answer import answer_of
from cards.asking import asking
from cards.render import card, line, summary
from cards.screens import Checking, CheckingRow, Note, ReadState, Screen, Stamp
from cards.verdict import verdict_screen
from cards.visible import Viewer, known_to
from cards.words import words
from cases.model import Case, CaseState, EventKind, Job, JobKind, NewJob
from cases.states import OPEN
from cases.store import CaseConflict, LeaseLost, Store
from causes import classify
from desk.arrivals import Arrivals
from desk.changes import former_of, looked_up, with_brought, with_fixed, with_outdated
from desk.conclusions import Judged, ask_whether_it_works, concluded, failed, word_to_reporter
from desk.delivery import Deliver, DeliveryError, Message, Refusal
from desk.moves import BOT
from desk.passing import Takes
from desk.reader import agent_viewer, viewer_of
from desk.showing import shown_again
from desk.timing import due_job
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


def desk_check_job(case: Case, at: datetime) -> NewJob:
    """The check that an agent asks for: without a card of its own, kept for the desk."""
    body = {"case": case.number, "card": None, "desk": True}
    return NewJob(JobKind.CHECK, f"desk-{case.number}-{case.version}", body, at)


class OutdatedError(Exception):
    """The complaint, or what others brought, changed while the evidence was read."""


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


def _log_counts(case: Case) -> bool:
    """Whether the log is read again unasked. Whoever was asked whether it works is not asked
    twice for it."""
    return case.state in OPEN and case.state is not CaseState.VERIFYING


Follows = Callable[[Case, Case], tuple[Case, tuple[NewJob, ...]]]


def _nothing(before: Case, after: Case) -> tuple[Case, tuple[NewJob, ...]]:
    return after, ()


@dataclass(frozen=True)
class Ground:
    """What holds for every check of a deployment. `legacy_tenants`: where an administrator said
    that legacy invitations are still honoured."""

    own_tenant: str
    legacy_tenants: frozenset[str]
    arrivals: Arrivals


class Checks:
    """Runs check jobs: a reporter's, on its card, and one that an agent asked for, without."""

    def __init__(
        self,
        store: Store,
        gatherer: Gathers,
        deliver: Deliver,
        clock: Callable[[], datetime],
        ground: Ground,
    ) -> None:
        self._store, self._gatherer, self._deliver = store, gatherer, deliver
        self._clock, self._ground = clock, ground
        self._patience = ground.arrivals.patience

    async def run(self, job: Job) -> None:
        """Ends with the verdict on the check's card, or on the desk's. Raises DeliveryError or
        LeaseLost."""
        number = int(str(job.body["case"]))
        case = await self._store.case(number)
        if case is None or (job.body.get("log") and not _log_counts(case)):
            return  # forgotten meanwhile, or nothing to be read for any more
        if job.body.get("desk"):
            await self._judge(number, job)
            return
        job = await self._with_card(number, job)
        if not job.body.get("judged"):
            job = await self._judge(number, job)
        await self._show_verdict(number, job)

    async def gave_up(self, job: Job) -> None:
        """Says on the check's card, in plain words, that it did not end; for the worker."""
        number, desk = int(str(job.body["case"])), bool(job.body.get("desk"))
        case = await self._store.case(number)
        if case is None:
            return

        def change(latest: Case) -> Case:
            return failed(latest, self._clock(), self._patience, desk=desk)

        with contextlib.suppress(LeaseLost):
            await self._save(number, job, change, {}, self._after_failure)
        if desk:
            return
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
        case, takes = await self._case(number), await self._ground.arrivals.now()
        judged = await self._judged(case, job)

        def change(latest: Case) -> Case:
            if _says(latest) != _says(case):
                raise OutdatedError
            return concluded(latest, judged, self._ground.own_tenant, self._patience)

        def follows(before: Case, after: Case) -> tuple[Case, tuple[NewJob, ...]]:
            return self._after_verdict(before, after, takes, judged.at)

        try:
            return await self._save(number, job, change, {"judged": True}, follows)
        except OutdatedError:  # something else was said meanwhile: read again for that
            return await self._judge(number, job)

    async def _judged(self, case: Case, job: Job) -> Judged:
        desk = bool(job.body.get("desk"))
        facts = await (self._gather_as_desk(case) if desk else self._gather_shown(case, job))
        # A tenth of a second of trying out answers: not on the loop.
        viewer = self._viewer(replace(case, facts=facts, desk_diagnosis=None), desk=desk)
        diagnosis = await asyncio.to_thread(classify, known_to(facts, viewer))
        return Judged(facts, diagnosis, self._clock(), desk)

    def _viewer(self, case: Case, *, desk: bool) -> Viewer:
        return agent_viewer(case, self._ground.own_tenant) if desk else viewer_of(case)

    async def _gather_shown(self, case: Case, job: Job) -> Facts:
        progress = Progress()
        async with self._showing(case, job, progress):
            asker = Asker(case.reporter.object_id, case.reporter.tenant_id)
            return await self._gather(case, asker, progress)

    async def _gather_as_desk(self, case: Case) -> Facts:
        asker = Asker(_asked_by(case), self._ground.own_tenant, agent=True)
        before = case
        if case.desk_diagnosis:
            before = replace(case, facts=case.desk_facts, diagnosis=case.desk_diagnosis)
        return await self._gather(before, asker, Progress())

    async def _gather(self, case: Case, asker: Asker, progress: Progress) -> Facts:
        now = self._clock()
        read = await self._gatherer.gather(looked_up(case), asker, now, progress.take)
        former = former_of(case, read)
        facts = with_brought(case.complaint.facts().with_all(former).with_all(read), case)
        facts = with_fixed(with_outdated(facts, case, former), case)
        facts = facts.with_(NOW, Observation(now, "clock", now, Trust.READ))
        return _with_administrators_word(facts, self._ground.legacy_tenants, now)

    def _after_verdict(
        self, before: Case, after: Case, takes: Takes, at: datetime
    ) -> tuple[Case, tuple[NewJob, ...]]:
        """What follows: the reporter's word is asked for, the desk gets it, its time is set."""
        arrived, passed = self._ground.arrivals.arrived(after, takes, at, asking=_asks(after))
        told = word_to_reporter(before, after, at)
        return arrived, (*passed, *told, *self._always(arrived, at))

    def _after_failure(self, before: Case, after: Case) -> tuple[Case, tuple[NewJob, ...]]:
        at, verifying = after.changed_at, after.state is CaseState.VERIFYING
        asked = (ask_whether_it_works(after, at),) if verifying else ()
        return after, (*asked, *self._always(after, at))

    def _always(self, case: Case, at: datetime) -> tuple[NewJob, ...]:
        return (*shown_again(case, at), *due_job(case, self._patience))

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
        follows: Follows = _nothing,
    ) -> Job:
        """The job as it goes on, once the changed case is kept and what follows is asked for."""
        body = {**job.body, **progress}
        while True:
            before = await self._case(number)
            case, jobs = follows(before, change(before))
            try:
                await self._store.save_under_lease(job, case, jobs, body=body)
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


def _says(case: Case) -> tuple[int, Facts]:
    """What people said of it, without which nothing read is judged."""
    return case.complaint.revision, case.brought


def _asked_by(case: Case) -> str:
    """The object id of the agent who asked last."""
    asked = (EventKind.CHECK_STARTED, EventKind.FIXED)
    by = [e.by for e in case.history if e.kind in asked and e.detail.get("role")]
    return by[-1] if by else BOT


def _asks(case: Case) -> bool:
    """Whether the reporter's card puts a question that could settle it."""
    if case.cause is not None or case.diagnosis is None or case.triage is not None:
        return False
    answer = answer_of(words(case.place.locale), case, viewer_of(case))
    return bool(asking(answer, case.complaint, case.side).question)
