"""The desk's settings: what they come to, and every wrong one named before anything starts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.due import Patience
from cases.forgetting import Retention
from cases.roles import Role
from desk.desk_settings import DeskSettings, desk_problems, desk_settings
from desk.passing import Rule, Takes

GROUP, PERSON = "A6E70000-0000-4000-8000-00000000000a", "ada00000-0000-4000-8000-000000000001"


def test_without_any_there_is_no_desk_and_the_usual_times() -> None:
    usual = desk_settings({})
    assert not usual.staff.named
    assert usual.patience == Patience()
    assert usual.retention == Retention()
    assert usual.takes == Takes((), cannot_tell=True)
    assert (usual.public_url, usual.staff.roles_for) == ("", timedelta(minutes=5))


def test_everything_can_be_said() -> None:
    said = desk_settings(
        {
            "DESK_AGENTS": f"{GROUP}, {PERSON}",
            "DESK_LEADS": GROUP,
            "DESK_TEAM_IS_AGENTS": "1",
            "DESK_RULES": '[{"cause": "letter-case"}, {"partner": "Müller.example"}]',
            "DESK_TAKES_CANNOT_TELL": "0",
            "DUE_HOURS": "new=2 told=48",
            "ROLES_MINUTES": "1",
            "PUBLIC_URL": "https://desk.fabrikam.example/",
            "RETENTION_DAYS": "90",
            "RETENTION_DRAFT_DAYS": "7",
        }
    )
    assert said.staff.ids[Role.AGENT] == {GROUP.lower(), PERSON}
    assert said.staff.ids[Role.ADMINISTRATOR] == frozenset()
    assert said.staff.team_is_agents
    assert said.staff.roles_for == timedelta(minutes=1)
    assert said.takes == Takes((Rule("letter-case"), Rule(partner="xn--mller-kva.example")), False)
    assert said.patience == Patience(new=timedelta(hours=2), told=timedelta(hours=48))
    assert said.public_url == "https://desk.fabrikam.example"
    assert said.retention == Retention(cases=timedelta(days=90), drafts=timedelta(days=7))


WRONG = [
    ("DESK_AGENTS", "helpdesk@fabrikam.com"),
    ("DESK_LEADS", f"{GROUP};{PERSON}"),
    ("DESK_ADMINISTRATORS", "me"),
    ("DESK_TEAM_IS_AGENTS", "yes"),
    ("DESK_TAKES_CANNOT_TELL", "2"),
    ("DESK_RULES", "letter-case"),
    ("DESK_RULES", '{"cause": "letter-case"}'),
    ("DESK_RULES", "[{}]"),
    ("DESK_RULES", '["letter-case"]'),
    ("DESK_RULES", '[{"cause": "no-such-cause"}]'),
    ("DESK_RULES", '[{"partner": 5}]'),
    ("DESK_RULES", '[{"partner": "contoso"}]'),
    ("DESK_RULES", '[{"partner": "https://contoso.com/"}]'),
    ("DESK_RULES", '[{"domain": "contoso.com"}]'),
    ("DUE_HOURS", "new"),
    ("DUE_HOURS", "new=0"),
    ("DUE_HOURS", "new=-4"),
    ("DUE_HOURS", "new=4h"),
    ("DUE_HOURS", "newest=4"),
    ("DUE_HOURS", "new=9999999999"),
    ("ROLES_MINUTES", "0"),
    ("ROLES_MINUTES", "61"),
    ("ROLES_MINUTES", "\u0665"),
    ("PUBLIC_URL", "http://desk.fabrikam.example"),
    ("PUBLIC_URL", "desk.fabrikam.example"),
    ("PUBLIC_URL", "https://desk.fabrikam.example?x=1"),
    ("PUBLIC_URL", "https://a b"),
    ("PUBLIC_URL", "https://desk.fabrikam.example:99999999"),
    ("PUBLIC_URL", "https://ada:s3cret@desk.fabrikam.example"),
    ("PUBLIC_URL", "https://[::1"),
    ("RETENTION_DAYS", "0"),
    ("RETENTION_DAYS", "half a year"),
    ("RETENTION_DRAFT_DAYS", "-1"),
    ("RETENTION_PEOPLE_DAYS", "999999"),
    ("RETENTION_AUDIT_DAYS", "1.5"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_one_is_named(name: str, value: str) -> None:
    [problem] = desk_problems({name: value})
    assert problem.startswith(f"{name}: expected ")


def test_all_wrong_ones_are_named_at_once() -> None:
    every = dict(WRONG)
    assert sorted(p.split(":")[0] for p in desk_problems(every)) == sorted(every)


def test_an_empty_one_is_as_good_as_none() -> None:
    assert desk_settings({name: "" for name, _ in WRONG}) == desk_settings({})
    assert isinstance(desk_settings({}), DeskSettings)
