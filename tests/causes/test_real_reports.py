"""Reports that real people made: nothing called certain may contradict who had to act.

The reports are public data that is not part of this repository; `REAL_REPORTS` names the
file.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from causes import classify
from causes.model import Certainty, Diagnosis
from tests.causes.stories import TODAY, facts

DEFAULT = Path(__file__).parents[3] / "shared" / "cases" / "real-reports.jsonl"
FILE = Path(os.environ.get("REAL_REPORTS", DEFAULT))

Report = dict[str, Any]


def _reports() -> list[Report]:
    if not FILE.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"no reports at {FILE}")
        pytest.skip(f"no reports at {FILE}; name the file in REAL_REPORTS")
    return [json.loads(line) for line in FILE.read_text().splitlines() if line.strip()]


def _judged(now: datetime) -> Iterator[tuple[Report, Diagnosis]]:
    for report in _reports():
        yield report, classify(facts(report["found"], report["told"], now=now))


def _scored(report: Report) -> bool:
    return bool(report["label_from"] == "thread" and report["confidence"] >= 0.8)


def _agrees(report: Report, diagnosis: Diagnosis) -> bool:
    label, sides = report["acts_organisation"], [a.organisation.value for a in diagnosis.acts]
    return label in ("unknown", sides[0]) or (
        label == "both" and {"inviting", "invited"} <= {*sides}
    )


@pytest.mark.parametrize("now", [TODAY, datetime(2019, 3, 1, tzinfo=UTC)], ids=["today", "then"])
def test_nothing_certain_contradicts_who_had_to_act(now: datetime) -> None:
    wrong = [
        (report["id"], diagnosis.cause)
        for report, diagnosis in _judged(now)
        if _scored(report)
        and diagnosis.certainty is Certainty.CERTAIN
        and not _agrees(report, diagnosis)
    ]
    assert not wrong


def test_how_many_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    counted: Counter[str] = Counter()
    for report, diagnosis in _judged(TODAY):
        if _scored(report):
            unknown = diagnosis.acts[0].organisation.value == "unknown"
            right = "right" if _agrees(report, diagnosis) else "other"
            counted["cannot tell" if unknown else right] += 1
    with capsys.disabled():
        sys.stdout.write(f"\nreal reports, scored: {dict(sorted(counted.items()))}\n")
    assert counted["right"] > counted["other"]
