"""What the reporter of a case can do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from cards.screens import Checking, Note, Screen
from cards.verdict import admin_steps, verdict_screen
from cases.model import (
    Case,
    CaseState,
    Event,
    EventKind,
    JobKind,
    NewJob,
    PassedBecause,
    Scope,
)
from cases.roles import Action, Role
from cases.states import ENDED, WAITING
from cases.store import Store
from desk import commands, moves
from desk.asked import Asked, Done
from desk.marks import told_acting
from desk.merged import all_told, merged_into
from desk.reader import viewer_of
from desk.telling import told

STUCK = timedelta(minutes=15)  # after all tries of a check; then another may be started
LONGEST_TEXT = 2000  # characters somebody may write to somebody else
REOPENABLE = timedelta(days=30)  # after the end, by the reporter
_CHECK_MARKS = frozenset({EventKind.CHECK_STARTED, EventKind.CHECKED, EventKind.CHECK_FAILED})
_ENDS = frozenset({EventKind.CLOSED, EventKind.WITHDRAWN, EventKind.MERGED, EventKind.TOLD_WORKS})


def checking(case: Case, at: datetime, *, desk: bool = False) -> bool:
    """Whether a check runs: the reporter's, or the one that the desk asked for."""
    marks = [
        e for e in case.history if e.kind in _CHECK_MARKS and bool(e.detail.get("desk")) is desk
    ]
    begun = bool(marks) and marks[-1].kind is EventKind.CHECK_STARTED
    return begun and at - marks[-1].at < STUCK


def standing(case: Case, locale: str, at: datetime) -> Screen:
    """What the case's card has to show now: the check under way, or the answer."""
    if checking(case, at) or case.diagnosis is None:
        return Checking((), at)
    return verdict_screen(case, viewer_of(case), locale, at)


def start_check(case: Case, asked: Asked, done: Done) -> None:
    """Begins a check of the case whose answer comes on the card that was pressed. A shared place
    never becomes the case's own: what is asked and answered there is for its reporter alone."""
    request = asked.request
    if request.place.scope is not Scope.PERSONAL:
        raise ValueError("a reporter's check begins in their own chat")
    if checking(case, asked.at):
        # The check under way judges the newest answers; a second one would only read twice.
        done.cases[case.number] = case
        done.say("checking")
        return
    verifying = case.state is CaseState.VERIFYING
    state = CaseState.VERIFYING if verifying else CaseState.DIAGNOSING
    case = replace(case, card_id=request.card_id, place=request.place)
    case = moves.into(case, state, asked.at, asked.patience)
    by = asked.person.object_id
    done.cases[case.number] = moves.happened(case, EventKind.CHECK_STARTED, asked.at, by)
    body = {"case": case.number, "card": request.card_id}
    # A key of its own for every start: a check that is ending must not swallow the next.
    key = f"case-{case.number}-{case.version}"
    done.jobs.append(NewJob(JobKind.CHECK, key, body, asked.at))
    if request.card_id:
        done.replies.append(Checking((), asked.at))


def problem_of(text: str) -> str:
    """The note about a text that cannot be passed on; empty where it can."""
    if not text.strip():
        return "text-missing"
    return "text-too-long" if len(text) > LONGEST_TEXT else ""


