"""Hand-offs: their summaries, deliveries, links and sign-ins; what a partner brought; grants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)
_BY_SOMEBODY = sa.text("by_object_id IS NOT NULL")
_BY_CARD = sa.text("way = 'card'")
_KINDS = (  # of events, since
    *("handed off", "delivered", "undelivered", "link revoked"),
    *("partner answered", "brought", "consented"),
)


def upgrade() -> None:
    op.add_column("cases", sa.Column("brought", sa.Text))
    _hand_offs()
    _deliveries()
    _links()
    _sign_ins()
    _learned()
    _grants()


def downgrade() -> None:
    """Leaves only what 0002 can read. What was handed off, and what came back, is lost."""
    _events_of_before()
    op.execute(
        "DELETE FROM sendings WHERE job_id IN"
        " (SELECT id FROM jobs WHERE kind IN ('deliver', 'mail'))"
    )
    op.execute("DELETE FROM jobs WHERE kind IN ('deliver', 'mail')")
    for table in ("grants", "learned", "sign_ins", "links", "deliveries", "hand_offs"):
        op.drop_table(table)
    op.drop_column("cases", "brought")


def _hand_off() -> sa.Column[str]:
    reference = sa.ForeignKey("hand_offs.id", ondelete="CASCADE")
    return sa.Column("hand_off", sa.Text, reference, nullable=False)


def _hand_offs() -> None:
    reference = sa.ForeignKey("cases.number", ondelete="CASCADE")
    words = [
        sa.Column(name, sa.Text, nullable=False)
        for name in ("reader", "locale", "generated", "sent", "by")
    ]
    op.create_table(
        "hand_offs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("case_number", sa.BigInteger, reference, nullable=False),
        *words,
        sa.Column("by_object_id", sa.Text),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME),
        sa.Column("revoked_at", _TIME),
    )
    op.create_index("ix_hand_offs_case", "hand_offs", ["case_number", "at"])
    op.create_index(
        "ix_hand_offs_by",
        "hand_offs",
        ["by_object_id"],
        sqlite_where=_BY_SOMEBODY,
        postgresql_where=_BY_SOMEBODY,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        _hand_off(),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("failed", sa.Text, nullable=False),
        sa.Column("ended_at", _TIME),
    )
    op.create_index("ix_deliveries_hand_off", "deliveries", ["hand_off", "at"])
    card = _BY_CARD
    op.create_index(
        "ix_deliveries_card",
        "deliveries",
        ["recipient"],
        sqlite_where=card,
        postgresql_where=card,
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("token", sa.Text, primary_key=True),
        _hand_off(),
        sa.Column("made_at", _TIME, nullable=False),
    )
    op.create_index("ix_links_hand_off", "links", ["hand_off"])


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("binding", sa.Text, nullable=False),
        _hand_off(),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("flow", sa.Text, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
    )
    op.create_index("ix_sign_ins_hand_off", "sign_ins", ["hand_off"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])


def _learned() -> None:
    op.create_table(
        "learned",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("binding", sa.Text, nullable=False),
        _hand_off(),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
    )
    op.create_index("ix_learned_hand_off", "learned", ["hand_off"])
    op.create_index("ix_learned_expires_at", "learned", ["expires_at"])


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("tenant", sa.Text, primary_key=True),
        sa.Column("asking", sa.Text, primary_key=True),
        sa.Column("at", _TIME, nullable=False),
    )


def _events_of_before() -> None:
    """0002 numbers a new event by the count of those before: no gap may stay."""
    kind = sa.column("kind", sa.Text)
    op.execute(sa.delete(sa.table("events", kind)).where(kind.in_(_KINDS)))
    # Below zero in between, since each row must be unique at every moment.
    op.execute(
        "UPDATE events SET seq = -fresh.place FROM (SELECT case_number, seq, row_number() OVER"
        " (PARTITION BY case_number ORDER BY seq) AS place FROM events) AS fresh"
        " WHERE events.case_number = fresh.case_number AND events.seq = fresh.seq"
        " AND fresh.seq <> fresh.place - 1"
    )
    op.execute("UPDATE events SET seq = -seq - 1 WHERE seq < 0")
