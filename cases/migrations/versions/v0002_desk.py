"""The desk: its lists, its card of a case, its people and channel, figures, search."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from cases.columns import as_word
from cases.search import address_term

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_ON_DESK = sa.text("on_desk = 1")
_LISTS = {
    "ix_cases_desk": ["due_at", "number"],
    "ix_cases_owner": ["owner_object_id", "due_at", "number"],
    "ix_cases_state": ["state", "due_at", "number"],
    "ix_cases_group": ["partner", "cause", "number"],
}
_OWNED = sa.text("owner_object_id IS NOT NULL")
_GIVEN = sa.text("kind = 'given'")
_ENDED_AT_DESK = sa.text("on_desk = 0 AND triage IS NOT NULL")
_MEASURES = ("opened", "answered", "answered_s", "solved", "solved_s", "alone", "questions")
_UNKNOWN = (("all", ""), *((name, "unknown") for name in ("cause", "acting", "partner")))
_TABLES = ("downloads", "channels", "people", "tallies", "posts", "terms")


def upgrade() -> None:
    _cases()
    _of_a_case()
    _tallies()
    _cases_of_before()
    _people_and_channels()
    _downloads()
    op.create_index(
        "ix_events_given", "events", ["case_number"], sqlite_where=_GIVEN, postgresql_where=_GIVEN
    )
    op.add_column("jobs", sa.Column("again_at", _TIME))
    op.add_column("audits", sa.Column("case_number", sa.BigInteger))
    op.add_column("audits", sa.Column("role", sa.Text))
    op.create_index("ix_audits_at", "audits", ["at"])


def downgrade() -> None:
    op.drop_index("ix_audits_at", "audits")
    op.drop_index("ix_events_given", "events")
    for table, columns in (("audits", ("role", "case_number")), ("jobs", ("again_at",))):
        for column in columns:
            op.drop_column(table, column)
    for table in _TABLES:
        op.drop_table(table)
    for name in (*_LISTS, "ix_cases_owned", "ix_cases_ended"):
        op.drop_index(name, "cases")
    for column in ("due_at", "owner_object_id", "on_desk", *reversed(_CASE_COLUMNS)):
        op.drop_column("cases", column)


_CASE_COLUMNS = (
    *("triage", "cause", "acting", "partner", "answered_at", "solved_at"),
    *("desk_facts", "desk_diagnosis"),
)


def _cases() -> None:
    for name in ("triage", "cause", "acting", "partner", "desk_facts", "desk_diagnosis"):
        op.add_column("cases", sa.Column(name, sa.Text))
    for name in ("answered_at", "solved_at", "due_at"):
        op.add_column("cases", sa.Column(name, _TIME))
    op.add_column("cases", sa.Column("on_desk", sa.Integer, nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("owner_object_id", sa.Text))
    # The words of before: an answered case says by its next check whom it waits for.
    op.execute("UPDATE cases SET state = 'new' WHERE state IN ('answered', 'with desk')")
    for name, columns in _LISTS.items():
        op.create_index(name, "cases", columns, sqlite_where=_ON_DESK, postgresql_where=_ON_DESK)
    op.create_index(
        "ix_cases_owned",
        "cases",
        ["owner_object_id"],
        sqlite_where=_OWNED,
        postgresql_where=_OWNED,
    )
    ended = _ENDED_AT_DESK
    op.create_index(
        "ix_cases_ended", "cases", ["number"], sqlite_where=ended, postgresql_where=ended
    )


def _case_number(primary: bool = True) -> sa.Column[int]:
    reference = sa.ForeignKey("cases.number", ondelete="CASCADE")
    return sa.Column(
        "case_number", sa.BigInteger, reference, primary_key=primary, autoincrement=False
    )


def _of_a_case() -> None:
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "terms",
        sa.Column("term", by_bytes, primary_key=True),
        _case_number(),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_terms_case_number", "terms", ["case_number"])
    op.create_table(
        "posts",
        _case_number(),
        sa.Column("place", sa.Text),
        sa.Column("activity_id", sa.Text),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("failed", sa.Text, nullable=False),
    )


def _tallies() -> None:
    keys = [sa.Column(name, sa.Text, primary_key=True) for name in ("month", "dimension", "key")]
    counts = [sa.Column(name, sa.BigInteger, nullable=False) for name in _MEASURES]
    op.create_table("tallies", *keys, *counts)
    op.create_index("ix_tallies_most", "tallies", ["month", "dimension", "opened", "key"])


def _cases_of_before() -> None:
    """They can be erased by their address, and are in the figures with what is known of them."""
    columns: list[sa.ColumnClause[object]] = [
        sa.column(n) for n in ("number", "state", "card_id", "complaint")
    ]
    cases = sa.table("cases", *columns, sa.column("opened_at", _TIME))
    found = op.get_bind().execute(sa.select(cases)).all()
    told = {row.number: json.loads(row.complaint) for row in found}
    _put("terms", [term for number in told for term in _terms(number, told[number])])
    counted = [
        (_month(row.opened_at), told[row.number]["revision"])
        for row in found
        if row.state != "draft" and (row.state != "withdrawn" or row.card_id)
    ]
    _put("tallies", _sums(counted))


def _terms(number: int, complaint: dict[str, Any]) -> Iterator[dict[str, str | int]]:
    address = complaint["answers"].get("case.invitedAddress", {}).get("value")
    if isinstance(address, str) and address:
        yield {"term": as_word(address_term(address)), "case_number": number}


def _sums(counted: list[tuple[str, int]]) -> list[dict[str, str | int]]:
    opened, questions = Counter(month for month, _ in counted), Counter[str]()
    for month, given in counted:
        questions[month] += given
    return [
        {"month": month, "dimension": dimension, "key": key}
        | dict.fromkeys(_MEASURES, 0)
        | {"opened": opened[month], "questions": questions[month]}
        for month in opened
        for dimension, key in _UNKNOWN
    ]


def _put(name: str, rows: list[dict[str, str | int]]) -> None:
    if rows:
        op.bulk_insert(sa.table(name, *(sa.column(column) for column in rows[0])), rows)


def _month(opened_at: datetime) -> str:
    in_utc = opened_at.astimezone(UTC) if opened_at.tzinfo else opened_at
    return in_utc.strftime("%Y-%m")


def _people_and_channels() -> None:
    op.create_table(
        "people",
        sa.Column("object_id", sa.Text, primary_key=True),
        sa.Column("tenant_id", sa.Text, primary_key=True),
        sa.Column("teams_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("chat", sa.Text),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("roles_at", _TIME),
        sa.Column("seen_at", _TIME, nullable=False),
    )
    op.create_index("ix_people_roles", "people", ["roles", "name"])
    op.create_table(
        "channels",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("team_id", sa.Text, nullable=False),
        sa.Column("set_at", _TIME, nullable=False),
    )


def _downloads() -> None:
    op.create_table(
        "downloads",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
    )
    op.create_index("ix_downloads_owner", "downloads", ["owner"])
    op.create_index("ix_downloads_expires_at", "downloads", ["expires_at"])
