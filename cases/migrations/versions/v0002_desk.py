"""The desk: its lists, its card of a case, its people and channel, figures, search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

from cases.columns import JsonText, Utc, as_word
from cases.model import Case, CaseState, PassedBecause, Person, Place, Triage
from cases.search import terms_of
from cases.tallies import answered_one_by_one
from evidence.facts import Complaint, Facts

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_ON_DESK = sa.text("on_desk = 1")
_LISTS = {
    "ix_cases_desk": ["due_at", "number"],
    "ix_cases_owner": ["owner_object_id", "due_at", "number"],
    "ix_cases_group": ["partner", "cause", "number"],
}
_OWNED = sa.text("owner_object_id IS NOT NULL")
_GIVEN = sa.text("kind = 'given'")
_ENDED_AT_DESK = sa.text("on_desk = 0 AND triage IS NOT NULL")
_ENDED_JOB = sa.text("state <> 'open'")
_MEASURES = ("opened", "answered", "answered_s", "solved", "solved_s", "alone", "questions")
_NEW = timedelta(hours=4)  # until the desk is nudged about a new case, where nothing else is set
_PAGE = 1000  # cases of before in memory at once
_ANSWERED, _WITH_DESK = "answered", "with desk"  # states of before
_KINDS = (  # of events, of before
    *("opened", "check started", "checked", "check failed"),
    *("corrected", "passed to desk", "told works", "withdrawn"),
)
_OF_DESK = '%"desk":true%'  # in what is kept of a check that an agent asked for
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
    ended = _ENDED_JOB
    op.create_index(
        "ix_jobs_ended", "jobs", ["ended_at"], sqlite_where=ended, postgresql_where=ended
    )
    op.create_index("ix_drafts_changed_at", "drafts", ["changed_at"])


def downgrade() -> None:
    """Leaves only what 0001 can read. What happened at the desk is lost."""
    _as_before()
    op.drop_index("ix_drafts_changed_at", "drafts")
    op.drop_index("ix_jobs_ended", "jobs")
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
    """They can be erased by their address, are in the figures with what is known of them, and
    the desk has those whose reporters were told so."""
    opened, questions, after = Counter[str](), Counter[str](), 0
    while rows := _page(after):
        after = rows[-1].number
        cases = [_case(row) for row in rows]
        _put("terms", [term for case in cases for term in _terms(case)])
        _give_to_desk([case for case in cases if case.triage])
        for case in filter(_counts, cases):
            month = case.opened_at.strftime("%Y-%m")
            opened[month] += 1
            questions[month] += answered_one_by_one(case.complaint)
    _put("tallies", _sums(opened, questions))
    # An answered case says by its next check whom it waits for.
    words = sa.update(_CASES).where(_CASES.c.state.in_([_ANSWERED, _WITH_DESK]))
    op.execute(words.values(state=CaseState.NEW.value))


_CASES = sa.table(
    "cases",
    *(sa.column(name, sa.Text) for name in ("state", "card_id")),
    sa.column("number", sa.BigInteger),
    sa.column("on_desk", sa.Integer),
    *(sa.column(name, Utc) for name in ("opened_at", "changed_at", "due_at")),
    *(sa.column(name, JsonText) for name in ("reporter", "place", "complaint", "facts", "triage")),
)
_Rows = Sequence[sa.Row[*tuple[object, ...]]]


def _page(after: int) -> _Rows:
    behind = sa.select(_CASES).where(_CASES.c.number > after)
    return op.get_bind().execute(behind.order_by(_CASES.c.number).limit(_PAGE)).all()


def _case(row: sa.Row[*tuple[object, ...]]) -> Case:
    """The case with what it is found by and counted with."""
    at_desk = row.state == _WITH_DESK
    return Case(
        number=row.number,
        version=1,
        state=CaseState.NEW if at_desk or row.state == _ANSWERED else CaseState(row.state),
        reporter=Person(**row.reporter),
        side=None,
        place=Place.from_json(row.place),
        complaint=Complaint.from_json(row.complaint),
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        facts=Facts.from_json(row.facts),
        card_id=row.card_id,
        triage=_asked(row.changed_at) if at_desk else None,
    )


def _asked(at: datetime) -> Triage:
    return Triage(at, PassedBecause.ASKED, due_at=at + _NEW)


def _terms(case: Case) -> Iterator[dict[str, object]]:
    for term in sorted({as_word(term) for term in terms_of(case)}):
        yield {"term": term, "case_number": case.number}


def _counts(case: Case) -> bool:
    if case.state is CaseState.WITHDRAWN:
        return bool(case.card_id)
    return case.state is not CaseState.DRAFT


def _give_to_desk(cases: list[Case]) -> None:
    """Into its lists, and soon before its eyes: the jobs that show a case and look after it."""
    given = [
        {"b_number": case.number, "b_triage": case.triage.to_json(), "b_due_at": case.triage.due_at}
        for case in cases
        if case.triage
    ]
    if not given:
        return
    one = sa.update(_CASES).where(_CASES.c.number == sa.bindparam("b_number", type_=sa.BigInteger))
    values = {"triage": sa.bindparam("b_triage"), "due_at": sa.bindparam("b_due_at"), "on_desk": 1}
    op.get_bind().execute(one.values(values), given)
    op.bulk_insert(_JOBS, [job for case in cases for job in _jobs(case)])


_JOBS = sa.table(
    "jobs",
    *(sa.column(name, sa.Text) for name in ("kind", "key", "state")),
    sa.column("body", JsonText),
    sa.column("due_at", Utc),
    *(sa.column(name, sa.Integer) for name in ("fence", "attempts")),
)


def _jobs(case: Case) -> Iterator[dict[str, object]]:
    for kind, key, at in (
        ("show", f"desk-{case.number}", case.changed_at),
        ("due", f"due-{case.number}", case.changed_at + _NEW),
    ):
        body = {"case": case.number}
        fresh = {"state": "open", "fence": 0, "attempts": 0}
        yield {"kind": kind, "key": key, "body": body, "due_at": at, **fresh}


def _sums(opened: Counter[str], questions: Counter[str]) -> list[dict[str, object]]:
    none = dict.fromkeys(_MEASURES, 0)
    return [
        {"month": month, "dimension": dimension, "key": key, **none}
        | {"opened": opened[month], "questions": questions[month]}
        for month in opened
        for dimension, key in _UNKNOWN
    ]


def _put(name: str, rows: list[dict[str, object]]) -> None:
    if rows:
        op.bulk_insert(sa.table(name, *(sa.column(column) for column in rows[0])), rows)


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
    op.create_index("ix_people_seen_at", "people", ["seen_at"])
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


def _as_before() -> None:
    _states_of_before()
    _events_of_before()
    _jobs_of_before()


def _states_of_before() -> None:
    """A case without an answer is a draft again, as after a check that failed."""
    cases = sa.table("cases", *(sa.column(name) for name in ("state", "triage", "diagnosis")))
    state = cases.c.state
    op.execute(sa.update(cases).where(state == "closed").values(state="solved"))
    stay = ("draft", "diagnosing")
    word = sa.case(
        (cases.c.triage.is_not(None), _WITH_DESK),
        (state.in_(stay), state),
        (cases.c.diagnosis.is_not(None), _ANSWERED),
        else_="draft",
    )
    op.execute(sa.update(cases).where(state.not_in(["solved", "withdrawn"])).values(state=word))


def _events_of_before() -> None:
    """Without the desk's own checks too: 0001 would take up in its next one, for the reporter,
    what those had read by the desk's rights."""
    kind, detail = sa.column("kind", sa.Text), sa.column("detail", sa.Text)
    events = sa.table("events", kind, detail)
    op.execute(sa.delete(events).where(kind.not_in(_KINDS) | detail.like(_OF_DESK)))
    # It numbers a new event by the count of those before: no gap may stay. Below zero in between,
    # since each row must be unique at every moment.
    op.execute(
        "UPDATE events SET seq = -fresh.place FROM (SELECT case_number, seq, row_number() OVER"
        " (PARTITION BY case_number ORDER BY seq) AS place FROM events) AS fresh"
        " WHERE events.case_number = fresh.case_number AND events.seq = fresh.seq"
        " AND fresh.seq <> fresh.place - 1"
    )
    op.execute("UPDATE events SET seq = -seq - 1 WHERE seq < 0")


def _jobs_of_before() -> None:
    """Their sends go with them."""
    kind, body = sa.column("kind", sa.Text), sa.column("body", sa.Text)
    jobs = sa.table("jobs", kind, body)
    op.execute(sa.delete(jobs).where(kind.in_(["show", "due", "group"]) | body.like(_OF_DESK)))
