"""Which cases go to the desk by themselves. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from cases.model import Case, CaseState, Json, PassedBecause
from cases.states import OPEN
from causes.model import Diagnosis
from evidence.facts import ERROR_OUTDATED


@dataclass(frozen=True)
class Rule:
    """Cases of this cause, of this partner, or where both are named, of both."""

    cause: str = ""
    partner: str = ""

    def fits(self, case: Case) -> bool:
        """Whether the case, once it was judged, is one of those."""
        of_cause = self.cause in ("", case.cause)
        return of_cause and self.partner in ("", (case.partner or "").lower())


@dataclass(frozen=True)
class Takes:
    """What a deployment's desk wants without being asked."""

    rules: tuple[Rule, ...] = ()
    cannot_tell: bool = True


def because(case: Case, takes: Takes, *, asking: bool) -> PassedBecause | None:
    """Why the case goes to the desk now; None where it does not.

    `asking`: whether its reporter still has time to answer a question that could settle it.
    """
    if case.triage is not None or case.diagnosis is None or case.state not in OPEN:
        return None
    if case.state is CaseState.DIAGNOSING:
        return None
    if any(rule.fits(case) for rule in takes.rules):
        return PassedBecause.RULE
    left = takes.cannot_tell and not asking and _cannot_tell(case, case.diagnosis)
    return PassedBecause.CANNOT_TELL if left else None


def _cannot_tell(case: Case, diagnosis: Json) -> bool:
    # What is no failed invitation at all is no case for the desk unless somebody asks; and
    # where settings changed since, another attempt says more than the desk could.
    judged = Diagnosis.from_json(diagnosis)
    again = case.facts.value(ERROR_OUTDATED) is True
    return judged.cause is None and not judged.beyond and not again
