"""Queue, group and figures: lists of cases and counts of them."""

from __future__ import annotations

import csv
import io
import struct
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from cards.chart import chart_png
from cards.desk_lists import figures_screen, group_screen, queue_screen
from cards.figures_csv import csv_of
from cards.render import TARGET_BYTES, card, utf8_bytes
from cards.screens import Figures, Queue, Stamp
from cases.lists import Listed, MonthTallies, Page, Tally, View
from cases.model import CaseState, Party
from tests.cards.casebook import AT
from tests.cards.deskbook import TALLIES, at_desk
from tests.cards.linter import nodes, problems

STAMP = Stamp(None, 0, "n")
OPEN = Listed(
    12, CaseState.WAITING_INVITING, AT, AT, "guest-missing", Party.INVITING_ORGANISATION,
    "contoso.com", "Amara Osei", AT - timedelta(days=3),
)  # fmt: skip
ENDED = replace(OPEN, number=13, state=CaseState.CLOSED, cause=None, owner="", partner=None)


def shown(*rows: Listed, view: View = View.MINE, search: str = "", after: str = "") -> Queue:
    return queue_screen(Page(rows, after), view, search, AT, "en")


def figures(of: MonthTallies = TALLIES) -> Figures:
    return figures_screen(of, "https://desk.example/chart", "", AT, "en")


def test_a_row_says_state_cause_partner_owner_and_due() -> None:
    [row, ended] = shown(OPEN, ENDED).rows
    assert (row.state, row.headline) == (
        "waiting for the inviting organisation",
        "no guest account",
    )
    assert (row.partner, row.owner, row.due) == ("contoso.com", "Amara Osei", "overdue by 3 days")
    assert (ended.state, ended.headline, ended.due) == ("closed", "Not clear yet", "")
    assert (row.overdue, ended.overdue) == (True, False)


def test_the_next_page_goes_on_with_the_same_view_and_search() -> None:
    made = card(shown(OPEN, view=View.OVERDUE, search="contoso", after="10|12"), STAMP)
    [more] = [n for n in nodes(made) if n.get("title") == "More" and "verb" in n]
    assert more["data"] == {
        "verb": "desk.queue", "view": "overdue", "search": "contoso", "after": "10|12",
        "case": "", "rev": "0", "nonce": "n",
    }  # fmt: skip
    assert "More" not in [n.get("title") for n in nodes(card(shown(OPEN), STAMP))]


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("search", ["", "contoso"])
def test_every_view_makes_a_card_that_teams_takes(view: View, search: str) -> None:
    for rows in ((), (OPEN, ENDED)):
        assert problems(card(shown(*rows, view=view, search=search), STAMP)) == []


def test_a_page_of_fifteen_stays_light() -> None:
    rows = (replace(OPEN, number=10**6 + n) for n in range(15))
    assert utf8_bytes(card(shown(*rows, after="10|12"), STAMP)) <= TARGET_BYTES


def test_only_whoever_may_acts_for_the_whole_group() -> None:
    for may in (True, False):
        made = card(group_screen(at_desk(), (OPEN,), 7, may, AT, "en"), STAMP)
        verbs = {str(n["verb"]) for n in nodes(made) if "verb" in n}
        assert ({"desk.group-check", "desk.group-fixed", "desk.group-close"} <= verbs) is may


def test_the_figures_of_a_month() -> None:
    rows = {row.label: row.value for row in figures().totals}
    assert rows == {
        "Answered": "8 (80 %)",
        "Time to first answer": "half within 60 minutes",
        "Solved": "4 (40 %)",
        "Time to solved": "half within 24 hours",
        "Solved without the desk": "3 (75 %)",
        "Questions asked": "12 (1.2 a case)",
    }
    assert [row.label for row in figures().acting] == [
        "the inviting organisation", "the person who invited", "nobody could be named",
    ]  # fmt: skip
    assert figures().acting[0].value in figures().chart_says


def test_a_month_without_cases_divides_by_nothing() -> None:
    empty = figures(MonthTallies("2026-11"))
    assert {row.value for row in empty.totals} == {"none yet"}
    assert problems(card(empty, STAMP)) == []


@pytest.mark.parametrize(
    ("month", "earlier", "later"),
    [
        ("2026-11", "2026-10", ""),
        ("2026-01", "2025-12", "2026-02"),
        ("2025-12", "2025-11", "2026-01"),
    ],
)
def test_one_can_go_to_the_month_beside_but_not_into_the_future(
    month: str, earlier: str, later: str
) -> None:
    made = figures(replace(TALLIES, month=month))
    assert (made.earlier, made.later) == (earlier, later)


def test_the_csv_has_a_row_for_every_count() -> None:
    header, whole, *rows = csv.reader(io.StringIO(csv_of(TALLIES), newline=""))
    assert header[:5] == ["month", "dimension", "key", "opened", "answered"]
    assert whole == ["2026-11", "all", "", "10", "8", "800", "4", "40000", "3", "12"]
    assert ["2026-11", "cause", "guest-missing", "4", "4", "0", "2", "0", "0", "0"] in rows
    assert len(rows) == 2 + 3 + 2 + 3 + 1
    assert csv_of(TALLIES).count("\r\n") == 2 + len(rows)


@pytest.mark.parametrize("partner", ["=1+1", "+49", "-x", "@sum", "\tx", 'a,"b"', "two\nlines"])
def test_a_partner_is_no_formula_and_stays_in_its_cell(partner: str) -> None:
    of = MonthTallies("2026-11", partners=MappingProxyType({partner: Tally(1)}))
    [*_, row] = csv.reader(io.StringIO(csv_of(of), newline=""))
    assert row[2].lstrip("'") == partner
    assert row[2][0] not in "=+-@\t\r\n"


@pytest.mark.parametrize("of", [TALLIES, MonthTallies("2026-11")], ids=["some", "none"])
def test_the_chart_is_a_picture_that_teams_takes(of: MonthTallies) -> None:
    made = chart_png(of, "en")
    width, height = struct.unpack(">II", made[16:24])
    assert made.startswith(b"\x89PNG\r\n")
    assert 300 <= width <= 1024
    assert 200 <= height <= 1024
    assert len(made) < 100_000


def test_the_chart_shows_the_counts() -> None:
    other = {**TALLIES.acting, "inviter": Tally(5)}
    changed = replace(TALLIES, acting=MappingProxyType(other))
    assert chart_png(TALLIES, "en") == chart_png(TALLIES, "en")
    assert chart_png(TALLIES, "en") != chart_png(changed, "en")
