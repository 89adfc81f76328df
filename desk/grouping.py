"""One thing done to every open case of a cause and partner, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from cards.render import line
from cards.screens import Note
from cases.due import Patience
from cases.model import Case, CaseState, CloseReason, EventKind, Job, NewJob, Person
from cases.roles import Action
from cases.states import OPEN, fits
from cases.store import CaseConflict, Store
from desk.checks import desk_check_job
from desk.commands import GroupStep
from desk.delivery import Message
from desk.merged import all_told
from desk.moves import ended, happened, into
from desk.outbox import send_job
from desk.showing import shown_again
from desk.telling import told
from desk.timing import due_job

PAGE = 50
# Hundreds of checks at once would keep everybody else's from Graph.
SPACING = timedelta(seconds=1)


@dataclass(frozen=True)
class Order:
    """What a group job's body says."""

    cause: str
    partner: str
    step: GroupStep
    by: Person
    role: str
    after: int

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Order:
        """What desk.triage wrote, or the job itself on its way."""
        step, by = GroupStep(body["step"]), Person(**body["by"])
        return cls(body["cause"], body["partner"], step, by, body["role"], body["after"])


@dataclass(frozen=True)
class Time:
    """`check_at`: when the check of this case may begin."""

    now: datetime
    check_at: datetime
    patience: Patience


class Grouping:
    """Runs group jobs. A kill repeats nothing: each case is kept together with how far it is."""

    def __init__(self, store: Store, clock: Callable[[], datetime], patience: Patience) -> None:
        self._store, self._clock, self._patience = store, clock, patience

    async def run(self, job: Job) -> None:
        """Raises LeaseLost."""
        checks = 0
        while True:
            order = Order.read(job.body)
            rows = await self._store.group(order.partner, order.cause, order.after, PAGE)
            for row in rows:
                job = await self._one(job, row.number, checks)
                checks += 1
            if len(rows) < PAGE:
                return

    async def gave_up(self, job: Job) -> None:
        """Says so to whoever started it, where they have a chat with the bot; for the worker."""
        order = Order.read(job.body)
        starter = await self._store.acquaintance(order.by)
        if starter is None or starter.chat is None:
            return
        said = line(Note("group-stopped", {"partner": order.partner}), starter.chat.locale)
        key = f"group-stopped-{job.id}"
        send = send_job(starter.chat, [Message(text=said)], key, self._clock())
        await self._store.enqueue(send, order.by)

    async def _one(self, job: Job, number: int, checks: int) -> Job:
        """The job with its progress, once the case was changed or found not to fit any more."""
        order, body = Order.read(job.body), {**job.body, "after": number}
        while True:
            case = await self._store.case(number)
            if case is None or not _belongs(case, order):
                return await self._store.keep_body(job, body)
            now = self._clock()
            time = Time(now, now + checks * SPACING, self._patience)
            changed, jobs = _STEPS[order.step](case, order, time)
            others = await self._others_told(changed, order)
            jobs = (*jobs, *others, *shown_again(changed, now))
            following = (*jobs, *due_job(changed, self._patience))
            try:
                await self._store.save_under_lease(job, changed, following, body)
            except CaseConflict:  # somebody changed it in between
                continue
            return _with(job, body)

    async def _others_told(self, case: Case, order: Order) -> tuple[NewJob, ...]:
        """What those are told whose cases were merged into this one."""
        if order.step is GroupStep.CHECK:
            return ()
        if order.step is GroupStep.FIXED:
            return await all_told(self._store, case, order.by, "told-fixed")
        return await all_told(
            self._store, case, order.by, "told-closed", reason=CloseReason.FIXED.value
        )


def _belongs(case: Case, order: Order) -> bool:
    same = (case.cause, case.partner) == (order.cause, order.partner)
    fit = fits(_ACTIONS[order.step], case.state)
    return same and case.triage is not None and case.state in OPEN and fit


def _check(case: Case, order: Order, time: Time) -> tuple[Case, tuple[NewJob, ...]]:
    changed = _done(case, EventKind.CHECK_STARTED, order, time, desk=True)
    return changed, (desk_check_job(case, time.check_at),)


def _fixed(case: Case, order: Order, time: Time) -> tuple[Case, tuple[NewJob, ...]]:
    changed = into(case, CaseState.VERIFYING, time.now, time.patience)
    changed = _done(changed, EventKind.FIXED, order, time)
    note = Note("told-fixed", {"number": str(case.number)})
    return changed, (desk_check_job(case, time.check_at), told(changed, note, time.now))


def _close(case: Case, order: Order, time: Time) -> tuple[Case, tuple[NewJob, ...]]:
    reason = CloseReason.FIXED
    changed = ended(case, CaseState.CLOSED, reason, time.now, time.patience)
    changed = _done(changed, EventKind.CLOSED, order, time, reason=reason.value, text="")
    note = Note("told-closed", {"number": str(case.number), "reason": reason.value})
    return changed, (told(changed, note, time.now),)


def _done(case: Case, kind: EventKind, order: Order, time: Time, **detail: object) -> Case:
    who: dict[str, object] = {"role": order.role, "by": order.by.name}
    return happened(case, kind, time.now, order.by.object_id, **who, **detail)


def _with(job: Job, body: Mapping[str, object]) -> Job:
    return replace(job, body=body)


_ACTIONS = MappingProxyType(
    {
        GroupStep.CHECK: Action.CHECK,
        GroupStep.FIXED: Action.FIX,
        GroupStep.CLOSE: Action.CLOSE,
    }
)
_STEPS: Mapping[GroupStep, Callable[[Case, Order, Time], tuple[Case, tuple[NewJob, ...]]]] = (
    MappingProxyType({GroupStep.CHECK: _check, GroupStep.FIXED: _fixed, GroupStep.CLOSE: _close})
)
