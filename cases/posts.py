"""The desk's channel, and where the card of each case stands in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import jobs
from cases.model import Channel, Job, Place, Post
from cases.tables import CASES, CHANNELS, ON_DESK, POSTS, put_row

DESK = "desk"  # the channel's name in its table


async def desk_channel(connection: AsyncConnection) -> Channel | None:
    wanted = select(CHANNELS).where(CHANNELS.c.name == DESK)
    row = (await connection.execute(wanted)).first()
    return Channel(Place.from_json(row.place), row.team_id) if row else None


async def set_desk_channel(connection: AsyncConnection, channel: Channel, at: datetime) -> None:
    values = {
        "name": DESK,
        "place": channel.place.to_json(),
        "team_id": channel.team_id,
        "set_at": at,
    }
    await put_row(connection, CHANNELS, values, ["name"])


async def post_of(connection: AsyncConnection, number: int) -> Post | None:
    row = (await connection.execute(select(POSTS).where(POSTS.c.case_number == number))).first()
    if row is None:
        return None
    place = Place.from_json(row.place) if row.place else None
    return Post(number, place, row.activity_id, row.told, row.failed)


async def keep_post(connection: AsyncConnection, job: Job, post: Post) -> None:
    """Keeps it under the job's lease; of a case that was erased nothing. Raises LeaseLost."""
    # The case before the job's row, as everywhere; locked, so that it is not erased in between.
    number = CASES.c.number == post.number
    locked = select(CASES.c.number).where(number).with_for_update(read=True, key_share=True)
    there = (await connection.execute(locked)).first()
    await jobs.hold(connection, job)
    if there is None:
        return
    values = {
        "case_number": post.number,
        "place": post.place.to_json() if post.place else None,
        "activity_id": post.activity_id,
        "told": post.told,
        "failed": post.failed,
    }
    await put_row(connection, POSTS, values, ["case_number"])


async def unposted(connection: AsyncConnection, limit: int, after: int) -> tuple[int, ...]:
    """Open cases of the desk without a card in its channel, the oldest first, after a number."""
    posted = select(POSTS.c.case_number).where(
        and_(POSTS.c.case_number == CASES.c.number, POSTS.c.activity_id.is_not(None))
    )
    wanted = select(CASES.c.number).where(ON_DESK, CASES.c.number > after, ~posted.exists())
    found = await connection.execute(wanted.order_by(CASES.c.number).limit(limit))
    return tuple(row.number for row in found)
