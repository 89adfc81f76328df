"""What somebody with a link to the partner's page sees, and what becomes of their answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from cards.partner_options import PartnerView, partner_view
from cases.columns import digest
from cases.due import Patience
from cases.hand_off import HandOff, PartnerAnswer
from cases.model import Case, Event, EventKind, NewJob, TurnKey
from cases.states import ENDED
from cases.store import CaseConflict, DuplicateTurn, Store, StoreUnavailableError
from cases.turn_record import Consent, Visit
from desk.bringing import brought, recheck
from desk.hand_off_moves import exchange, partner_answered
from desk.merged import all_told, living_of
from desk.reader import side_of
from desk.showing import shown_again
from evidence.facts import CHECK_PACK, Facts
from evidence.reading.redaction import cut

LONGEST = 4000  # characters of an answer
# Of each as many one case takes over its partner's pages: checks leave room for the answer.
_COUNTED = (
    frozenset({EventKind.PARTNER_ANSWERED}),
    frozenset({EventKind.BROUGHT, EventKind.CONSENTED}),
)
MOST = 40
_TRIES = 8  # as often may others change the case while an answer is being kept
_SAME_FOR = timedelta(hours=1)
_OVERTAKES = frozenset({EventKind.STILL_STANDS, EventKind.PARTNER_REPLIED})
_REMEMBERED = 64  # cases whose options need not be worked out again

Also = Callable[[Case], Awaitable[tuple[NewJob, ...]]]
Change = Callable[[Case], tuple[Case, tuple[NewJob, ...]]]


class Outcome(Enum):
    """`HAD`: the same form came before. `FULL`: the case takes no more. `CLOSED`: it is over.
    `GONE`: the link opens nothing any more."""

    KEPT = "kept"
    HAD = "had"
    FULL = "full"
    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True)
class Answer:
    """`option`: the id of a remedy, empty where none was chosen. `text`: at most LONGEST."""

    kind: PartnerAnswer
    option: str = ""
    text: str = ""


@dataclass(frozen=True)
class Earlier:
    """Something that was sent from this page before. `kind`: of an answer its own, with option
    and text; "pack"; or the source of what was brought."""

    kind: str
    at: datetime
    option: str = ""
    text: str = ""


@dataclass(frozen=True)
class Visited:
    """An opened page. `view`: what may be known there of the case. `living`: the case that takes
    the answers: the hand-off's own, or the one that goes on instead of it."""

    hand_off: HandOff
    case: Case
    view: PartnerView
    living: Case

    @property
    def closed(self) -> bool:
        return self.living.state in ENDED

    @property
    def over(self) -> bool:
        """Whether no evidence is taken: another case may be about somebody else."""
        return self.case.state in ENDED

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """What was sent from this page, and answered there; the newest first."""
        ids = exchange(self.case, self.hand_off)
        elsewhere = self.living.history if self.living.number != self.case.number else ()
        mine = (_earlier(event, ids) for event in (*self.case.history, *elsewhere))
        return tuple(one for one in mine if one)[::-1]


