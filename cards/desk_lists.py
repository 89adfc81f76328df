"""The desk's lists and figures as screens. Pure; time is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cards.ages import due, span
from cards.cause_words import cause_name
from cards.desk_card import EVERYBODY, desk_answer
from cards.screens import FigureRow, Figures, Group, Queue, QueueRow
from cards.verdict import headline
from cards.words import Words, snake, words
from cases.lists import Listed, MonthTallies, Page, Tallies, Tally, View
from cases.model import Case
from cases.states import ENDED

_FIGURES = "words/figures.j2"
_MOST_ROWS = 8
_UNKNOWN = ("", "unknown")  # how tallies name what nobody could tell


def queue_screen(
    page: Page, view: View, search: str, now: datetime, locale: str, figures: bool = False
) -> Queue:
    """A page of the queue. `figures`: whether this reader may see them."""
    return queue_in(words(locale), page, view, search, now, figures)


def queue_in(
    spoken: Words, page: Page, view: View, search: str, now: datetime, figures: bool
) -> Queue:
    """`queue_screen`, in these words."""
    rows = tuple(_row(spoken, listed, now) for listed in page.rows)
    return Queue(view.value, search, rows, page.after, figures)


def group_screen(
    case: Case, rows: tuple[Listed, ...], total: int, may: bool, now: datetime, locale: str
) -> Group:
    """The open cases of the case's cause and partner. `may`: whether to offer to act for all."""
    return group_in(words(locale), case, rows, total, may, now)


def group_in(
    spoken: Words, case: Case, rows: tuple[Listed, ...], total: int, may: bool, now: datetime
) -> Group:
    """`group_screen`, in these words."""
    return Group(
        number=case.number,
        headline=headline(desk_answer(spoken, case, EVERYBODY)),
        partner=case.partner or "",
        total=total,
        rows=tuple(_row(spoken, listed, now) for listed in rows),
        may=may,
    )


def figures_screen(
    tallies: MonthTallies, chart: str, csv: str, now: datetime, locale: str
) -> Figures:
    """One month in figures. `chart`, `csv`: addresses of the files, or empty."""
    return figures_in(words(locale), tallies, chart, csv, now)


def figures_in(
    spoken: Words, tallies: MonthTallies, chart: str, csv: str, now: datetime
) -> Figures:
    """`figures_screen`, in these words."""
    acting = acting_rows(spoken, tallies)
    return Figures(
        month=tallies.month,
        headline=_words(spoken, "headline", count=tallies.all.opened, month=tallies.month),
        totals=_totals(spoken, tallies),
        acting=acting,
        causes=_rows(spoken, tallies.causes, lambda key: _cause(spoken, key)),
        partners=_rows(spoken, tallies.partners, lambda key: _partner(spoken, key)),
        chart=chart,
        chart_says=_chart_says(spoken, acting) if chart else "",
        csv=csv,
        earlier=_month(tallies.month, -1),
        later=_later(tallies.month, now),
    )


def acting_rows(spoken: Words, tallies: MonthTallies) -> tuple[FigureRow, ...]:
    """Who had to act, those with most cases first."""
    return _rows(spoken, tallies.acting, lambda key: acting_words(spoken, key))


def acting_words(spoken: Words, key: str) -> str:
    """A party's name, or that nobody could be named."""
    if key in _UNKNOWN:
        return _words(spoken, "nobody_named")
    return spoken.text("words/judgement.j2", f"party_{snake(key)}")


def most_first(tallies: Tallies) -> list[tuple[str, Tally]]:
    """Those with most opened cases first; ties by name, so that the order stays."""
    return sorted(tallies.items(), key=lambda item: (-item[1].opened, item[0]))


def _row(spoken: Words, listed: Listed, now: datetime) -> QueueRow:
    next_due, overdue = due(spoken, listed.due_at, now)
    ended = listed.state in ENDED
    return QueueRow(
        number=listed.number,
        state=spoken.text("words/judgement.j2", f"state_{snake(listed.state.value)}"),
        headline=_cause(spoken, listed.cause or ""),
        partner=listed.partner or "",
        owner=listed.owner,
        due="" if ended else next_due,
        overdue=overdue and not ended,
    )


def _partner(spoken: Words, domain: str) -> str:
    return _words(spoken, "no_partner") if domain in _UNKNOWN else domain


def _cause(spoken: Words, id_: str) -> str:
    known = id_ not in _UNKNOWN
    return cause_name(spoken, id_) if known else spoken.text("words/cannot_tell.j2", "name")


def _rows(spoken: Words, of: Tallies, name: Callable[[str], str]) -> tuple[FigureRow, ...]:
    ordered = most_first(of)[:_MOST_ROWS]
    return tuple(
        FigureRow(
            name(key), _words(spoken, "opened_solved", opened=each.opened, solved=each.solved)
        )
        for key, each in ordered
    )


def _totals(spoken: Words, tallies: MonthTallies) -> tuple[FigureRow, ...]:
    whole = tallies.all
    answered = _half_within(spoken, tallies.answered, lambda each: each.answered)
    solved = _half_within(spoken, tallies.solved, lambda each: each.solved)
    values = {
        "answered": _share(spoken, whole.answered, whole.opened),
        "first_answer": answered,
        "solved": _share(spoken, whole.solved, whole.opened),
        "time_to_solved": solved,
        "alone": _share(spoken, whole.alone, whole.solved),
        "questions": _each(spoken, whole.questions, whole.opened),
    }
    return tuple(FigureRow(_words(spoken, f"{key}_label"), value) for key, value in values.items())


def _share(spoken: Words, part: int, whole: int) -> str:
    if not whole:
        return _words(spoken, "none_yet")
    return _words(spoken, "share", part=part, percent=round(100 * part / whole))


def _each(spoken: Words, sum_: int, count: int) -> str:
    if not count:
        return _words(spoken, "none_yet")
    return _words(spoken, "each", sum=sum_, each=f"{sum_ / count:.1f}")


def _half_within(spoken: Words, spans: Tallies, counted: Callable[[Tally], int]) -> str:
    """The span within which half of the cases fell; the mean would be ruled by a few old ones."""
    ordered = sorted((int(key), counted(each)) for key, each in spans.items())
    whole, so_far = sum(count for _, count in ordered), 0
    for seconds, count in ordered:
        so_far += count
        if count and 2 * so_far >= whole:
            return _words(spoken, "half_within", span=span(spoken, timedelta(seconds=seconds)))
    return _words(spoken, "none_yet")


def _chart_says(spoken: Words, acting: tuple[FigureRow, ...]) -> str:
    listed = "; ".join(f"{row.label}: {row.value}" for row in acting)
    return _words(spoken, "chart_says", rows=listed) if listed else _words(spoken, "none_yet")


def _later(month: str, now: datetime) -> str:
    return _month(month, 1) if month < now.astimezone(UTC).strftime("%Y-%m") else ""


def _month(month: str, by: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"


def _words(spoken: Words, block: str, **values: object) -> str:
    return spoken.text(_FIGURES, block, **values)
