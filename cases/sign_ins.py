"""Sign-ins begun on a partner's page, and what they showed until it is released or too old.

Of whatever opens one (state, browser's cookie, id) only digests are kept.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import hand_offs
from cases.about import About
from cases.columns import digest
from cases.hand_off import Learned, SignIn, SignInPurpose
from cases.model import Json
from cases.tables import LEARNED, SIGN_INS


async def begin(connection: AsyncConnection, sign_in: SignIn, now: datetime) -> bool:
    """Whether the hand-off is there to sign in for."""
    await _end(connection, now)
    if not await hand_offs.locked(connection, sign_in.hand_off):
        return False
    values = {
        "state": digest(sign_in.state),
        "binding": digest(sign_in.binding),
        "hand_off": sign_in.hand_off,
        "purpose": sign_in.purpose.value,
        "flow": sign_in.flow,
        "expires_at": sign_in.expires_at,
    }
    await connection.execute(insert(SIGN_INS).values(values))
    return True


async def take(
    connection: AsyncConnection, state: str, binding: str, now: datetime
) -> SignIn | None:
    """The sign-in, and nobody gets it again; None for another browser or too late."""
    same = and_(SIGN_INS.c.state == digest(state), SIGN_INS.c.binding == digest(binding))
    taken = delete(SIGN_INS).where(same, SIGN_INS.c.expires_at > now).returning(*SIGN_INS.c)
    row = (await connection.execute(taken)).first()
    if row is None:
        return None
    return SignIn(
        state="",
        binding="",
        hand_off=row.hand_off,
        purpose=SignInPurpose(row.purpose),
        flow=row.flow,
        expires_at=row.expires_at,
    )


async def keep_learned(connection: AsyncConnection, learned: Learned, now: datetime) -> bool:
    """Whether the hand-off is still there to learn something for."""
    await _end(connection, now)
    if not await hand_offs.locked(connection, learned.hand_off):
        return False
    values = {
        "id": digest(learned.id),
        "binding": digest(learned.binding),
        "hand_off": learned.hand_off,
        "body": learned.body,
        "expires_at": learned.expires_at,
    }
    await connection.execute(insert(LEARNED).values(values))
    return True


async def learned(
    connection: AsyncConnection, id: str, binding: str, hand_off: str, now: datetime
) -> Learned | None:
    """What was learned, for the same browser and page and while it lasts."""
    same = and_(LEARNED.c.id == digest(id), LEARNED.c.binding == digest(binding))
    lasts = and_(LEARNED.c.hand_off == hand_off, LEARNED.c.expires_at > now)
    row = (await connection.execute(select(LEARNED).where(same, lasts))).first()
    return Learned(id, binding, hand_off, row.body, row.expires_at) if row else None


async def _end(connection: AsyncConnection, now: datetime) -> None:
    """Erases what is over: none of it waits for the next sweep."""
    for table in (SIGN_INS, LEARNED):
        await connection.execute(delete(table).where(table.c.expires_at <= now))


async def erase_all(connection: AsyncConnection) -> int:
    """How many there were. Whose they are nobody knows yet, and they last for minutes only."""
    erased = [await connection.execute(delete(table)) for table in (SIGN_INS, LEARNED)]
    return sum(each.rowcount for each in erased)


async def erase(connection: AsyncConnection, about: About) -> int:
    """How many named it and are gone. Each is read: they are kept for minutes only."""
    return await _erase(connection, about, SIGN_INS.c.state, SIGN_INS.c.flow) + await _erase(
        connection, about, LEARNED.c.id, LEARNED.c.body
    )


async def _erase(
    connection: AsyncConnection, about: About, key: Column[str], body: Column[Json]
) -> int:
    found = await connection.execute(select(key.label("key"), body.label("body")))
    named = [row.key for row in found if about.within(row.body)]
    for one in named:
        await connection.execute(delete(key.table).where(key == one))
    return len(named)


async def use_up(connection: AsyncConnection, id: str) -> bool:
    """Whether it was there to be used."""
    used = delete(LEARNED).where(LEARNED.c.id == digest(id))
    return (await connection.execute(used)).rowcount == 1
