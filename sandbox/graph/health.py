"""What Microsoft reports of its services to every tenant."""

from __future__ import annotations

from datetime import timedelta

from sandbox.graph.answers import Answer, Call, Json, Refusal
from sandbox.graph.collections import Shape, collection
from sandbox.graph.directory import written
from sandbox.graph.filters import Grammar

_FILTERS = frozenset("id service classification status isResolved".split())
ISSUES = Shape("admin/serviceAnnouncement/issues", Grammar(_FILTERS), max_page=1000)


def issues(call: Call) -> Answer:
    """Some advisory is nearly always open, and something or other was resolved lately."""
    rows = [
        _issue(call, "MO100001", "Microsoft Teams", "advisory", "serviceDegradation"),
        _issue(call, "SP100002", "SharePoint Online", "incident", "serviceRestored"),
    ]
    if call.world.inviting.incident:
        rows.append(_issue(call, "SP100003", "SharePoint Online", "incident", "serviceDegradation"))
    return Answer(200, collection(call, ISSUES, rows))


def _issue(call: Call, key: str, service: str, classification: str, status: str) -> Json:
    resolved = status == "serviceRestored"
    began = call.now - timedelta(hours=30 if resolved else 3)
    return {
        "id": key,
        "title": "Some people may be unable to open shared content",
        "service": service,
        "feature": "Access and sharing",
        "featureGroup": "Access and sharing",
        "classification": classification,
        "origin": "microsoft",
        "status": status,
        "isResolved": resolved,
        "impactDescription": "People may be unable to open content that was shared with them.",
        "startDateTime": written(began),
        "endDateTime": written(began + timedelta(hours=4)) if resolved else None,
        "lastModifiedDateTime": written(call.now - timedelta(minutes=20)),
        "details": [],
        "posts": [],
    }


def health_denied(permission: str) -> Refusal:
    """The service words its refusals as an unknown error (recorded answers)."""
    return Refusal(403, "UnknownError", "")
