"""Counts of cases by month: what each case adds to them, and the sums in their table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.columns import LONGEST_WORD, as_line
from cases.lists import MonthTallies, Tally
from cases.model import Case, CaseState
from cases.tables import TALLIES, insert_for
from evidence.facts import Complaint, Trust

UNKNOWN = "unknown"
SPANS = (60, 300, 900, 3600, 14_400, 86_400, 259_200, 604_800)  # seconds
MORE = "more"
MOST_PARTNERS = 10
_ALL, _CAUSE, _ACTING, _PARTNER = "all", "cause", "acting", "partner"
_ANSWERED, _SOLVED = "answered", "solved"
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)

Key = tuple[str, str, str]  # month, dimension, key
Counted = Mapping[Key, Tally]
NOTHING: Counted = MappingProxyType({})


@dataclass(frozen=True)
class Standing:
    """What of a case is counted. `begun`: it is, or was, more than a draft. `alone`: the desk
    never had it. `questions`: answers given."""

    begun: bool
    opened_at: datetime
    cause: str | None
    acting: str | None
    partner: str | None
    answered_at: datetime | None
    solved_at: datetime | None
    alone: bool
    questions: int


def standing(case: Case) -> Standing:
    """What of the case is counted."""
    return Standing(
        begun=begun(case.state, bool(case.card_id or case.answered_at or case.triage)),
        opened_at=case.opened_at,
        cause=case.cause,
        acting=case.acting.value if case.acting else None,
        partner=case.partner,
        answered_at=case.answered_at,
        solved_at=case.solved_at,
        alone=case.triage is None,
        questions=answered_one_by_one(case.complaint),
    )


def answered_one_by_one(complaint: Complaint) -> int:
    """How many questions the person answered; what a pasted page told is no question."""
    return sum(answer.trust is Trust.TOLD for answer in complaint.answers.values())


def begun(state: CaseState, checked: bool) -> bool:
    """Whether a case counts. `checked`: a check was shown, or the desk has it: only that tells
    a withdrawn case from a withdrawn draft."""
    return checked if state is CaseState.WITHDRAWN else state is not CaseState.DRAFT


def counted(case: Case) -> Counted:
    """What the case adds to each sum."""
    return sums(standing(case))


def sums(of: Standing) -> Counted:
    """What a case that stands so adds to each sum."""
    if not of.begun:
        return NOTHING
    month, whole = of.opened_at.astimezone(UTC).strftime("%Y-%m"), _tally(of)
    keys = ((_ALL, ""), (_CAUSE, of.cause), (_ACTING, of.acting), (_PARTNER, of.partner))
    found = {(month, dimension, _key(key, dimension)): whole for dimension, key in keys}
    if of.answered_at:
        spent = Tally(answered=1, answered_s=whole.answered_s)
        found[month, _ANSWERED, _span(whole.answered_s)] = spent
    if of.solved_at:
        found[month, _SOLVED, _span(whole.solved_s)] = Tally(solved=1, solved_s=whole.solved_s)
    return found


def _key(key: str | None, dimension: str) -> str:
    # Cut here and not by the column: two keys that become one in the table would be counted as two.
    return "" if dimension == _ALL else as_line(key or UNKNOWN)[:LONGEST_WORD]


def _tally(of: Standing) -> Tally:
    return Tally(
        opened=1,
        answered=int(of.answered_at is not None),
        answered_s=_seconds(of.opened_at, of.answered_at),
        solved=int(of.solved_at is not None),
        solved_s=_seconds(of.opened_at, of.solved_at),
        alone=int(of.solved_at is not None and of.alone),
        questions=of.questions,
    )


def _seconds(begin: datetime, end: datetime | None) -> int:
    return max(0, int((end - begin).total_seconds())) if end else 0


def _span(seconds: int) -> str:
    return next((str(span) for span in SPANS if seconds <= span), MORE)


def change(before: Iterable[Counted], after: Iterable[Counted]) -> Counted:
    """What the sums have to grow by; nothing where they stay."""
    grown: dict[Key, Tally] = {}
    for sign, some in ((-1, before), (1, after)):
        for each in some:
            for key, tally in each.items():
                grown[key] = _plus(grown.get(key, Tally()), tally, sign)
    return {key: tally for key, tally in grown.items() if tally != Tally()}


def _plus(one: Tally, other: Tally, sign: int) -> Tally:
    more = asdict(other)
    return Tally(**{name: value + sign * more[name] for name, value in asdict(one).items()})


async def add(connection: AsyncConnection, grown: Counted) -> None:
    """Adds to the sums. To be the last lock of a transaction but for its jobs: every process
    wants the same few rows, always in this order."""
    if not grown:
        return
    rows = [
        {"month": month, "dimension": dimension, "key": key, **asdict(grown[month, dimension, key])}
        for month, dimension, key in sorted(grown)
    ]
    new = insert_for(connection, TALLIES).values(rows)
    sums_ = {f.name: TALLIES.c[f.name] + new.excluded[f.name] for f in fields(Tally)}
    at = ["month", "dimension", "key"]
    await connection.execute(new.on_conflict_do_update(index_elements=at, set_=sums_))


async def of_month(connection: AsyncConnection, month: str) -> MonthTallies:
    """The sums of one month (2026-11), partners only those with most cases."""
    if not _MONTH.fullmatch(month):
        return MonthTallies(month)
    of = TALLIES.c.month == month
    few = TALLIES.c.dimension.in_([_ALL, _CAUSE, _ACTING, _ANSWERED, _SOLVED])
    most = TALLIES.c.opened.desc(), TALLIES.c.key.desc()
    partners = select(TALLIES).where(of, TALLIES.c.dimension == _PARTNER)
    rows = [
        *(await connection.execute(select(TALLIES).where(of, few))),
        *(await connection.execute(partners.order_by(*most).limit(MOST_PARTNERS))),
    ]
    found: dict[str, dict[str, Tally]] = {}
    for row in rows:
        tally = Tally(**{f.name: int(getattr(row, f.name)) for f in fields(Tally)})
        if tally != Tally():
            found.setdefault(row.dimension, {})[row.key] = tally
    return _month(month, found)


def _month(month: str, found: Mapping[str, Mapping[str, Tally]]) -> MonthTallies:
    return MonthTallies(
        month,
        all=found.get(_ALL, {}).get("", Tally()),
        causes=MappingProxyType(found.get(_CAUSE, {})),
        acting=MappingProxyType(found.get(_ACTING, {})),
        partners=MappingProxyType(found.get(_PARTNER, {})),
        answered=MappingProxyType(found.get(_ANSWERED, {})),
        solved=MappingProxyType(found.get(_SOLVED, {})),
    )
