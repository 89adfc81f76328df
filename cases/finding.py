"""Searching: whatever the words, a bounded number of rows is looked at for a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, TextClause, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.columns import LONGEST_WORD
from cases.lists import Listed, Page
from cases.queues import LISTED, listed, numbered
from cases.search import Wanted, parsed
from cases.tables import CASES, ON_DESK, TERMS

MOST_BEGINNINGS = 10  # words that the last one of a search may be the beginning of
COUNTED = 1500  # how far it is counted which word leads to the fewest cases
SLICES = (20, 500, 1000)  # cases looked at, one after the other, until the page is full
Fit = Callable[[Subquery], ColumnElement[bool]]
Fits = Sequence[Fit]
_LAST = "\U0010ffff"  # behind every word that begins so


@dataclass(frozen=True)
class _Word:
    """One word of the search: any of these terms will do."""

    terms: tuple[str, ...]


async def found(
    connection: AsyncConnection, words: str, now: datetime, after: str, limit: int
) -> Page:
    """Cases the desk has or had with all of the words, the newest first.

    A page may be short and still name a next one: then no more were found among those it looked
    at, and the next page looks on from there.
    """
    wanted = parsed(words)
    if wanted.number is not None:
        return await _numbered(connection, wanted.number)
    if not wanted.terms:
        return Page()
    rarest, *others = await _by_rarity(connection, await _words(connection, wanted))
    fits = [*map(_has, others), _is(CASES.c.triage.is_not(None))]
    if wanted.overdue:
        fits.append(_is(ON_DESK, CASES.c.due_at < now))
    return await _page(connection, rarest, fits, numbered(after), limit)


async def _numbered(connection: AsyncConnection, number: int) -> Page:
    at_desk = CASES.c.number == number, CASES.c.triage.is_not(None)
    rows = (await connection.execute(select(*LISTED).where(*at_desk))).all()
    return Page(tuple(listed(row) for row in rows))


async def _words(connection: AsyncConnection, wanted: Wanted) -> list[_Word]:
    last = wanted.beginning
    words = [_Word((term,)) for term in wanted.terms if term != last]
    if last:
        words.append(_Word((last, *await _beginning(connection, last))))
    return words


async def _beginning(connection: AsyncConnection, letters: str) -> Sequence[str]:
    """The first terms that begin so, found one by one: each may stand for many cases."""
    if len(letters) >= LONGEST_WORD:
        return ()
    behind = TERMS.c.term < letters + _LAST
    least = func.min(TERMS.c.term)
    first = select(least.label("term"), literal(1).label("n")).where(TERMS.c.term > letters, behind)
    walk = first.cte("walk", recursive=True)
    following = select(least).where(TERMS.c.term > walk.c.term, behind).scalar_subquery()
    more = select(following, walk.c.n + 1)
    walk = walk.union_all(more.where(walk.c.term.is_not(None), walk.c.n < MOST_BEGINNINGS))
    terms = await connection.execute(select(walk.c.term).where(walk.c.term.is_not(None)))
    # A longer one is kept cut, and cannot be asked for by what is kept.
    return tuple(term for term in terms.scalars() if len(term) <= LONGEST_WORD)


async def _by_rarity(connection: AsyncConnection, words: Sequence[_Word]) -> list[_Word]:
    if len(words) == 1:
        return list(words)
    counts = [
        select(func.count())
        .select_from(select(TERMS.c.case_number).where(_any(word)).limit(COUNTED).subquery())
        .scalar_subquery()
        for word in words
    ]
    row = (await connection.execute(select(*counts))).one()
    return [word for _, _, word in sorted(zip(row, range(len(words)), words, strict=True))]


async def _page(
    connection: AsyncConnection, word: _Word, fits: Fits, below: int | None, limit: int
) -> Page:
    numbers: list[int] = []
    for size in SLICES:
        looked_at = _slice(word, below, size)
        fitting = select(looked_at.c.case_number).where(*(fit(looked_at) for fit in fits))
        newest = fitting.order_by(looked_at.c.case_number.desc()).limit(limit + 1 - len(numbers))
        numbers += (await connection.execute(newest)).scalars()
        if len(numbers) > limit:
            return Page(await _rows(connection, numbers[:limit]), str(numbers[limit - 1]))
        ended = select(func.count(), func.min(looked_at.c.case_number)).select_from(looked_at)
        count, below = (await connection.execute(ended)).one()
        if count < _size(word, size):
            return Page(await _rows(connection, numbers))
    return Page(await _rows(connection, numbers), str(below))


async def _rows(connection: AsyncConnection, numbers: Sequence[int]) -> tuple[Listed, ...]:
    wanted = select(*LISTED).where(CASES.c.number.in_(numbers)).order_by(CASES.c.number.desc())
    return tuple(listed(row) for row in await connection.execute(wanted)) if numbers else ()


def _slice(word: _Word, below: int | None, size: int) -> Subquery:
    """The newest cases that have the word, whether they fit or not."""
    size = _size(word, size)
    each = [_newest(term, below, size) for term in word.terms]
    some = union_all(*(select(one.subquery().c.case_number) for one in each)).subquery()
    number = some.c.case_number
    return select(number).distinct().order_by(number.desc()).limit(size).subquery()


def _size(word: _Word, size: int) -> int:
    # Of each of its terms as many are read.
    return max(SLICES[0], size // len(word.terms))


def _newest(term: str, below: int | None, size: int) -> Select[int]:
    newest = select(TERMS.c.case_number).where(TERMS.c.term == term)
    if below is not None:
        newest = newest.where(TERMS.c.case_number < below)
    # The term too, though it is one: so PostgreSQL reads the key backwards.
    return newest.order_by(TERMS.c.term.desc(), TERMS.c.case_number.desc()).limit(size)


# A value looked up case by case: what could become a join may read all cases of a common word.


def _has(word: _Word) -> Fit:
    def fit(looked_at: Subquery) -> ColumnElement[bool]:
        same = TERMS.c.case_number == looked_at.c.case_number
        number = select(TERMS.c.case_number).where(same, _any(word)).limit(1)
        return number.scalar_subquery().is_not(None)

    return fit


def _is(*conditions: ColumnElement[bool] | TextClause) -> Fit:
    def fit(looked_at: Subquery) -> ColumnElement[bool]:
        same = CASES.c.number == looked_at.c.case_number
        number = select(CASES.c.number).where(same, *conditions)
        return number.scalar_subquery().is_not(None)

    return fit


def _any(word: _Word) -> ColumnElement[bool]:
    return TERMS.c.term.in_(word.terms)
