"""Hand-offs and what hangs on them, to keep."""

from __future__ import annotations

from dataclasses import replace

from cases.hand_off import (
    Delivery,
    DeliveryState,
    HandOff,
    Learned,
    SignIn,
    SignInPurpose,
    Way,
)
from cases.model import Case, EventKind, JobKind, NewJob, Person
from cases.store import Store
from cases.turn_record import TurnRecord
from evidence.facts import SummaryReader
from tests.cases.desk_cases import AMARA, HOUR, at_desk
from tests.cases.made import MINUTE, NOON, event, turn


def handed(id: str, number: int = 7, by: Person = AMARA, sent: str = "As it left") -> HandOff:
    return HandOff(
        id=id,
        case_number=number,
        reader=SummaryReader.PARTNER,
        locale="de",
        generated="As it was made, für „euch“",
        sent=sent,
        by=by,
        at=NOON,
        expires_at=NOON + 24 * HOUR,
    )


def leaving(id: str, given: HandOff, to: str = "it@contoso.com", way: Way = Way.MAIL) -> Delivery:
    return Delivery(id, given.id, given.case_number, way, to, NOON)


def ended(way: Delivery, state: DeliveryState, failed: str = "") -> Delivery:
    return replace(way, state=state, tries=way.tries + 1, failed=failed, ended_at=NOON + MINUTE)


def deliver(way: Delivery) -> NewJob:
    body = {"delivery": way.id, "case": way.case_number}
    kind = JobKind.MAIL if way.way is Way.MAIL else JobKind.DELIVER
    return NewJob(kind, way.id, body, NOON)


def handing(id: str, case: Case, given: HandOff, *ways: Delivery, read: int = 0) -> TurnRecord:
    """The turn in which that agent hands the case off."""
    detail = {"hand_off": given.id, "reader": "partner", "role": "agent", "by": given.by.name}
    history = (*case.history, event(EventKind.HANDED_OFF, given.by, **detail))
    said = turn(id, given.by, read=read, cases=(replace(case, history=history),))
    return replace(said, hand_offs=(given,), deliveries=ways, jobs=tuple(map(deliver, ways)))


async def kept(store: Store, number: int) -> Case:
    found = await store.case(number)
    assert found
    return found


async def given_away(store: Store, number: int = 7, by: Person = AMARA) -> tuple[HandOff, Delivery]:
    """A case at the desk that was handed to the partner by mail."""
    given = handed(f"h{number}", number, by)
    way = leaving(f"d{number}", given)
    case = await store.save_case(at_desk(number))
    read = (await store.draft(turn("", by).owner)).version
    await store.commit_turn(handing(f"hand-off-{number}", case, given, way, read=read))
    return given, way


def begun(given: HandOff, state: str = "state", binding: str = "cookie") -> SignIn:
    flow = {"nonce": "n", "scope": ["openid"]}
    return SignIn(state, binding, given.id, SignInPurpose.HOME, flow, NOON + MINUTE)


def found_out(given: HandOff, id: str = "learned", binding: str = "cookie") -> Learned:
    return Learned(id, binding, given.id, {"differs": True}, NOON + MINUTE)
