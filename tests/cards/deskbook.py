"""Marcus's case at the desk of the inviting organisation, its people, and a month of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from cards.desk_card import DeskReader
from cards.screens import Somebody
from cards.visible import Viewer
from cases.lists import MonthTallies, Tally
from cases.model import Case, CaseState, Event, EventKind, PassedBecause, Person, Side, Triage
from cases.roles import Held, Role
from tests.cards.casebook import AT, case

OWN = "f4b41ca3-0000-4000-8000-000000000001"
AMARA = Person("29:amara", "a0000000-0000-4000-8000-00000000a3a7", OWN, "Amara Osei")
LENA = Person("29:lena", "a0000000-0000-4000-8000-000000001e4a", OWN, "Lena Brandt")
AGENT = frozenset({Role.AGENT})
LEAD = frozenset({Role.AGENT, Role.LEAD})
OF_INVITING = Viewer(Side.INVITING, agent=True)
PEOPLE = tuple(Somebody(p.object_id, p.teams_id, p.name) for p in (AMARA, LENA))


def said(kind: EventKind, by: Person, minutes: int = 0, **detail: object) -> Event:
    """An event of somebody at the desk, some minutes after the case came there."""
    told = {"role": "agent", "by": by.name, **detail}
    return Event(kind, AT + timedelta(minutes=minutes), by.object_id, told)


def at_desk(
    state: CaseState = CaseState.NEW,
    owner: Person | None = None,
    due_at: datetime | None = None,
    history: tuple[Event, ...] = (),
) -> Case:
    """Marcus's judged case in the desk's hands; due in four hours where nothing else is said."""
    passed = Event(EventKind.PASSED_TO_DESK, AT, "3a5c0500", {"because": "asked"})
    made = case()
    return replace(
        made,
        state=state,
        partner="contoso.com",
        triage=Triage(
            AT, PassedBecause.ASKED, owner=owner, due_at=due_at or AT + timedelta(hours=4)
        ),
        history=(*made.history, passed, *history),
    )


def reader(
    person: Person | None, held: Held = AGENT, *, others: int = 0, notice: str = ""
) -> DeskReader:
    """Somebody of the inviting organisation's desk; None: everybody in the channel."""
    viewers = (AMARA.teams_id, LENA.teams_id)
    return DeskReader(held, person, OF_INVITING, PEOPLE, others, viewers, notice)


TALLIES = MonthTallies(
    month="2026-11",
    all=Tally(10, 8, 800, 4, 40_000, 3, 12),
    causes=MappingProxyType({"guest-missing": Tally(4, 4, 0, 2), "": Tally(6)}),
    acting=MappingProxyType(
        {"inviter": Tally(2), "": Tally(1), "inviting organisation": Tally(7, 7, 0, 4)}
    ),
    partners=MappingProxyType({"contoso.com": Tally(9, 8, 0, 4), "": Tally(1)}),
    answered=MappingProxyType(
        {"60": Tally(answered=3), "3600": Tally(answered=4), "86400": Tally(answered=1)}
    ),
    solved=MappingProxyType({"86400": Tally(solved=4)}),
)
