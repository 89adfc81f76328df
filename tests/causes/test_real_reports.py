"""Reports that real people made: nothing certain contradicts who had to act, and most are right.

The reports are public data that is not part of this repository; `REAL_REPORTS` names the
file. They are judged as `python -m bench.reports` judges them.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bench.reports import TODAY, Judged, certain_and_wrong, read, scored

DEFAULT = Path(__file__).parents[3] / "shared" / "cases" / "real-reports.jsonl"
FILE = Path(os.environ.get("REAL_REPORTS", DEFAULT))
THEN = datetime(2019, 3, 1, tzinfo=UTC)

# Of the reports that tell enough for anybody to know (`scorable`).
RIGHT = 0.9


@cache
def _judged(now: datetime) -> tuple[Judged, ...]:
    if not FILE.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"no reports at {FILE}")
        pytest.skip(f"no reports at {FILE}; name the file in REAL_REPORTS")
    return tuple(scored(read(FILE), now))


@pytest.mark.parametrize("now", [TODAY, THEN], ids=["today", "then"])
def test_nothing_certain_contradicts_who_had_to_act(now: datetime) -> None:
    """Neither from all that was found out nor from what was told alone."""
    assert _judged(now)
    wrong = [
        (row.id, row.found.cause, row.told.cause) for row in _judged(now) if certain_and_wrong(row)
    ]
    assert not wrong


def test_nine_of_ten_that_tell_enough_name_the_right_organisation_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = Counter(row.result for row in _judged(TODAY) if row.scorable)
    with capsys.disabled():
        sys.stdout.write(f"\nreal reports, scorable: {dict(sorted(results.items()))}\n")
    assert results["right"] >= RIGHT * results.total() > 0


def test_of_the_others_nobody_is_blamed_and_what_is_asked_may_lead_to_the_right_one() -> None:
    others = [row for row in _judged(TODAY) if row.scorable and row.result != "right"]
    assert [row.id for row in others if row.result != "cannot tell"] == []
    assert [row.id for row in others if not row.still_possible] == []
