"""The inviting organisation has no working SharePoint plan, or a trial with limits (C-50)."""

from __future__ import annotations

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Remedy,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.parties import HOST_ADMIN, MICROSOFT, parties
from evidence.facts import SPO_APP, SPO_LICENSED

# SharePoint is not known in the tenant that was addressed.
ABSENT = (500011, 650052)


def rule(seen: Seen) -> tuple[Way, ...]:
    absent, none = seen.code(*ABSENT), seen.is_(SPO_LICENSED, False)
    # A switched-off application shows the same codes (C-37).
    there = seen.shown(SPO_APP, "disabled", "enabled", "assignmentRequired")
    return (
        Way(Certainty.CERTAIN, absent & seen.proven(SPO_LICENSED, False) & ~there),
        Way(Certainty.LIKELY, none),
        Way(Certainty.POSSIBLE, absent & seen.is_(SPO_APP, "missing")),
    )


def out(seen: Seen) -> Truth:
    """A plan with SharePoint that was read to be in force."""
    return seen.proven(SPO_LICENSED, True).shown()


CAUSE = Cause(
    id="spo-licence-or-trial-limits",
    stages=frozenset({Stage.HOST_ADMITS, Stage.HOST_ACCESS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN, MICROSOFT),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("renew-the-sharepoint-plan", HOST_ADMIN),
        Remedy("ask-microsoft-about-the-trial", MICROSOFT),
    ),
    rule=rule,
    details=parties,
    out=out,
)
