"""What is held about somebody, as plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import exporting_hand_offs, mentions, people, rows
from cases.about import About
from cases.columns import digest
from cases.model import EMPTY, Acquaintance, Case, Event, EventKind, Json, Person, Side
from cases.readers import desk_side, reporter_side, told_acting, told_cause
from cases.search import address_term
from cases.tables import CASES, DOWNLOADS, DRAFTS, EVENTS, JOBS, TERMS
from evidence.facts import (
    CHECK_PACK,
    FACTS,
    PARTNER_PAGE,
    RELEASED_BY,
    SECOND_CHECK,
    SIGN_IN_CHECK,
    Audience,
    Facts,
    Observation,
    SummaryReader,
    Trust,
    Unknown,
)

AnyRow = Row[*tuple[object, ...]]
NOT_RELEASED = "held, not released to you"  # in the place of what is held of a fact
_OF_A_CHECK = frozenset({"facts", "diagnosis"})
_OF_HAND_OFFS = frozenset(
    {EventKind.HANDED_OFF, EventKind.DELIVERED, EventKind.UNDELIVERED, EventKind.LINK_REVOKED}
)
_ON_PARTNER_PAGE = frozenset({PARTNER_PAGE, CHECK_PACK, SIGN_IN_CHECK, SECOND_CHECK})


async def of_person(connection: AsyncConnection, person: Person) -> Json:
    """What is held about the person, as far as they may be shown it.

    What the desk alone may know is left out, be it about their own case: they could learn from
    an export what no card shows them. So are other people's names outside their own cases, and
    waiting messages and answers to presses: those are copies of cards, an agent's also of the
    cases of others.
    """
    owner = digest(person.object_id)
    known = await people.acquaintance(connection, person)
    own = await _cases(connection, rows.reported_by(person))
    return {
        "person": _acquaintance(known) if known else None,
        "cases": [
            {
                **_own_case(case),
                "hand_offs": await exporting_hand_offs.to_reporter(connection, case.number),
            }
            for case in own
        ],
        "done_elsewhere": await _done_elsewhere(connection, person, own),
        "cases_at_the_desk": await _has(connection, person),
        "drafts": await _drafts(connection, DRAFTS.c.owner == owner),
        "jobs": await _jobs(connection, JOBS.c.owner == owner),
        "files": await _files(connection, DOWNLOADS.c.owner == owner),
    }


async def of_address(connection: AsyncConnection, address: str, own_tenant: str) -> Json:
    """What is held about an invited address, with what the desk alone may know: it is for an
    administrator of that tenant, who decides what of it the person is given.

    As on an agent's card the invited side's facts are the invited organisation's alone: the
    inviting one gets no more than which of them are held.
    """
    term = address_term(address)
    named = CASES.c.number.in_(select(TERMS.c.case_number).where(TERMS.c.term == term))
    cases = await _cases(connection, named)
    about = About(frozenset(case.number for case in cases), address=term)
    drafts = await _drafts(connection, DRAFTS.c.body.is_not(None))
    jobs = await mentions.jobs_about(connection, about)
    return {
        "address": address,
        "cases": [
            {
                **_whole_case(case, own_tenant),
                "hand_offs": await exporting_hand_offs.whole(connection, case.number),
            }
            for case in cases
        ],
        "drafts": [_closed(draft) for draft in drafts if about.within(draft["body"])],
        "jobs": await _jobs(connection, JOBS.c.id.in_(jobs)),
    }


async def _cases(connection: AsyncConnection, which: ColumnElement[bool]) -> tuple[Case, ...]:
    wanted = select(CASES.c.number).where(which).order_by(CASES.c.number)
    numbers = (await connection.execute(wanted)).scalars().all()
    found = [await rows.case(connection, number) for number in numbers]
    return tuple(case for case in found if case)


def _whole_case(case: Case, own_tenant: str) -> dict[str, object]:
    def released(facts: Facts) -> Json:
        return _released(facts, desk_side(case, facts, own_tenant))

    invited = desk_side(case, case.facts, own_tenant) is Side.INVITED
    complaint = case.complaint.to_json()
    return {
        **_common(case),
        "complaint": complaint if invited else _closed(complaint),
        "facts": released(case.facts),
        "brought": released(case.brought),
        "cause": case.cause,
        "acting": case.acting.value if case.acting else None,
        "reporter": dict(vars(case.reporter)),
        "triage": case.triage.to_json() if case.triage else None,
        "desk_facts": released(case.desk_facts),
        "desk_diagnosis": case.desk_diagnosis,
        "history": [
            {**_event(event, _with_facts(event.detail, released)), "by": event.by}
            for event in case.history
        ],
    }


def _own_case(case: Case) -> dict[str, object]:
    return {
        **_common(case),
        "complaint": case.complaint.to_json(),
        "facts": _readable(case.facts, reporter_side(case, case.facts)),
        "brought": _readable(case.brought, reporter_side(case, case.facts)),
        "cause": told_cause(case),
        "acting": told_acting(case),
        "triage": _own_triage(case),
        "history": [
            {**_event(event, _own_detail(event, case)), "own": event.by == case.reporter.object_id}
            for event in case.history
        ],
    }


def _common(case: Case) -> dict[str, object]:
    return {
        "number": case.number,
        "state": case.state.value,
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "answered_at": _time(case.answered_at),
        "solved_at": _time(case.solved_at),
        "side": case.side.value if case.side else None,
        "place": case.place.to_json(),
        "diagnosis": case.diagnosis,
        "partner": case.partner,
    }


def _own_triage(case: Case) -> dict[str, object] | None:
    if case.triage is None:
        return None
    owner = case.triage.owner
    return {**case.triage.to_json(), "owner": owner.name if owner else None}


def _own_detail(event: Event, case: Case) -> Json:
    """An agent's note and an agent's check stay the desk's, and what it gave to others; of a check
    of theirs the person gets what they may read of it."""
    if event.kind is EventKind.NOTED or event.detail.get("desk") or _to_others(event):
        return EMPTY
    if event.kind in (EventKind.PARTNER_ANSWERED, EventKind.PARTNER_REPLIED):
        return {k: v for k, v in event.detail.items() if k != "text"}
    return _with_facts(event.detail, lambda facts: _readable(facts, reporter_side(case, facts)))


def _to_others(event: Event) -> bool:
    given = event.detail.get("reader")
    return event.kind in _OF_HAND_OFFS and given != SummaryReader.REPORTER.value


def _with_facts(detail: Json, shown: Callable[[Facts], Json]) -> Json:
    """The detail with no more of a check's facts than what is `shown` of them."""
    facts = detail.get("facts")
    if not isinstance(facts, Mapping):
        return detail
    return {**detail, "facts": shown(Facts.from_json(facts))}


