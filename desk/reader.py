"""With which eyes a case is read. Pure."""

from __future__ import annotations

from cards.visible import Viewer
from cases.model import Case, Side
from cases.readers import desk_side, organisation_side, reporter_side
from evidence.facts import Facts


def viewer_of(case: Case) -> Viewer:
    """Returns the reporter as a viewer. Whoever says they were invited sees the invited side's
    names only once that is proven."""
    return Viewer(reporter_side(case, case.facts))


def agent_viewer(case: Case, own_tenant: str) -> Viewer:
    """Returns the desk as a viewer: it stands where its organisation stands."""
    return Viewer(desk_side(case, _facts(case), own_tenant), agent=True)


def side_of(case: Case, own_tenant: str) -> Side | None:
    """On which side of the invitation the own organisation stands; None where nobody knows, or
    where it stands on both."""
    return organisation_side(case, _facts(case), own_tenant)


def _facts(case: Case) -> Facts:
    """What the desk goes by."""
    return case.desk_facts if case.desk_diagnosis else case.facts