class Reporting:
    """The steps. Who may do them, and in which state, was asked before."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def show(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        self._answer(asked, done, _verdict)

    async def steps(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        self._answer(asked, done, _admin)

    def _answer(self, asked: Asked, done: Done, screen: Callable[[Case, Asked], Screen]) -> None:
        """Shows a screen of the answer, or says that there is none yet."""
        if asked.case.diagnosis is not None:
            done.replies.append(screen(asked.case, asked))
        else:
            done.say("checking" if checking(asked.case, asked.at) else "not-checked")

    async def check(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        before = asked.case
        start_check(before, asked, done)
        if done.cases[before.number] is before:
            del done.cases[before.number]

    async def pass_on(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        case = self._passed(asked.case, asked)
        self._settle(case, asked, done)
        await self._say_who_was_told(case, done, "passed-to-desk")

    async def works(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        case = asked.case
        if case.state is not CaseState.SOLVED:
            case = moves.into(case, CaseState.SOLVED, asked.at, asked.patience)
            case = self._happened(moves.questioned(case, ""), EventKind.TOLD_WORKS, asked)
            done.jobs.extend(await all_told(self._store, case, asked.person, "joined-works"))
        self._settled(case, asked, done)
        done.say("told-works", number=str(case.number))

    async def works_not(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        """Back to whom it waited for, and to the desk: what was said to be fixed is not."""
        case = asked.case
        acting = told_acting(case)
        back = WAITING[acting] if acting else CaseState.NEW
        case = moves.into(case, back, asked.at, asked.patience)
        case = self._passed(self._happened(case, EventKind.TOLD_WORKS_NOT, asked), asked)
        self._settled(case, asked, done)
        await self._say_who_was_told(case, done, "told-works-not")

    async def reply(self, command: commands.Reply, asked: Asked, done: Done) -> None:
        """Also to a question that another one came after, or that was answered: what somebody
        wrote on a card is not thrown away while the desk has the case."""
        case, text = asked.case, command.text.strip()
        if not _was_asked(case):
            done.say("nothing-asked", number=str(case.number))
            return
        if problem := problem_of(text):
            done.say(problem)
            return
        if not _said_last(case, text):
            case = moves.questioned(case, "")
            done.cases[case.number] = self._happened(case, EventKind.REPLIED, asked, text=text)
        done.say("replied", number=str(case.number))

    async def withdraw(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        case, was = asked.case, asked.case.state
        case = moves.ended(case, CaseState.WITHDRAWN, None, asked.at, asked.patience)
        done.cases[case.number] = self._happened(case, EventKind.WITHDRAWN, asked)
        await self._give_back(case, asked, done)
        if was is not CaseState.DRAFT:  # of a case that was only begun, the dialog said it
            self._show(done.cases[case.number], asked, done)
            done.say("withdrawn", number=str(case.number))

    async def _give_back(self, case: Case, asked: Asked, done: Done) -> None:
        """What was merged into a case that nobody follows any more is open again."""
        for other in await merged_into(self._store, case):
            again = moves.reopened(other, asked.at, asked.patience)
            again = moves.happened(again, EventKind.REOPENED, asked.at, moves.BOT)
            done.cases[again.number] = again
            note = Note("told-reopened", {"number": str(again.number)})
            done.jobs.append(told(again, note, asked.at))

    async def reopen(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        case = asked.case
        if case.state in ENDED and asked.at - _ended_at(case) > REOPENABLE:
            done.say("not-while", number=str(case.number), state=case.state.value)
            return
        case = moves.reopened(case, asked.at, asked.patience)
        role = Role.REPORTER.value
        self._settle(self._happened(case, EventKind.REOPENED, asked, role=role), asked, done)
        done.say("told-reopened", number=str(case.number))

    def _passed(self, case: Case, asked: Asked) -> Case:
        by = asked.person.object_id
        return moves.passed(case, PassedBecause.ASKED, asked.at, by, asked.patience)

    def _happened(self, case: Case, kind: EventKind, asked: Asked, **detail: object) -> Case:
        return moves.happened(case, kind, asked.at, asked.person.object_id, **detail)

    def _settle(self, case: Case, asked: Asked, done: Done) -> None:
        """Keeps what changed, and shows the answer again as it is now."""
        if case is not asked.case:
            done.cases[case.number] = case
        self._show(case, asked, done)

    def _settled(self, case: Case, asked: Asked, done: Done) -> None:
        """The same, but after somebody fixed it the answer of before is no answer any more."""
        if asked.case.state is not CaseState.VERIFYING:
            self._settle(case, asked, done)
        elif case is not asked.case:
            done.cases[case.number] = case

    def _show(self, case: Case, asked: Asked, done: Done) -> None:
        if case.diagnosis is not None:
            done.replies.append(_verdict(case, asked))

    async def _say_who_was_told(self, case: Case, done: Done, key: str) -> None:
        """Without a channel nobody sees it yet, and the reporter is not left to believe it."""
        there = await self._store.desk_channel() is not None
        done.say(key if there else "desk-not-set-up", number=str(case.number))


def _was_asked(case: Case) -> bool:
    """Whether the desk has the case and asked something, be it long ago."""
    if case.triage is None:
        return False
    return bool(case.triage.question) or any(e.kind is EventKind.ASKED for e in case.history)


def _said_last(case: Case, text: str) -> bool:
    """Whether a button was pressed twice."""
    last = case.history[-1]
    return last.kind is EventKind.REPLIED and last.detail.get("text") == text


def _ended_at(case: Case) -> datetime:
    ends: list[Event] = [e for e in case.history if e.kind in _ENDS]
    return ends[-1].at if ends else case.changed_at


def _verdict(case: Case, asked: Asked) -> Screen:
    return verdict_screen(case, viewer_of(case), asked.request.place.locale, asked.at)


def _admin(case: Case, asked: Asked) -> Screen:
    return admin_steps(case, viewer_of(case), asked.request.place.locale)


Step = Callable[[Reporting, Any, Asked, Done], Awaitable[None]]
STEPS: Mapping[type[commands.AboutCase], tuple[Action, Step]] = MappingProxyType(
    {
        commands.ShowCase: (Action.SEE, Reporting.show),
        commands.ShowAdminSteps: (Action.SEE, Reporting.steps),
        commands.ShowAsDesk: (Action.SEE, Reporting.show),
        commands.CheckAgain: (Action.CHECK, Reporting.check),
        commands.CheckAsDesk: (Action.CHECK, Reporting.check),
        commands.PassToDesk: (Action.PASS, Reporting.pass_on),
        commands.TellWorks: (Action.TELL, Reporting.works),
        commands.TellWorksNot: (Action.TELL, Reporting.works_not),
        commands.Reply: (Action.REPLY, Reporting.reply),
        commands.Withdraw: (Action.WITHDRAW, Reporting.withdraw),
        commands.ReopenOwn: (Action.REOPEN, Reporting.reopen),
        commands.Reopen: (Action.REOPEN, Reporting.reopen),
    }
)
