"""Carries out what a dialog asks for: changes to cases, jobs to run, screens to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cards.screens import Checking, Note, Screen
from cards.verdict import admin_steps, case_list, verdict_screen
from cases.model import (
    Case,
    CaseState,
    Event,
    EventKind,
    JobKind,
    NewJob,
    Person,
    Place,
    Side,
)
from cases.roles import Action, may
from cases.store import Store
from desk import commands
from desk.commands import NEWEST, Command
from desk.reader import viewer_of
from evidence.facts import Complaint

LISTED = 10
STUCK = timedelta(minutes=15)  # after all tries of a check; then another may be started
_CHECK_MARKS = frozenset({EventKind.CHECK_STARTED, EventKind.CHECKED, EventKind.CHECK_FAILED})


@dataclass(frozen=True)
class Request:
    """Who asks, where, when, and on which card the button sat (None: typed)."""

    person: Person
    place: Place
    at: datetime
    card_id: str | None = None


@dataclass
class Done:
    """What the commands of one turn come to, to be committed with it."""

    replies: list[Screen] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    jobs: list[NewJob] = field(default_factory=list)


class Desk:
    """Reads from the store, decides with pure functions, writes nothing but forgettings."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def carry_out(self, asked: tuple[Command, ...], request: Request) -> Done:
        """Returns what is to be committed and shown. Raises nothing of its own: what a person
        may not do, or what is not there, becomes a note."""
        done = Done()
        for command in asked:
            await self._one(command, request, done)
        return done

    async def _one(self, command: Command, request: Request, done: Done) -> None:
        match command:
            case commands.ListCases():
                cases = await self._store.cases_of(request.person, LISTED)
                done.replies.append(case_list(cases, request.place.locale))
            case commands.ForgetMe():
                await self._store.forget(request.person)
            case commands.KeepCase() | commands.StartCheck():
                await self._keep(command, request, done)
            case _:
                await self._on_case(command, request, done)

    async def _keep(
        self, command: commands.KeepCase | commands.StartCheck, request: Request, done: Done
    ) -> None:
        case = await self._case(command.number, done)
        if case and not may(request.person, Action.CHANGE, case):
            done.replies.append(Note("not-yours"))
            return
        kept = _kept(case or _opened(command.number, request), command.complaint, command.side)
        done.cases[command.number] = kept
        if isinstance(command, commands.StartCheck):
            _start_check(kept, request, done)

    async def _on_case(self, command: Command, request: Request, done: Done) -> None:
        number, (action, step) = getattr(command, "number", NEWEST), STEPS[type(command)]
        case = await self._newest(request) if number == NEWEST else await self._case(number, done)
        if case is None:
            key = "no-cases" if number == NEWEST else "unknown-case"
            done.replies.append(Note(key, {"number": str(number)}))
        elif not may(request.person, action, case):
            done.replies.append(Note("not-yours"))
        else:
            step(case, request, done)

    async def _newest(self, request: Request) -> Case | None:
        cases = await self._store.cases_of(request.person, 1)
        return cases[0] if cases else None

    async def _case(self, number: int, done: Done) -> Case | None:
        return done.cases.get(number) or await self._store.case(number)


def _opened(number: int, request: Request) -> Case:
    opened = Event(EventKind.OPENED, request.at, request.person.object_id)
    return Case(
        number=number,
        version=0,
        state=CaseState.DRAFT,
        reporter=request.person,
        side=None,
        place=request.place,
        complaint=Complaint(),
        opened_at=request.at,
        changed_at=request.at,
        history=(opened,),
    )


def _kept(case: Case, complaint: Complaint, side: Side | None) -> Case:
    return replace(case, complaint=complaint, side=side)


def _moved(case: Case, kind: EventKind, request: Request, state: CaseState) -> Case:
    event = Event(kind, request.at, request.person.object_id)
    return replace(case, state=state, changed_at=request.at, history=(*case.history, event))


def _start_check(case: Case, request: Request, done: Done) -> None:
    if _running(case, request.at):
        # The check under way judges the newest answers; a second one would only read twice.
        done.replies.append(Note("checking"))
        return
    state = CaseState.WITH_DESK if case.state is CaseState.WITH_DESK else CaseState.DIAGNOSING
    started = _moved(case, EventKind.CHECK_STARTED, request, state)
    card = request.card_id
    done.cases[case.number] = replace(started, card_id=card, place=request.place)
    body = {"case": case.number, "card": card}
    # A key of its own for every start: a check that is ending must not swallow the next.
    key = f"case-{case.number}-{case.version}"
    done.jobs.append(NewJob(JobKind.CHECK, key, body, request.at))
    if card:
        done.replies.append(Checking((), request.at))


def standing(case: Case, locale: str, at: datetime) -> Screen:
    """What the case's card has to show now: the check under way, or the answer."""
    if _running(case, at) or case.diagnosis is None:
        return Checking((), at)
    return verdict_screen(case, viewer_of(case), locale, at)


def _running(case: Case, at: datetime) -> bool:
    marks = [e for e in case.history if e.kind in _CHECK_MARKS]
    begun = bool(marks) and marks[-1].kind is EventKind.CHECK_STARTED
    return begun and at - marks[-1].at < STUCK


def _showing(screen: Callable[[Case, Request], Screen]) -> Step:
    """Shows a screen of the answer, or says that there is none yet."""

    def step(case: Case, request: Request, done: Done) -> None:
        none_yet = Note("checking" if _running(case, request.at) else "not-checked")
        done.replies.append(none_yet if case.diagnosis is None else screen(case, request))

    return step


def _verdict(case: Case, request: Request) -> Screen:
    return verdict_screen(case, viewer_of(case), request.place.locale, request.at)


def _admin(case: Case, request: Request) -> Screen:
    return admin_steps(case, viewer_of(case), request.place.locale)


def _settle(kind: EventKind, state: CaseState, note: str) -> Step:
    def step(case: Case, request: Request, done: Done) -> None:
        moved = case if case.state is state else _moved(case, kind, request, state)
        done.cases[case.number] = moved
        if moved.diagnosis is not None:
            done.replies.append(_verdict(moved, request))
        done.replies.append(Note(note, {"number": str(case.number)}))

    return step


def _withdraw(case: Case, request: Request, done: Done) -> None:
    if case.state is CaseState.DRAFT:
        done.cases[case.number] = _moved(case, EventKind.WITHDRAWN, request, CaseState.WITHDRAWN)


Step = Callable[[Case, Request, Done], None]
STEPS: dict[type, tuple[Action, Step]] = {
    commands.ShowCase: (Action.SEE, _showing(_verdict)),
    commands.ShowAdminSteps: (Action.SEE, _showing(_admin)),
    commands.CheckAgain: (Action.CHECK, _start_check),
    commands.PassToDesk: (
        Action.PASS,
        _settle(EventKind.PASSED_TO_DESK, CaseState.WITH_DESK, "passed-to-desk"),
    ),
    commands.TellWorks: (
        Action.TELL,
        _settle(EventKind.TOLD_WORKS, CaseState.SOLVED, "told-works"),
    ),
    commands.Withdraw: (Action.WITHDRAW, _withdraw),
}
