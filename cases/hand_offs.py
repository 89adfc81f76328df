"""Hand-offs of cases, how far their deliveries are, and the links to the partner's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import jobs
from cases.columns import digest
from cases.errors import CaseConflict
from cases.hand_off import ERASED, Delivery, DeliveryState, HandOff, Way
from cases.model import Job, Person
from cases.tables import CASES, DELIVERIES, HAND_OFFS, LINKS, insert_for
from evidence.facts import SummaryReader

AnyRow = Row[*tuple[object, ...]]


async def of_case(connection: AsyncConnection, number: int) -> tuple[HandOff, ...]:
    """What was handed off of the case, newest first."""
    wanted = select(HAND_OFFS).where(HAND_OFFS.c.case_number == number)
    ordered = wanted.order_by(HAND_OFFS.c.at.desc(), HAND_OFFS.c.id)
    return tuple(_as_hand_off(row) for row in await connection.execute(ordered))


async def hand_off(connection: AsyncConnection, id: str) -> HandOff | None:
    return await _one(connection, select(HAND_OFFS).where(HAND_OFFS.c.id == id))


async def deliveries_of(connection: AsyncConnection, number: int) -> tuple[Delivery, ...]:
    """How each hand-off of the case left, newest first."""
    ordered = _deliveries(HAND_OFFS.c.case_number == number)
    ordered = ordered.order_by(DELIVERIES.c.at.desc(), DELIVERIES.c.id)
    return tuple(_as_delivery(row) for row in await connection.execute(ordered))


async def delivery(connection: AsyncConnection, id: str) -> Delivery | None:
    row = (await connection.execute(_deliveries(DELIVERIES.c.id == id))).first()
    return _as_delivery(row) if row else None


async def put_all(
    connection: AsyncConnection, hand_offs: Iterable[HandOff], deliveries: Iterable[Delivery]
) -> None:
    """Keeps what a turn handed off; after its cases. Raises CaseConflict for one of a case that
    is not there."""
    for given in sorted(hand_offs, key=lambda each: (each.case_number, each.id)):
        await _lock_case(connection, given.case_number)
        await _put_hand_off(connection, given)
    for way in sorted(deliveries, key=lambda each: (each.hand_off, each.id)):
        if not await locked(connection, way.hand_off):
            raise CaseConflict(way.case_number)
        await _put_delivery(connection, way)


async def _lock_case(connection: AsyncConnection, number: int) -> None:
    locked = select(CASES.c.number).where(CASES.c.number == number)
    there = await connection.execute(locked.with_for_update(read=True, key_share=True))
    if there.first() is None:
        raise CaseConflict(number)


async def _put_hand_off(connection: AsyncConnection, given: HandOff) -> None:
    """What was given stays as it was: a later put can only revoke it, and only once. So nobody
    who read it before brings back what was revoked or emptied since."""
    new = insert_for(connection, HAND_OFFS).values(_hand_off_values(given))
    revoked = func.coalesce(HAND_OFFS.c.revoked_at, new.excluded.revoked_at)
    await connection.execute(
        new.on_conflict_do_update(index_elements=["id"], set_={"revoked_at": revoked})
    )


async def _put_delivery(connection: AsyncConnection, way: Delivery) -> None:
    """One that stands already is only asked for again, and only where it was given up: neither a
    delivered one nor an emptied recipient comes back by somebody who read it before."""
    new = insert_for(connection, DELIVERIES).values(_delivery_values(way))
    given_up = and_(
        DELIVERIES.c.state == DeliveryState.UNDELIVERED.value,
        DELIVERIES.c.failed != ERASED,
        DELIVERIES.c.recipient == new.excluded.recipient,
        new.excluded.state == DeliveryState.WAITING.value,
    )
    await connection.execute(
        new.on_conflict_do_update(index_elements=["id"], set_=_progress(way), where=given_up)
    )


async def keep_delivery(connection: AsyncConnection, job: Job, way: Delivery) -> None:
    """How far it is, under the job's lease; of one that was erased nothing. Raises LeaseLost."""
    # Never the recipient: it may be forgotten since. Then nothing is to be tried again either.
    forgotten = and_(
        DELIVERIES.c.failed == ERASED, literal(way.state is not DeliveryState.DELIVERED)
    )
    one = update(DELIVERIES).where(DELIVERIES.c.id == way.id, not_(forgotten))
    # Before the job's row, as in a turn.
    await connection.execute(one.values(_progress(way)))
    await jobs.hold(connection, job)


async def keep_link(connection: AsyncConnection, token: str, hand_off: str, at: datetime) -> bool:
    """Whether the hand-off is there to be linked to. Of the token only the digest is kept, once
    however often it comes."""
    if not await locked(connection, hand_off):
        return False
    values = {"token": digest(token), "hand_off": hand_off, "made_at": at}
    await connection.execute(insert_for(connection, LINKS).values(values).on_conflict_do_nothing())
    return True


async def behind(connection: AsyncConnection, token: str) -> HandOff | None:
    """What the link leads to, also one that opens nothing any more."""
    linked = select(HAND_OFFS).join(LINKS, LINKS.c.hand_off == HAND_OFFS.c.id)
    return await _one(connection, linked.where(LINKS.c.token == digest(token)))


async def locked(connection: AsyncConnection, hand_off: str) -> bool:
    """Whether it is there; it is not erased before the transaction ends."""
    wanted = select(HAND_OFFS.c.id).where(HAND_OFFS.c.id == hand_off)
    found = await connection.execute(wanted.with_for_update(read=True, key_share=True))
    return found.first() is not None


async def _one(connection: AsyncConnection, wanted: Select[*tuple[object, ...]]) -> HandOff | None:
    row = (await connection.execute(wanted)).first()
    return _as_hand_off(row) if row else None


def _deliveries(which: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    of_hand_off = HAND_OFFS.c.id == DELIVERIES.c.hand_off
    return select(DELIVERIES, HAND_OFFS.c.case_number).join(HAND_OFFS, of_hand_off).where(which)


def _hand_off_values(given: HandOff) -> dict[str, object]:
    return {
        "id": given.id,
        "case_number": given.case_number,
        "reader": given.reader.value,
        "locale": given.locale,
        "generated": given.generated,
        "sent": given.sent,
        "by": asdict(given.by),
        "by_object_id": given.by.object_id or None,
        "at": given.at,
        "expires_at": given.expires_at,
        "revoked_at": given.revoked_at,
    }


def _as_hand_off(row: AnyRow) -> HandOff:
    return HandOff(
        id=row.id,
        case_number=row.case_number,
        reader=SummaryReader(row.reader),
        locale=row.locale,
        generated=row.generated,
        sent=row.sent,
        by=Person(**row.by),
        at=row.at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _delivery_values(way: Delivery) -> dict[str, object]:
    return {
        "id": way.id,
        "hand_off": way.hand_off,
        "way": way.way.value,
        "recipient": way.to,
        "at": way.at,
        **_progress(way),
    }


def _progress(way: Delivery) -> dict[str, object]:
    return {
        "state": way.state.value,
        "tries": way.tries,
        "failed": way.failed,
        "ended_at": way.ended_at,
    }


def _as_delivery(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.id,
        hand_off=row.hand_off,
        case_number=row.case_number,
        way=Way(row.way),
        to=row.recipient,
        at=row.at,
        state=DeliveryState(row.state),
        tries=row.tries,
        failed=row.failed,
        ended_at=row.ended_at,
    )
