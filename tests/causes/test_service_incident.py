"""Microsoft's own services are disturbed."""

from __future__ import annotations

from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "service-incident"

TABLE = [
    (
        "a passing error, and an incident",
        {"error.aadsts": 90033},
        {"health.incident": True},
        "present, certain",
    ),
    ("a passing error alone", {"error.aadsts": 90033}, {}, "present, likely"),
    (
        "an incident, and everybody fails",
        {"repro.whoFails": "everybody"},
        {"health.incident": True},
        "present, likely",
    ),
    (
        "an incident, and people of other domains fail",
        {"repro.otherDomainsFail": True},
        {"health.incident": True},
        "present, likely",
    ),
    (
        "an incident alone may be about something else",
        {},
        {"health.incident": True},
        "present, possible",
    ),
    (
        "one person fails, and all is green",
        {"repro.whoFails": "onePerson"},
        {"health.incident": False},
        "absent",
    ),
    ("all is green", {"error.aadsts": 50020}, {"health.incident": False}, "absent"),
    ("the next try went well", {"error.aadsts": 90033, "repro.retryWorks": True}, {}, "absent"),
    (
        "a passing error that stays, though all is green",
        {"error.aadsts": 90033, "repro.whoFails": "onePerson"},
        {"health.incident": False},
        "present, likely",
    ),
    (
        "many fail, health could not be read",
        {"error.aadsts": 50020, "repro.whoFails": "everybody"},
        {"health.incident": {"unknown": "no permission"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_neither_organisation_acts() -> None:
    of = facts({"health.incident": True}, {"error.aadsts": 90033})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["neither microsoft"]


def test_an_incident_explains_a_silent_sign_in_that_fails() -> None:
    of = facts({"health.incident": True}, {"error.aadsts": 50058})
    assert answer(of)[0] == CAUSE


def test_an_incident_does_not_hide_what_is_set_wrongly() -> None:
    of = facts({"health.incident": True, "host.spo.sharingCapability": "disabled"})
    assert answer(of) == ("spo-tenant-sharing-disabled", "certain")
    named = facts({"health.incident": True}, {"error.aadsts": 500212})
    assert answer(named) == ("xtap-outbound-blocked", "certain")
