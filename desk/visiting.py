"""What somebody with a link to the partner's page sees, and what becomes of their answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from cards.partner_options import PartnerView, partner_view
from cases.due import Patience
from cases.hand_off import HandOff, PartnerAnswer
from cases.model import Case, Event, EventKind, NewJob, TurnKey
from cases.states import ENDED
from cases.store import CaseConflict, DuplicateTurn, Store, StoreUnavailableError
from cases.turn_record import Visit
from desk.bringing import brought, recheck
from desk.handing import partner_answered
from desk.merged import all_told
from desk.reader import side_of
from desk.showing import shown_again
from evidence.facts import CHECK_PACK, Facts
from evidence.reading.redaction import cut

LONGEST = 4000  # characters of an answer
MOST = 40  # answers and other things one case takes over its partner's pages
_TRIES = 8  # as often may others change the case while an answer is being kept
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
    """Something that was sent from this page before; of an answer its kind, option and text."""

    kind: str
    at: datetime
    option: str = ""
    text: str = ""


@dataclass(frozen=True)
class Visited:
    """An opened page. `view`: what may be known there of the case."""

    hand_off: HandOff
    case: Case
    view: PartnerView

    @property
    def closed(self) -> bool:
        return self.case.state in ENDED

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """What was sent from this page, the newest first."""
        mine = (_earlier(event, self.hand_off.id) for event in self.case.history)
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
        return Visited(hand_off, case, await self._view(case, hand_off)) if case else None

    async def answered(self, visited: Visited, form: str, answer: Answer) -> Outcome:
        """Keeps what the partner says. `form`: the page's own id of the form that was sent.

        Raises StoreUnavailableError.
        """
        hand_off, at = visited.hand_off, self._clock()
        text, _ = cut(answer.text)

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            kind, option = answer.kind, answer.option
            case, said = partner_answered(case, hand_off, kind, option, text, at, self._patience)
            case, checks = recheck(case, at, self._patience)
            return case, (*said, *checks)

        async def others(case: Case) -> tuple[NewJob, ...]:
            """Told are the reporters of cases that go on as this one, too."""
            said = answer.kind.value
            return await all_told(self._store, case, None, "told-partner-answered", answer=said)

        return await self.kept(hand_off, form, change, also=others)

    async def brought(self, visited: Visited, form: str, facts: Facts) -> Outcome:
        """Keeps what a check pack read. Raises StoreUnavailableError."""
        at = self._clock()

        def change(case: Case) -> tuple[Case, tuple[NewJob, ...]]:
            case = brought(case, facts, CHECK_PACK, at)
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
    ) -> Outcome:
        """Keeps a change of the hand-off's case, made of the newest one however often others
        change it meanwhile. `learned`: see Visit. `also`: what follows for other cases. Raises
        StoreUnavailableError."""
        key = TurnKey(hand_off.id, form)
        for _ in range(_TRIES):
            case = await self._store.case(hand_off.case_number)
            shut = await self._shut(hand_off, case)
            if case is None or shut:
                return shut or Outcome.GONE
            after, jobs = change(case)
            jobs = (*jobs, *(await also(after) if also else ()))
            try:
                await self._store.commit_visit(Visit(key, self._clock(), (after,), jobs, learned))
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
        if case.state in ENDED:
            return Outcome.CLOSED
        came = (EventKind.PARTNER_ANSWERED, EventKind.BROUGHT)
        return Outcome.FULL if sum(e.kind in came for e in case.history) >= MOST else None

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


def _earlier(event: Event, hand_off: str) -> Earlier | None:
    of = {name: str(event.detail.get(name) or "") for name in ("answer", "option", "text")}
    if event.kind is EventKind.PARTNER_ANSWERED and event.detail.get("hand_off") == hand_off:
        return Earlier(of["answer"], event.at, of["option"], of["text"])
    if event.kind is EventKind.BROUGHT and event.detail.get("source") == CHECK_PACK:
        return Earlier("pack", event.at)
    return None
