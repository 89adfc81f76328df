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
    LargeBinary,
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
ENDED_JOB = text("state <> 'open'")
ON_DESK = text("on_desk = 1")
GIVEN = text("kind = 'given'")
OWNED = text("owner_object_id IS NOT NULL")
BY_CARD = text("way = 'card'")
BY_SOMEBODY = text("by_object_id IS NOT NULL")
ENDED_AT_DESK = text("on_desk = 0 AND triage IS NOT NULL")
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
    Index("ix_drafts_changed_at", "changed_at"),
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
    Column("triage", JsonText),
    Column("cause", Word),
    Column("acting", Text),
    Column("partner", Word),
    Column("answered_at", Utc),
    Column("solved_at", Utc),
    Column("desk_facts", JsonText),
    Column("desk_diagnosis", JsonText),
    Column("brought", JsonText),
    # What the desk's lists go by, from triage and state: 1 while the desk has it and it is open.
    Column("on_desk", Integer, nullable=False, server_default="0"),
    Column("owner_object_id", Word),
    Column("due_at", Utc),
    Index("ix_cases_reporter", "reporter_object_id", "reporter_tenant_id", "number"),
    Index("ix_cases_changed_at", "changed_at"),
    Index(
        "ix_cases_desk",
        "due_at",
        "number",
        sqlite_where=ON_DESK,
        postgresql_where=ON_DESK,
    ),
    Index(
        "ix_cases_owner",
        "owner_object_id",
        "due_at",
        "number",
        sqlite_where=ON_DESK,
        postgresql_where=ON_DESK,
    ),
    # Of ended cases too: whoever is forgotten leaves them.
    Index("ix_cases_owned", "owner_object_id", sqlite_where=OWNED, postgresql_where=OWNED),
    Index(
        "ix_cases_group",
        "partner",
        "cause",
        "number",
        sqlite_where=ON_DESK,
        postgresql_where=ON_DESK,
    ),
    Index(
        "ix_cases_ended",
        "number",
        sqlite_where=ENDED_AT_DESK,
        postgresql_where=ENDED_AT_DESK,
    ),
)

