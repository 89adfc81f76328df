"""Microsoft's own services are disturbed (C-47)."""

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
from causes.parties import MICROSOFT, parties
from evidence.facts import ERROR_REPEATS, INCIDENT, OTHER_DOMAINS_FAIL, RETRY_WORKS, WHO_FAILS

TRANSIENT = (50000, 90006, 90012, 90024, 90033, 90085, 90090)


def rule(seen: Seen) -> tuple[Way, ...]:
    # R05 asks for the same onset, which nobody states: that many fail stands for it.
    code, incident = seen.code(*TRANSIENT), seen.is_(INCIDENT, True)
    many = seen.is_(WHO_FAILS, "everybody") | seen.is_(OTHER_DOMAINS_FAIL, True)
    return (
        Way(Certainty.CERTAIN, code & seen.proven(INCIDENT, True)),
        Way(Certainty.LIKELY, code),
        Way(Certainty.LIKELY, incident & many),
        Way(Certainty.POSSIBLE, incident),
    )


def out(seen: Seen) -> Truth:
    """Health is green and one person alone fails; or the next try went well."""
    green = seen.shown(INCIDENT, False) & seen.shown(WHO_FAILS, "onePerson")
    lasting = seen.shown_code(*TRANSIENT) & ~seen.shown(ERROR_REPEATS, False)
    return seen.shown(RETRY_WORKS, True) | (green & ~lasting)


CAUSE = Cause(
    id="service-incident",
    stages=frozenset({Stage.PLATFORM}),
    acts=(MICROSOFT,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("wait-for-microsoft", MICROSOFT),),
    rule=rule,
    details=parties,
    out=out,
)
