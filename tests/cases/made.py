"""People, cases and turns to keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from cases.model import (
    Case,
    CaseState,
    Event,
    EventKind,
    JobKind,
    Json,
    NewJob,
    Owner,
    Person,
    Place,
    Side,
    TurnKey,
)
from cases.turn_record import TurnRecord
from evidence.facts import (
    INVITED_ADDRESS,
    PROXY_ADDRESSES,
    UPN,
    Answer,
    Complaint,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANN = Person("29:ann-teams", "0bj-ann", "c0470500-tenant", "Ann Žižková")
BOB = Person("29:bob-teams", "0bj-bob", "f4b41ca3-tenant", "Bob")


def place(person: Person) -> Place:
    return Place(f"a:chat-of-{person.object_id}", "https://smba.example/", person.tenant_id, "28:b")


def owner(person: Person) -> Owner:
    return Owner(place(person).conversation_id, person.object_id)


def case(number: int, reporter: Person = ANN, address: str = "ann@contoso.com") -> Case:
    told = Complaint().with_(INVITED_ADDRESS, Answer(address, Trust.TOLD, NOON))
    read = Observation(frozenset({"smtp:" + address}), "graph H2", NOON, Trust.READ)
    hidden = Observation(Unknown(Reason.NO_CONSENT, "H3"), "graph H3", None, Trust.READ)
    return Case(
        number=number,
        version=0,
        state=CaseState.DIAGNOSING,
        reporter=reporter,
        side=Side.INVITED,
        place=place(reporter),
        complaint=told,
        opened_at=NOON,
        changed_at=NOON,
        facts=Facts().with_(PROXY_ADDRESSES, read).with_(UPN, hidden),
        diagnosis=MappingProxyType({"primary": "twin", "also": ["a", None, 1.5]}),
        card_id="1:card",
        history=(event(EventKind.OPENED, reporter),),
    )


def event(kind: EventKind, by: Person, /, **detail: object) -> Event:
    return Event(kind, NOON, by.object_id, detail)


def moved(kept: Case, kind: EventKind = EventKind.CHECKED, **detail: object) -> Case:
    """The case with one more event."""
    return replace(kept, history=(*kept.history, event(kind, kept.reporter, **detail)))


def job(key: str, due_at: datetime = NOON, kind: JobKind = JobKind.CHECK, **body: object) -> NewJob:
    return NewJob(kind, key, body, due_at)


def turn(
    id: str,
    person: Person = ANN,
    *,
    read: int = 0,
    draft: Json | None = MappingProxyType({"step": "address"}),
    response: Json | None = None,
    cases: tuple[Case, ...] = (),
    jobs: tuple[NewJob, ...] = (),
) -> TurnRecord:
    key = TurnKey(place(person).conversation_id, id)
    return TurnRecord(key, owner(person), NOON, read, draft, response, cases, jobs)
