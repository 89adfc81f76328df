"""The state of one person's conversation: a typed record, stored as small plain JSON."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cases.model import Json, Side
from evidence.facts import FACTS, REPORTER_SIDE, Answer, Complaint, Fact, Unknown

SCHEMA = 1
FORGETTING = "forget"  # what is asked while the person is to confirm; no fact


@dataclass(frozen=True)
class Draft:
    """`asking`: the fact in question. `path`: the facts answered one by one, for going back.

    `checked`: a check was started, so that a further answer starts the next one.
    """

    case: int | None = None
    complaint: Complaint = field(default_factory=Complaint)
    asking: str | None = None
    path: tuple[str, ...] = ()
    checked: bool = False

    @property
    def side(self) -> Side | None:
        value = self.complaint.value(REPORTER_SIDE)
        return Side(value) if isinstance(value, str) else None

    @property
    def begun(self) -> bool:
        """Whether anything was accepted yet."""
        return bool(self.complaint.answers)

    def told(self, of: Fact, answer: Answer) -> Draft:
        """With one answer kept, and remembered as a step to go back to."""
        path = (*(step for step in self.path if step != of.name), of.name)
        return replace(self, complaint=self.complaint.with_(of, answer), path=path, asking=None)

    def knows(self, of: Fact) -> bool:
        """Whether the person answered, be it with "I don't know"."""
        return of.name in self.complaint.answers

    def has(self, of: Fact) -> bool:
        """Whether a value is known."""
        return not isinstance(self.complaint.value(of), Unknown)

    def to_json(self) -> Json:
        """Plain JSON for the store."""
        return {
            "schema": SCHEMA,
            "case": self.case,
            "complaint": self.complaint.to_json(),
            "asking": self.asking,
            "path": list(self.path),
            "checked": self.checked,
        }


def parse_draft(raw: Json) -> Draft:
    """What to_json wrote. Of a draft from another schema the answers are kept, nothing else;
    steps about a fact that left the vocabulary since are dropped."""
    complaint, case = raw.get("complaint"), raw.get("case")
    kept = Draft(
        int(case) if isinstance(case, int) else None,
        Complaint.from_json(complaint) if isinstance(complaint, dict) else Complaint(),
    )
    if raw.get("schema") != SCHEMA:
        return kept
    asking, path = raw.get("asking"), raw.get("path")
    return replace(
        kept,
        asking=asking if isinstance(asking, str) and asking in (*FACTS, FORGETTING) else None,
        path=tuple(s for s in map(str, path) if s in FACTS) if isinstance(path, list) else (),
        checked=bool(raw.get("checked")),
    )
