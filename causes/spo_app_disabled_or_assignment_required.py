"""SharePoint as an application of the inviting directory lets nobody in, or named people (C-37)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, parties
from evidence.facts import SPO_APP, SPO_LICENSED, WHO_FAILS

NOT_ASSIGNED = 50105
SWITCHED_OFF = 7000112
MISSING = (500011, 650052)


def rule(seen: Seen) -> tuple[Way, ...]:
    assignment = seen.code(NOT_ASSIGNED) & seen.proven(SPO_APP, "assignmentRequired")
    off = seen.proven(SPO_APP, "disabled") & ~seen.shown(WHO_FAILS, "onePerson")
    # The code may be another application's: with the setting read it is SharePoint's.
    gone = seen.code(*MISSING) & seen.proven(SPO_APP, "missing")
    codes = seen.code(NOT_ASSIGNED, SWITCHED_OFF, *MISSING)
    return (
        Way(Certainty.CERTAIN, assignment),
        Way(Certainty.CERTAIN, off),
        Way(Certainty.CERTAIN, gone & seen.proven(SPO_LICENSED, True)),
        Way(Certainty.LIKELY, codes),
        Way(Certainty.LIKELY, seen.is_(SPO_APP, "disabled", "missing")),
        Way(Certainty.POSSIBLE, seen.is_(SPO_APP, "assignmentRequired")),
    )


def out(seen: Seen) -> Truth:
    """Open to everybody, unless the page says otherwise; without a plan it is missing for that."""
    enabled = seen.proven(SPO_APP, "enabled").shown()
    page = seen.shown_code(NOT_ASSIGNED, SWITCHED_OFF, *MISSING)
    unlicensed = seen.shown(SPO_LICENSED, False)
    refused = seen.shown_code(NOT_ASSIGNED, SWITCHED_OFF) | seen.shown(SPO_APP, "disabled")
    return (enabled & ~page) | (unlicensed & ~refused)


def _assignment(seen: Seen) -> Truth:
    return seen.shown_code(NOT_ASSIGNED) | seen.shown(SPO_APP, "assignmentRequired")


def _off(seen: Seen) -> Truth:
    return seen.shown_code(SWITCHED_OFF) | seen.shown(SPO_APP, "disabled")


def _missing(seen: Seen) -> Truth:
    return seen.shown_code(*MISSING) | seen.shown(SPO_APP, "missing")


CAUSE = Cause(
    id="spo-app-disabled-or-assignment-required",
    stages=frozenset({Stage.HOST_ACCESS}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("assign-the-guest", HOST_ADMIN, when=_assignment),
        Remedy("drop-assignment", HOST_ADMIN, when=_assignment),
        Remedy("enable-sharepoint-app", HOST_ADMIN, when=_off),
        Remedy("register-sharepoint-app", HOST_ADMIN, when=_missing),
    ),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
