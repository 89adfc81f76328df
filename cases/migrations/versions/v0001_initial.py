"""The first schema. Written out, so that later changes of cases/tables.py leave it alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _counters()
    _drafts_and_turns()
    _cases()
    _events()
    _jobs()
    _sendings()
    _audits()


def downgrade() -> None:
    for table in ("audits", "sendings", "jobs", "events", "cases", "turns", "drafts", "counters"):
        op.drop_table(table)


def _counters() -> None:
    table = op.create_table(
        "counters",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(
        table, [{"name": "case numbers", "value": 0}, {"name": "repeated sends", "value": 0}]
    )


def _drafts_and_turns() -> None:
    op.create_table(
        "drafts",
        sa.Column("conversation", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("changed_at", _TIME, nullable=False),
    )
    op.create_index("ix_drafts_owner", "drafts", ["owner"])
    op.create_table(
        "turns",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("response", sa.Text),
    )
    op.create_index("ix_turns_owner", "turns", ["owner"])
    op.create_index("ix_turns_at", "turns", ["at"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reporter_object_id", sa.Text, nullable=False),
        sa.Column("reporter_tenant_id", sa.Text, nullable=False),
        sa.Column("reporter", sa.Text, nullable=False),
        sa.Column("side", sa.Text),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("complaint", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("diagnosis", sa.Text),
        sa.Column("card_id", sa.Text),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
    )
    reporter = ["reporter_object_id", "reporter_tenant_id", "number"]
    op.create_index("ix_cases_reporter", "cases", reporter)
    op.create_index("ix_cases_changed_at", "cases", ["changed_at"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column(
            "case_number",
            sa.BigInteger,
            sa.ForeignKey("cases.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_events_actor", "events", ["actor"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("leased_until", _TIME),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("ended_at", _TIME),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ux_jobs_open",
        "jobs",
        ["kind", "key"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_jobs_due", "jobs", ["state", "due_at"])
    op.create_index("ix_jobs_owner", "jobs", ["owner"])


def _sendings() -> None:
    op.create_table(
        "sendings",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("job_id", _ID, sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("activity_id", sa.Text),
    )
    op.create_index("ix_sendings_job_id", "sendings", ["job_id"])


def _audits() -> None:
    op.create_table(
        "audits",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
