"""When a case is looked at again by itself, and what happens then. Pure; time is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cases.model import BOT, Case, CaseState, Event, EventKind
from cases.states import OPEN, WAITS

DAY = timedelta(days=1)
NUDGES = 5  # after one that nobody followed, each comes twice as late; then only the queue says it
# What happens without anybody doing anything about the case.
UNHEEDED = frozenset(
    {EventKind.NUDGED, EventKind.DESK_UNREACHED, EventKind.DELIVERED, EventKind.UNDELIVERED}
)


@dataclass(frozen=True)
class Patience:
    """How long each thing may take. `told`: an open question that nobody answers keeps a case
    that nobody can tell from the desk. `solved`: until a solved case is closed quietly;
    `verifying`: until somebody who does not say whether it works is asked again, and once
    more until the case is closed with notice."""

    new: timedelta = timedelta(hours=4)
    waiting: timedelta = 3 * DAY
    verifying: timedelta = 2 * DAY
    solved: timedelta = 3 * DAY
    told: timedelta = DAY


class Step(StrEnum):
    """What a time that has come asks for."""

    PASS = "pass"  # noqa: S105 - to the desk: nobody answered the question that was left
    NUDGE = "nudge"
    REMIND = "remind"
    CLOSE = "close"


def open_answer(case: Case) -> Event | None:
    """What the partner answered, while nobody has done anything since."""
    told = EventKind.PARTNER_ANSWERED
    acts = [e for e in case.history if e.by != BOT or e.kind is told]
    return acts[-1] if acts and acts[-1].kind is told else None


def due_after(state: CaseState, now: datetime, patience: Patience) -> datetime | None:
    """When a case that comes into this state now has been there too long for the desk."""
    if state in WAITS:
        return now + patience.waiting
    if state is CaseState.VERIFYING:
        return now + patience.verifying
    return now + patience.new if state in OPEN else None


def next_due(case: Case, patience: Patience) -> datetime | None:
    """When the case is to be looked at again; None where nothing will happen by itself."""
    planned = _planned(case, patience)
    return planned[0] if planned else None


def step_due(case: Case, now: datetime, patience: Patience) -> Step | None:
    """What is to be done with the case now; None where its time has not come."""
    planned = _planned(case, patience)
    return planned[1] if planned and planned[0] <= now else None


def _planned(case: Case, patience: Patience) -> tuple[datetime, Step] | None:
    """The one thing that happens next by itself, and when."""
    if case.state is CaseState.SOLVED:
        return (case.solved_at or case.changed_at) + patience.solved, Step.CLOSE
    if case.state is CaseState.VERIFYING:
        return _asked_again(case, patience)
    if case.state not in OPEN:
        return None
    if case.triage is not None:
        nudge = _nudge_at(case, case.triage.due_at, patience)
        return (nudge, Step.NUDGE) if nudge else None
    if case.diagnosis is None or case.cause or case.state is CaseState.DIAGNOSING:
        return None
    return _last_word(case) + patience.told, Step.PASS


def _nudge_at(case: Case, due: datetime | None, patience: Patience) -> datetime | None:
    """When the desk is nudged about a case that has been due since then, if ever again."""
    since, nudges = _unheeded(case)
    after = due_after(case.state, since, patience)
    if due is None or after is None or len(nudges) >= NUDGES:
        return None
    if nudges:
        return nudges[-1] + (after - since) * (1 << (len(nudges) - 1))
    return due if since < due else after


def _unheeded(case: Case) -> tuple[datetime, tuple[datetime, ...]]:
    """When somebody or a check last did something with the case, and the nudges since."""
    acts = [i for i, e in enumerate(case.history) if e.kind not in UNHEEDED]
    last = acts[-1] if acts else -1
    since = case.history[last].at if acts else case.opened_at
    later = case.history[last + 1 :]
    return since, tuple(e.at for e in later if e.kind is EventKind.NUDGED)


def _asked_again(case: Case, patience: Patience) -> tuple[datetime, Step]:
    """Whoever is asked whether it works is reminded once; a word of theirs begins that anew."""
    waits = (EventKind.FIXED, EventKind.REMINDED)
    marks = [e for e in case.history if e.kind in waits or _by_reporter(case, e)]
    reminded = bool(marks) and marks[-1].kind is EventKind.REMINDED
    since = marks[-1].at if marks else case.changed_at
    return since + patience.verifying, Step.CLOSE if reminded else Step.REMIND


def _last_word(case: Case) -> datetime:
    """When the case was judged last, or its reporter last did something with it."""
    words = [e.at for e in case.history if e.kind is EventKind.CHECKED or _by_reporter(case, e)]
    return max(words, default=case.changed_at)


def _by_reporter(case: Case, event: Event) -> bool:
    return bool(event.by) and event.by == case.reporter.object_id