class Visiting:
    """`own_tenant`: of the organisation that hands off. `wake`: tells the worker of new jobs."""

    def __init__(
        self,
        store: Store,
        own_tenant: str,
        patience: Patience,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._store, self._own_tenant, self._patience = store, own_tenant, patience
        self._clock, self._wake = clock, wake
        self._views: OrderedDict[tuple[int, int, str], PartnerView] = OrderedDict()

    async def opened(self, token: str) -> Visited | None:
        """The page of that token; None where it opens nothing. Changes nothing.

        Raises StoreUnavailableError.
        """
        hand_off = await self._store.hand_off_behind(token)
        if hand_off is None or not hand_off.opens(self._clock()):
            return None
        case = await self._store.case(hand_off.case_number)
        if case is None:
            return None
        living = await living_of(self._store, case)
        return Visited(hand_off, case, await self._view(case, hand_off), living)

    async def answered(self, visited: Visited, form: str, answer: Answer) -> Outcome:
        """Keeps what the partner says. `form`: the page's own id of the form that was sent.

        Raises StoreUnavailableError.
        """
        hand_off, at = visited.hand_off, self._clock()
        answer = replace(answer, text=cut(answer.text)[0])

        def had(case: Case) -> bool:
            same = _said_already(case, hand_off, answer, at)
            return same or _came_before(case, hand_off, form)

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            of = (answer.kind, answer.option, answer.text)
            case, said = partner_answered(
                case, hand_off, *of, at, self._patience, form=digest(form)
            )
            case, checks = recheck(case, at, self._patience)
            return case, (*said, *checks)

        async def others(case: Case) -> tuple[NewJob, ...]:
            """Told are the reporters of cases that go on as this one, too."""
            said = answer.kind.value
            return await all_told(self._store, case, None, "told-partner-answered", answer=said)

        return await self.kept(hand_off, form, change, also=others, had=had, living=True)

    async def brought(self, visited: Visited, form: str, facts: Facts) -> Outcome:
        """Keeps what a check pack read. Raises StoreUnavailableError."""
        at = self._clock()

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            case = brought(case, facts, CHECK_PACK, at, visited.hand_off.id)
            case, checks = recheck(case, at, self._patience)
            return case, (*checks, *shown_again(case, at))

        return await self.kept(visited.hand_off, form, change)

    async def kept(
        self,
        hand_off: HandOff,
        form: str,
        change: Change,
        learned: str = "",
        also: Also | None = None,
        consent: Consent | None = None,
        had: Callable[[Case], bool] | None = None,
        *,
        living: bool = False,
    ) -> Outcome:
        """Keeps a change of the hand-off's case, made of the newest one however often others
        change it meanwhile. `learned`, `consent`: see Visit. `also`: what follows for other
        cases. `had`: whether the case has it already. `living`: it is kept in the case that
        goes on instead, too. Raises StoreUnavailableError."""
        key = TurnKey(hand_off.id, form)
        for _ in range(_TRIES):
            case = await self._store.case(hand_off.case_number)
            case = await living_of(self._store, case) if case and living else case
            shut = await self._shut(hand_off, case)
            if case is None or shut:
                return shut or Outcome.GONE
            if had and had(case):
                return Outcome.HAD
            after, jobs = change(case)
            if _full(case, after):
                return Outcome.FULL
            jobs = (*jobs, *(await also(after) if also else ()))
            visit = Visit(key, self._clock(), (after,), jobs, learned, consent)
            try:
                await self._store.commit_visit(visit)
            except DuplicateTurn:
                return Outcome.HAD
            except CaseConflict:
                continue
            self._wake()
            return Outcome.KEPT
        raise StoreUnavailableError("the case changed each time it was read")

    async def _shut(self, hand_off: HandOff, case: Case | None) -> Outcome | None:
        """Why nothing more is taken; None where it is."""
        newest = await self._store.hand_off(hand_off.id)
        if case is None or newest is None or not newest.opens(self._clock()):
            return Outcome.GONE
        return Outcome.CLOSED if case.state in ENDED else None

    async def _view(self, case: Case, hand_off: HandOff) -> PartnerView:
        key = (case.number, case.version, hand_off.locale)
        if key not in self._views:
            own = side_of(case, self._own_tenant)
            # A tenth of a second of judging: not on the loop.
            made = await asyncio.to_thread(partner_view, case, own, hand_off.locale)
            self._views[key] = made
            if len(self._views) > _REMEMBERED:
                self._views.popitem(last=False)
        return self._views[key]


def _full(before: Case, after: Case) -> bool:
    """Whether more of something would have come than one case takes."""
    new = {event.kind for event in after.history[len(before.history) :]}
    return any(
        sum(event.kind in kinds for event in after.history) > MOST
        for kinds in _COUNTED
        if kinds & new
    )


def _earlier(event: Event, hand_offs: frozenset[str]) -> Earlier | None:
    if event.detail.get("hand_off") not in hand_offs:
        return None
    of = {name: str(event.detail.get(name) or "") for name in ("answer", "option", "text")}
    if event.kind is EventKind.PARTNER_ANSWERED:
        return Earlier(of["answer"], event.at, of["option"], of["text"])
    if event.kind is EventKind.PARTNER_REPLIED:
        return Earlier("reply", event.at, text=of["text"])
    if event.kind is EventKind.BROUGHT:
        source = str(event.detail.get("source"))
        return Earlier("pack" if source == CHECK_PACK else source, event.at)
    return None


def _came_before(case: Case, hand_off: HandOff, form: str) -> bool:
    """Whether that very form was sent before: the page opens longer than turns are kept."""
    return any(
        event.kind is EventKind.PARTNER_ANSWERED
        and event.detail.get("hand_off") == hand_off.id
        and event.detail.get("form") == digest(form)
        for event in case.history
    )


def _said_already(case: Case, hand_off: HandOff, answer: Answer, at: datetime) -> bool:
    """Whether the page's last answer was the same, not long ago and not overtaken since: browsers
    that go back send it again under another form's id."""
    for event in reversed(case.history):
        if event.kind in _OVERTAKES or event.at < at - _SAME_FOR:
            return False
        said = _earlier(event, frozenset({hand_off.id}))
        if said and event.kind is EventKind.PARTNER_ANSWERED:
            return (said.kind, said.option, said.text) == (answer.kind, answer.option, answer.text)
    return False
