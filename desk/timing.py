"""What happens by itself: a nudge, a reminder, a quiet end, a case that nobody could settle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from cards.desk_card import did_it_work
from cards.screens import Note
from cases.due import Patience, Step, due_after, next_due, step_due
from cases.model import Case, CaseState, CloseReason, EventKind, Job, JobKind, NewJob
from cases.store import CaseConflict, Store
from desk.arrivals import Arrivals
from desk.merged import all_told
from desk.moves import BOT, ended, happened
from desk.passing import Takes
from desk.reader import viewer_of
from desk.showing import HOUR, NO_CHANNEL, look_again, show_job, shown_again
from desk.telling import told

Changed = tuple[Case, tuple[NewJob, ...]]


def due_job(case: Case, patience: Patience) -> tuple[NewJob, ...]:
    """Looks at the case when its time has come; to be added by whoever changes a case."""
    due = next_due(case, patience)
    return (look_again(case, due),) if due else ()


class Timing:
    """Runs due jobs. A case whose time came meanwhile, or not yet, is only looked at."""

    def __init__(self, store: Store, clock: Callable[[], datetime], arrivals: Arrivals) -> None:
        self._store, self._clock, self._arrivals = store, clock, arrivals

    async def run(self, job: Job) -> None:
        """Does what is due, and asks for the next time. Raises LeaseLost."""
        takes = await self._arrivals.now()
        case = await self._store.case(int(str(job.body["case"])))
        while case is not None:
            now = self._clock()
            changed, jobs = self._due(case, takes, now)
            try:
                others = await self._others_told(case, changed)
                jobs = (*jobs, *others, *await self._unshown(changed, now))
                await self._keep(job, case, changed, jobs)
            except CaseConflict:  # somebody did something with it in between
                case = await self._store.case(case.number)
                continue
            return

    async def gave_up(self, job: Job) -> None:
        """Looks again in an hour; for the worker."""
        # Under a key of its own: its own one still belongs to the job that is given up.
        key = f"due-{job.body['case']}-{job.id}"
        at = self._clock() + HOUR
        await self._store.enqueue(NewJob(JobKind.DUE, key, dict(job.body), at))

    def _due(self, case: Case, takes: Takes, now: datetime) -> Changed:
        patience = self._arrivals.patience
        step = step_due(case, now, patience)
        if step is None:
            return case, due_job(case, patience)
        if step is Step.PASS:
            changed, jobs = self._arrivals.arrived(case, takes, now, asking=False)
        else:
            changed, jobs = _STEPS[step](case, now, patience)
        if changed is case:  # not to be looked at again before something else happens
            return case, ()
        return changed, (*jobs, *shown_again(changed, now), *due_job(changed, patience))

    async def _others_told(self, case: Case, changed: Case) -> tuple[NewJob, ...]:
        """What those are told whose cases were merged into one that ended by itself."""
        why = changed.triage.closed_because if changed.triage else None
        if changed is case or changed.state is not CaseState.CLOSED or why is None:
            return ()
        return await all_told(self._store, changed, None, "told-closed", reason=why.value)

    async def _unshown(self, case: Case, now: datetime) -> tuple[NewJob, ...]:
        """Another try to show what could not be shown."""
        post = await self._store.post_of(case.number) if case.triage else None
        failed = post is not None and post.failed not in ("", NO_CHANNEL)
        return (show_job(case, now),) if failed else ()

    async def _keep(self, job: Job, case: Case, changed: Case, jobs: tuple[NewJob, ...]) -> None:
        if changed is not case:
            await self._store.save_under_lease(job, changed, jobs)
            return
        for new in jobs:
            await self._store.enqueue(new, case.reporter)


def _nudge(case: Case, now: datetime, patience: Patience) -> Changed:
    # It stays overdue, and as old as it was: nobody has done anything about it.
    nudged = happened(case, EventKind.NUDGED, now, BOT)
    return replace(nudged, changed_at=case.changed_at), ()


def _remind(case: Case, now: datetime, patience: Patience) -> Changed:
    changed = _due_again(happened(case, EventKind.REMINDED, now, BOT), now, patience)
    asked = did_it_work(changed, viewer_of(changed), changed.place.locale)
    return changed, (told(changed, asked, now),)


def _close(case: Case, now: datetime, patience: Patience) -> Changed:
    solved = case.state is CaseState.SOLVED
    reason = CloseReason.FIXED if solved else CloseReason.NO_ANSWER
    changed = ended(case, CaseState.CLOSED, reason, now, patience)
    changed = happened(changed, EventKind.CLOSED, now, BOT, reason=reason.value)
    note = Note("told-closed", {"number": str(case.number), "reason": reason.value})
    return changed, (told(changed, note, now),)


def _due_again(case: Case, now: datetime, patience: Patience) -> Case:
    due = due_after(case.state, now, patience)
    return replace(case, triage=replace(case.triage, due_at=due)) if case.triage else case


_STEPS: Mapping[Step, Callable[[Case, datetime, Patience], Changed]] = MappingProxyType(
    {Step.NUDGE: _nudge, Step.REMIND: _remind, Step.CLOSE: _close}
)