# Words a case is found by (cases/search.py); erased with it. What begins with some letters is a
# range of terms only where they are ordered by their bytes, whatever the database's language.
_BY_BYTES = Word().with_variant(Word(collation="C"), "postgresql")
TERMS = Table(
    "terms",
    META,
    Column("term", _BY_BYTES, primary_key=True),
    Column(
        "case_number",
        ForeignKey("cases.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Index("ix_terms_case_number", "case_number"),
    sqlite_with_rowid=False,  # it is all key: kept once, not twice
)

# Where the desk's card of a case stands. Apart from the case: showing one is no change of it.
POSTS = Table(
    "posts",
    META,
    Column(
        "case_number",
        ForeignKey("cases.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("place", JsonText),
    Column("activity_id", Line),
    Column("told", Integer, nullable=False),
    Column("failed", Text, nullable=False),
)

# Counts without persons, month by month; they stay when cases go.
TALLIES = Table(
    "tallies",
    META,
    Column("month", Text, primary_key=True),  # 2026-11, of the day the case was opened
    Column("dimension", Text, primary_key=True),  # all, cause, acting, partner, answered, solved
    Column("key", Word, primary_key=True),
    Column("opened", BigInteger, nullable=False),
    Column("answered", BigInteger, nullable=False),
    Column("answered_s", BigInteger, nullable=False),
    Column("solved", BigInteger, nullable=False),
    Column("solved_s", BigInteger, nullable=False),
    Column("alone", BigInteger, nullable=False),  # solved, and the desk never had it
    Column("questions", BigInteger, nullable=False),
    Index("ix_tallies_most", "month", "dimension", "opened", "key"),
)

# Whom the bot has met: where to write to them, and which desk roles they held when last asked.
PEOPLE = Table(
    "people",
    META,
    Column("object_id", Word, primary_key=True),
    Column("tenant_id", Word, primary_key=True),
    Column("teams_id", Line, nullable=False),
    Column("name", Line, nullable=False),
    Column("chat", JsonText),
    Column("roles", Text, nullable=False),  # one after the other, between spaces: " agent lead "
    Column("roles_at", Utc),
    Column("seen_at", Utc, nullable=False),
    Index("ix_people_roles", "roles", "name"),
    Index("ix_people_seen_at", "seen_at"),
)

# Where the desk works: name "desk", set by an administrator in that channel.
CHANNELS = Table(
    "channels",
    META,
    Column("name", Text, primary_key=True),
    Column("place", JsonText, nullable=False),
    Column("team_id", Line, nullable=False),
    Column("set_at", Utc, nullable=False),
)

# Files behind a link with a long random token, of which only the digest is kept.
DOWNLOADS = Table(
    "downloads",
    META,
    Column("token", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # the content type
    Column("content", LargeBinary, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Index("ix_downloads_owner", "owner"),
    Index("ix_downloads_expires_at", "expires_at"),
)

# Summaries that were given to somebody; they go with their case, and all below goes with them.
HAND_OFFS = Table(
    "hand_offs",
    META,
    Column("id", Word, primary_key=True),
    Column(
        "case_number",
        ForeignKey("cases.number", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("reader", Text, nullable=False),
    Column("locale", Line, nullable=False),
    Column("generated", Line, nullable=False),
    Column("sent", Line, nullable=False),
    Column("by", JsonText, nullable=False),
    Column("by_object_id", Word),
    Column("at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("revoked_at", Utc),
    Index("ix_hand_offs_case", "case_number", "at"),
    Index(
        "ix_hand_offs_by", "by_object_id", sqlite_where=BY_SOMEBODY, postgresql_where=BY_SOMEBODY
    ),
)


def _hand_off() -> Column[str]:
    return Column("hand_off", ForeignKey("hand_offs.id", ondelete="CASCADE"), nullable=False)


DELIVERIES = Table(
    "deliveries",
    META,
    Column("id", Word, primary_key=True),
    _hand_off(),
    Column("way", Text, nullable=False),
    Column("recipient", Line, nullable=False),
    Column("at", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failed", Text, nullable=False),
    Column("ended_at", Utc),
    Index("ix_deliveries_hand_off", "hand_off", "at"),
    # Who is sent a card stands there by their object id: to be found when they are forgotten.
    Index("ix_deliveries_card", "recipient", sqlite_where=BY_CARD, postgresql_where=BY_CARD),
)

# Links to the partner's page, each a long random token of which only the digest is kept.
LINKS = Table(
    "links",
    META,
    Column("token", Text, primary_key=True),
    _hand_off(),
    Column("made_at", Utc, nullable=False),
    Index("ix_links_hand_off", "hand_off"),
)

# Sign-ins under way on a partner's page, and what they showed: of minutes.
SIGN_INS = Table(
    "sign_ins",
    META,
    Column("state", Text, primary_key=True),
    Column("binding", Text, nullable=False),
    _hand_off(),
    Column("purpose", Text, nullable=False),
    Column("flow", JsonText, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Index("ix_sign_ins_hand_off", "hand_off"),
    Index("ix_sign_ins_expires_at", "expires_at"),
)
LEARNED = Table(
    "learned",
    META,
    Column("id", Text, primary_key=True),
    Column("binding", Text, nullable=False),
    _hand_off(),
    Column("body", JsonText, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Index("ix_learned_hand_off", "hand_off"),
    Index("ix_learned_expires_at", "expires_at"),
)

# Which tenant's administrator lets which other tenant ask about it. Organisations, not people.
GRANTS = Table(
    "grants",
    META,
    Column("tenant", Word, primary_key=True),
    Column("asking", Word, primary_key=True),
    Column("at", Utc, nullable=False),
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
    # Who was given a case stands there by name only: to be found when they are forgotten.
    Index("ix_events_given", "case_number", sqlite_where=GIVEN, postgresql_where=GIVEN),
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
    Column("again_at", Utc),  # asked for again while it ran: when it runs once more
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
    Index("ix_jobs_ended", "ended_at", sqlite_where=ENDED_JOB, postgresql_where=ENDED_JOB),
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
    # What was done to which case in which role: never by whom.
    Column("case_number", BigInteger),
    Column("role", Text),
    Index("ix_audits_at", "at"),
)

Insert = sqlite.Insert | postgresql.Insert
_INSERTS: Mapping[str, Callable[[Table], Insert]] = MappingProxyType(
    {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
)


def insert_for(connection: AsyncConnection, table: Table) -> Insert:
    """An insert of this database's kind, which knows what to do about a conflict."""
    return _INSERTS[connection.dialect.name](table)


async def insert_unless_there(
    connection: AsyncConnection,
    table: Table,
    values: Mapping[str, object],
    unique: Sequence[str],
    where: TextClause | None = None,
) -> Row[*tuple[object, ...]] | None:
    """The primary key of the row put in; None where one with these unique columns stands."""
    insert = insert_for(connection, table).values(values)
    insert = insert.on_conflict_do_nothing(index_elements=unique, index_where=where)
    return (await connection.execute(insert.returning(*table.primary_key))).first()


async def put_row(
    connection: AsyncConnection,
    table: Table,
    values: Mapping[str, object],
    unique: Sequence[str],
) -> None:
    """Puts the row in, in place of one with these unique columns."""
    insert = insert_for(connection, table).values(values)
    rest = {name: insert.excluded[name] for name in values if name not in unique}
    await connection.execute(insert.on_conflict_do_update(index_elements=unique, set_=rest))
