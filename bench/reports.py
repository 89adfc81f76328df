"""Reports that real people made, judged by the rules: who acts first, and how sure we are.

    python -m bench.reports [FILE] [--all]

FILE (default: REAL_REPORTS) is a file of JSON lines with `told`, `found`, `acts_organisation`,
`scorable`, `label_from` and `confidence`; it is public data and no part of this repository.
Scored are reports whose label is the source's own and sure enough. Two columns: with what was
found out afterwards, and from what was told alone. Answers that are no word of ours are not
judged: no rule knows a report.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from causes import cause, classify, considered
from causes.attempt import attempt
from causes.model import Certainty, Diagnosis, Organisation, Seen, State
from evidence.facts import NOW, Facts, Observation, Trust, fact, parse

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Report = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """One report. `label`: the organisation that had to act in the end."""

    id: str
    label: str
    scorable: bool
    found: Diagnosis
    told: Diagnosis
    still_possible: bool

    @property
    def result(self) -> str:
        return result(self.label, self.found)


def result(label: str, diagnosis: Diagnosis) -> str:
    """right, wrong, cannot tell, or "one of both"."""
    sides = [act.organisation.value for act in diagnosis.acts]
    both = {Organisation.INVITING.value, Organisation.INVITED.value}
    if label == "both" and sides[0] in both:
        return "right" if both <= {*sides} else "one of both"
    if sides[0] == label:
        return "right"
    return "cannot tell" if sides[0] == Organisation.UNKNOWN.value else "wrong"


def judged(report: Report, now: datetime = TODAY) -> Judged:
    """The report as it looks at that time: what was true of old links depends on the day."""
    told = classify(_facts(report["told"], {}, now), ask=False)
    of = _facts(report["told"], report["found"], now)
    label = str(report["acts_organisation"])
    found = classify(of, ask=False)
    if result(label, found) != "right":  # asking costs most
        found = classify(of)
    asks = bool(found.questions) and label in _organisations_possible(found, of)
    return Judged(str(report["id"]), label, bool(report["scorable"]), found, told, asks)


def _organisations_possible(found: Diagnosis, facts: Facts) -> frozenset[str]:
    """The organisations that would act for a cause which is neither ruled out by the facts nor by
    how far the attempt got."""
    at = attempt(Seen(considered(facts)))
    open_ = (cause(v.cause) for v in found.verdicts if v.state is not State.ABSENT)
    able = (each for each in open_ if at.allows(each.id, each.stages))
    return frozenset(act.organisation.value for each in able for act in each.acts)


def scored(reports: Sequence[Report], now: datetime = TODAY) -> Iterator[Judged]:
    """The reports whose label is the source's own."""
    for report in reports:
        if report["label_from"] == "thread" and report["confidence"] >= 0.8:
            yield judged(report, now)


def read(file: Path) -> list[Report]:
    """The reports of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text().splitlines() if line.strip()]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reports")
    parser.add_argument("file", nargs="?", default=os.environ.get("REAL_REPORTS", ""))
    parser.add_argument("--all", action="store_true", help="a line for every scored report")
    chosen = parser.parse_args(arguments)
    rows = list(scored(read(Path(chosen.file))))
    lines = [_line(row) for row in rows if chosen.all or row.result != "right"]
    sys.stdout.write("\n".join([*lines, *_sums(rows)]) + "\n")
    return 0


def _sums(rows: Sequence[Judged]) -> Iterator[str]:
    for name, some in (("scored", rows), ("scorable", [r for r in rows if r.scorable])):
        counted = Counter(row.result for row in some)
        certain = sum(row.found.certainty is Certainty.CERTAIN for row in some)
        wrong = sum(certain_and_wrong(row) for row in some)
        asks = sum(row.still_possible for row in some if row.result == "cannot tell")
        yield (
            f"{name}: {len(some)} reports, {dict(sorted(counted.items()))}, certain {certain}, "
            f"certain and wrong {wrong}, cannot tell but asks on {asks}"
        )


def certain_and_wrong(row: Judged) -> bool:
    """Whether either judgement was certain and named another organisation than is known of it."""
    return row.label != Organisation.UNKNOWN.value and any(
        each.certainty is Certainty.CERTAIN and result(row.label, each) == "wrong"
        for each in (row.found, row.told)
    )


def _line(row: Judged) -> str:
    acts = " ".join(act.organisation.value for act in row.found.acts)
    asks = "asks on" if row.still_possible else "asks nothing that helps"
    told = f"told alone: {row.told.cause} ({row.told.certainty.value})"
    return (
        f"{row.id} {row.result}: {row.label}; {row.found.cause} ({row.found.certainty.value}) "
        f"{acts}; {told}; {asks}: {' '.join(row.found.questions[:4])}"
    )


def _facts(told: Mapping[str, object], found: Mapping[str, object], now: datetime) -> Facts:
    gathered = Facts().with_(NOW, Observation(now, "clock", now, Trust.READ))
    for known, trust in ((told, Trust.TOLD), (found, Trust.READ)):
        for name, value in known.items():
            of = fact(name)
            gathered = gathered.with_(of, Observation(parse(of, value), "report", now, trust))
    return gathered


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