def _released(facts: Facts, side: Side | None) -> Json:
    """What the desk of that side may see, of everything else only what is held."""
    readers = {Audience.EVERYONE, Audience.AGENTS} | _only_theirs(side)
    shown = _kept(facts, lambda name, seen: _shown(name, seen, readers, side))
    closed = (name for name in facts if FACTS[name].readers not in readers)
    return {**shown, **{name: NOT_RELEASED for name in closed if name not in shown}}


def _closed(value: object) -> object:
    """Stored JSON with no value of a fact that the invited side alone may read."""
    match value:
        case Mapping():
            return {key: NOT_RELEASED if _theirs(key) else _closed(v) for key, v in value.items()}
        case list() | tuple():
            return [_closed(each) for each in value]
    return value


def _theirs(name: object) -> bool:
    return name in FACTS and FACTS[str(name)].readers is Audience.INVITED_SIDE


def _only_theirs(side: Side | None) -> set[Audience]:
    return {Audience.INVITED_SIDE} if side is Side.INVITED else set()


def _readable(facts: Facts, side: Side | None) -> Json:
    """Their own words, and what was read that people of their side may see (cards/visible.py).

    To the inviting side nothing that could not be read is told either: why not can say whether
    there is such an account.
    """
    readers = {Audience.EVERYONE} | _only_theirs(side)
    return _kept(facts, lambda name, seen: _told(seen) or _shown(name, seen, readers, side))


def _kept(facts: Facts, which: Callable[[str, Observation], bool]) -> Json:
    kept = {
        name: tuple(o for o in seen if which(name, o)) for name, seen in facts.observations.items()
    }
    return Facts({name: seen for name, seen in kept.items() if seen}).to_json()


def _told(observation: Observation) -> bool:
    """In their own words: not in those of whoever had the partner's page."""
    return observation.trust <= Trust.PASTED and observation.source not in _ON_PARTNER_PAGE


def _shown(name: str, seen: Observation, readers: set[Audience], side: Side | None) -> bool:
    known = not isinstance(seen.value, Unknown)
    if known and _theirs(name) and seen.source in RELEASED_BY:
        return True
    return (known or side is Side.INVITED) and FACTS[name].readers in readers


def _event(event: Event, detail: Json) -> dict[str, object]:
    return {"kind": event.kind.value, "at": event.at.isoformat(), "detail": dict(detail)}


def _acquaintance(known: Acquaintance) -> dict[str, object]:
    return {
        **vars(known.person),
        "chat": known.chat.to_json() if known.chat else None,
        "roles": sorted(known.roles),
        "roles_at": _time(known.roles_at),
        "seen_at": known.seen_at.isoformat(),
    }


async def _done_elsewhere(
    connection: AsyncConnection, person: Person, own: tuple[Case, ...]
) -> list[Json]:
    numbers = {case.number for case in own}
    wanted = select(EVENTS).where(EVENTS.c.actor == person.object_id)
    found = await connection.execute(wanted.order_by(EVENTS.c.case_number, EVENTS.c.seq))
    return [
        {"case": row.case_number, **_event(_as_event(row), _of_theirs(row.detail))}
        for row in found
        if row.case_number not in numbers
    ]


def _as_event(row: AnyRow) -> Event:
    return Event(EventKind(row.kind), row.at, row.actor, row.detail)


def _of_theirs(detail: Json) -> Json:
    """Without who was given the case, and what was read in it."""
    return {k: v for k, v in detail.items() if k != "to" and k not in _OF_A_CHECK}


async def _has(connection: AsyncConnection, person: Person) -> list[int]:
    wanted = select(CASES.c.number).where(CASES.c.owner_object_id == person.object_id)
    return list((await connection.execute(wanted.order_by(CASES.c.number))).scalars())


async def _drafts(
    connection: AsyncConnection, which: ColumnElement[bool]
) -> list[dict[str, object]]:
    found = await connection.execute(select(DRAFTS).where(which, DRAFTS.c.body.is_not(None)))
    return [{"changed_at": row.changed_at.isoformat(), "body": row.body} for row in found]


async def _jobs(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Json]:
    found = await connection.execute(select(JOBS).where(which).order_by(JOBS.c.id))
    return [
        {"kind": row.kind, "due_at": row.due_at.isoformat(), "case": row.body.get("case")}
        for row in found
    ]


async def _files(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Json]:
    columns = DOWNLOADS.c.name, DOWNLOADS.c.kind, DOWNLOADS.c.expires_at
    found = await connection.execute(select(*columns).where(which))
    return [
        {"name": row.name, "kind": row.kind, "expires_at": row.expires_at.isoformat()}
        for row in found
    ]


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
