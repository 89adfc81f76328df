"""Everything that a database holds, as one text to search."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import MetaData, select

from cases import database


async def dump(address: str) -> str:
    """Every value of every table, JSON's escapes undone; of SQLite the bytes of its files too."""
    url = database.parse(address)
    engine = database.connect(url)
    found, everything = [], MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(everything.reflect)
        for table in everything.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            found += [" ".join((table.name, *map(str, row))) for row in rows]
    await engine.dispose()
    if url.get_backend_name() == "sqlite":
        found += [_bytes(str(url.database) + end) for end in ("", "-wal")]
    text = "\n".join(found)
    return re.sub(r"\\u([0-9a-f]{4})", lambda escape: chr(int(escape[1], 16)), text)


def _bytes(path: str) -> str:
    return Path(path).read_bytes().decode("latin-1") if Path(path).exists() else ""
