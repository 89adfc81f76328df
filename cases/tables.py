"""The tables. What a person said or is lives in drafts, cases, events and open jobs only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    TextClause,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.columns import JsonText, Line, Utc, Word

META = MetaData()
# Spelled out: with a parameter in its place PostgreSQL does not find the partial index.
OPEN_JOB = text("state = 'open'")
_Id = BigInteger().with_variant(Integer, "sqlite")

COUNTERS = Table(
    "counters",
    META,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

DRAFTS = Table(
    "drafts",
    META,
    Column("conversation", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", JsonText),  # null: erased; the version goes on, so that no turn is mistaken
    Column("changed_at", Utc, nullable=False),
    Index("ix_drafts_owner", "owner"),
)

TURNS = Table(
    "turns",
    META,
    Column("key", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("response", JsonText),
    Index("ix_turns_owner", "owner"),
    Index("ix_turns_at", "at"),
)

CASES = Table(
    "cases",
    META,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reporter_object_id", Word, nullable=False),
    Column("reporter_tenant_id", Word, nullable=False),
    Column("reporter", JsonText, nullable=False),
    Column("side", Text),
    Column("place", JsonText, nullable=False),
    Column("complaint", JsonText, nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("diagnosis", JsonText),
    Column("card_id", Line),
    Column("opened_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Index("ix_cases_reporter", "reporter_object_id", "reporter_tenant_id", "number"),
    Index("ix_cases_changed_at", "changed_at"),
)

EVENTS = Table(
    "events",
    META,
    Column(
        "case_number",
        ForeignKey("cases.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("actor", Word, nullable=False),
    Column("detail", JsonText, nullable=False),
    Index("ix_events_actor", "actor"),
)

JOBS = Table(
    "jobs",
    META,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("key", Word, nullable=False),
    Column("owner", Text),
    Column("body", JsonText, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("worker", Word),
    Column("leased_until", Utc),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ended_at", Utc),
    Index(
        "ux_jobs_open",
        "kind",
        "key",
        unique=True,
        sqlite_where=OPEN_JOB,
        postgresql_where=OPEN_JOB,
    ),
    Index("ix_jobs_due", "state", "due_at"),
    Index("ix_jobs_owner", "owner"),
    # An id must never come back: the fence of an erased job would fit its successor.
    sqlite_autoincrement=True,
)

SENDINGS = Table(
    "sendings",
    META,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("activity_id", Line),
    Index("ix_sendings_job_id", "job_id"),
)

AUDITS = Table(
    "audits",
    META,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("counts", JsonText, nullable=False),
)

_Insert = sqlite.Insert | postgresql.Insert
_INSERTS: Mapping[str, Callable[[Table], _Insert]] = MappingProxyType(
    {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
)


async def insert_unless_there(
    connection: AsyncConnection,
    table: Table,
    values: Mapping[str, object],
    unique: Sequence[str],
    where: TextClause | None = None,
) -> Row[*tuple[object, ...]] | None:
    """The primary key of the row put in; None where one with these unique columns stands."""
    insert = _INSERTS[connection.dialect.name](table).values(values)
    insert = insert.on_conflict_do_nothing(index_elements=unique, index_where=where)
    return (await connection.execute(insert.returning(*table.primary_key))).first()
