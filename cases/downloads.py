"""Files behind links that end. Who holds the link's token may have the file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.columns import digest
from cases.model import Download
from cases.tables import DOWNLOADS


async def keep(connection: AsyncConnection, file: Download) -> None:
    """Raises ValueError where nobody owns the file: nobody's forgetting would erase it."""
    if file.owner is None:
        raise ValueError("a download belongs to somebody")
    values = {
        "token": digest(file.token),
        "owner": digest(file.owner.object_id),
        "name": file.name,
        "kind": file.kind,
        "content": file.content,
        "expires_at": file.expires_at,
    }
    await connection.execute(insert(DOWNLOADS).values(**values))


async def find(connection: AsyncConnection, token: str, now: datetime) -> Download | None:
    """The file of that token while its link lasts."""
    wanted = select(DOWNLOADS).where(
        DOWNLOADS.c.token == digest(token), DOWNLOADS.c.expires_at > now
    )
    row = (await connection.execute(wanted)).first()
    if row is None:
        return None
    return Download(token, None, row.name, row.kind, row.content, row.expires_at)
