"""One turn, kept together or not at all: its delivery, the draft, the cases, the jobs.

An answer on a partner's page is kept in the same way, without a draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import grants, hand_offs, jobs, people, rows, sign_ins
from cases.columns import digest
from cases.errors import DraftConflict, DuplicateTurn
from cases.jobs import Lease
from cases.model import EMPTY, Job, Json, NewJob, Owner, StoredDraft, TurnKey
from cases.tables import DRAFTS, TURNS, insert_unless_there
from cases.turn_record import Consent, TurnRecord, Visit


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
    owner = digest(turn.owner.object_id)
    await _mark(connection, turn.key, owner, turn.at, turn.response)
    await _keep_draft(connection, turn)
    await _meet(connection, turn)
    await rows.save_all(connection, turn.cases)
    await hand_offs.put_all(connection, turn.hand_offs, turn.deliveries)
    return await _put(connection, turn.jobs, owner, lease, turn.at)


async def commit_visit(connection: AsyncConnection, visit: Visit) -> None:
    """Raises DuplicateTurn, also where what it uses up is used up already, and CaseConflict.

    The jobs end when the reporter of their case is forgotten; `visit.key` names the hand-off.
    """
    await _mark(connection, visit.key, digest(visit.key.conversation_id), visit.at)
    await rows.save_all(connection, visit.cases)
    if visit.learned and not await sign_ins.use_up(connection, visit.learned):
        raise DuplicateTurn(None)
    if visit.consent:
        await _decide(connection, visit.consent, visit.at)
    reporters = {case.number: digest(case.reporter.object_id) for case in visit.cases}
    for job in visit.jobs:
        of_case = job.body.get("case")
        owner = reporters.get(of_case) if isinstance(of_case, int) else None
        await jobs.put(connection, job, owner or next(iter(reporters.values()), None))


async def _decide(connection: AsyncConnection, consent: Consent, at: datetime) -> None:
    if consent.granted:
        await grants.grant(connection, consent.tenant, consent.asking, at)
    else:
        await grants.withdraw(connection, consent.tenant)


async def _mark(
    connection: AsyncConnection,
    key: TurnKey,
    owner: str,
    at: datetime,
    response: Json | None = None,
) -> None:
    values = {"key": _digest(key), "owner": owner, "at": at, "response": response}
    if await insert_unless_there(connection, TURNS, values, ["key"]) is None:
        _, before = await answered(connection, key)
        raise DuplicateTurn(before)


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
