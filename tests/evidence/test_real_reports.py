"""What real people wrote is read without an exception. The reports stay outside the project."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence import facts
from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
REPORTS = Path(
    os.environ.get("REAL_REPORTS", ROOT.parent / "shared" / "cases" / "real-reports.jsonl")
)


@pytest.fixture(scope="module")
def reports() -> list[dict[str, object]]:
    if not REPORTS.is_file():
        missing = f"the collection of real reports is not at {REPORTS}; name it in REAL_REPORTS"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return [json.loads(line) for line in REPORTS.read_text("utf-8").splitlines() if line.strip()]


def _texts(report: dict[str, object]) -> Iterator[str]:
    yield str(report["quote"])
    errors = report["error_text"]
    assert isinstance(errors, list)
    yield from map(str, errors)
    yield "\n".join((str(report["quote"]), *map(str, errors)))


def test_every_text_is_read_and_every_fact_is_valid(reports: list[dict[str, object]]) -> None:
    assert len(reports) >= 73
    for text in (text for report in reports for text in _texts(report)):
        for name, value in read(text, NOW).facts.items():
            raw = json.loads(json.dumps(facts.to_json(value)))
            assert facts.parse(facts.fact(name), raw) == value


def test_no_error_class_contradicts_what_the_report_says(
    reports: list[dict[str, object]],
) -> None:
    for report in reports:
        told = report["told"]
        assert isinstance(told, dict)
        for name in ("error.class", "error.aadsts", "error.tenantShown", "link.kind"):
            *_, everything = _texts(report)
            seen = read(everything, NOW).facts.get(name)
            expected = told.get(name, seen)
            assert seen in (None, expected), (report["id"], name)
