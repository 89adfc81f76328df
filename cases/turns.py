"""One turn, kept together or not at all: its delivery, the draft, the cases, the jobs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import jobs, people, rows
from cases.columns import digest
from cases.errors import DraftConflict, DuplicateTurn
from cases.jobs import Lease
from cases.model import EMPTY, Job, Json, NewJob, Owner, StoredDraft, TurnKey, TurnRecord
from cases.tables import DRAFTS, TURNS, insert_unless_there


async def draft(connection: AsyncConnection, owner: Owner) -> StoredDraft:
    """The draft with its version; an erased one is empty and still has a version."""
    wanted = select(DRAFTS.c.body, DRAFTS.c.version).where(
        DRAFTS.c.conversation == digest(owner.conversation_id),
        DRAFTS.c.owner == digest(owner.object_id),
    )
    row = (await connection.execute(wanted)).first()
    return StoredDraft(row.body or EMPTY, row.version) if row else StoredDraft()


async def answered(connection: AsyncConnection, key: TurnKey) -> tuple[bool, Json | None]:
    """Whether this delivery was handled before, and what it was answered."""
    wanted = select(TURNS.c.response).where(TURNS.c.key == _digest(key))
    row = (await connection.execute(wanted)).first()
    return (True, row.response) if row else (False, None)


async def commit(
    connection: AsyncConnection, turn: TurnRecord, lease: Lease | None
) -> tuple[Job, ...]:
    """The jobs that are leased to the caller. Raises DuplicateTurn, DraftConflict, CaseConflict."""
    await _mark(connection, turn)
    await _keep_draft(connection, turn)
    await _meet(connection, turn)
    await rows.save_all(connection, turn.cases)
    return await _put(connection, turn.jobs, digest(turn.owner.object_id), lease, turn.at)


async def _mark(connection: AsyncConnection, turn: TurnRecord) -> None:
    values = {
        "key": _digest(turn.key),
        "owner": digest(turn.owner.object_id),
        "at": turn.at,
        "response": turn.response,
    }
    if await insert_unless_there(connection, TURNS, values, ["key"]) is None:
        _, response = await answered(connection, turn.key)
        raise DuplicateTurn(response)


async def _keep_draft(connection: AsyncConnection, turn: TurnRecord) -> None:
    if turn.read_version == 0 and turn.draft is not None:
        kept = await _insert_draft(connection, turn)
    else:
        kept = await _update_draft(connection, turn)
    if not kept:
        raise DraftConflict("the draft changed since it was read")


async def _meet(connection: AsyncConnection, turn: TurnRecord) -> None:
    """Keeps who spoke; not whoever was forgotten since their draft was read."""
    if turn.seen is None:
        return
    if turn.read_version == 0 or (await draft(connection, turn.owner)).version > 0:
        await people.met(connection, turn.seen)


async def _insert_draft(connection: AsyncConnection, turn: TurnRecord) -> bool:
    values = {
        "conversation": digest(turn.owner.conversation_id),
        "owner": digest(turn.owner.object_id),
        "version": 1,
        "body": turn.draft,
        "changed_at": turn.at,
    }
    row = await insert_unless_there(connection, DRAFTS, values, ["conversation", "owner"])
    return row is not None


async def _update_draft(connection: AsyncConnection, turn: TurnRecord) -> bool:
    same = and_(
        DRAFTS.c.conversation == digest(turn.owner.conversation_id),
        DRAFTS.c.owner == digest(turn.owner.object_id),
        DRAFTS.c.version == turn.read_version,
    )
    values = {"version": turn.read_version + 1, "body": turn.draft, "changed_at": turn.at}
    done = await connection.execute(update(DRAFTS).where(same).values(**values))
    if done.rowcount == 1:
        return True
    # Nothing is there and nothing is to be there: also when the person was forgotten meanwhile.
    return turn.draft is None and (await draft(connection, turn.owner)).version == 0


async def _put(
    connection: AsyncConnection,
    new: Iterable[NewJob],
    owner: str,
    lease: Lease | None,
    now: datetime,
) -> tuple[Job, ...]:
    leased = []
    for job in new:
        mine = lease if lease and job.kind in lease.kinds and job.due_at <= now else None
        put = await jobs.put(connection, job, owner, mine, now)
        if mine and put:
            leased.append(put)
    return tuple(leased)


def _digest(key: TurnKey) -> str:
    return digest(key.conversation_id, key.id)
