"""The desk's part of a deployment's settings: who is at it, what it takes, how long things may
take and are kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from cases.due import Patience
from cases.forgetting import Retention
from cases.roles import Role
from causes import CAUSES
from desk.passing import Rule, Takes
from desk.web_addresses import safe
from evidence.facts.addresses import domain_of
from evidence.tokens import is_guid

_IDS = MappingProxyType(
    {
        Role.AGENT: "DESK_AGENTS",
        Role.LEAD: "DESK_LEADS",
        Role.ADMINISTRATOR: "DESK_ADMINISTRATORS",
    }
)
_YES = MappingProxyType({"1": True, "0": False})
_DAYS = MappingProxyType(
    {
        "cases": ("RETENTION_DAYS", 180),
        "drafts": ("RETENTION_DRAFT_DAYS", 30),
        "people": ("RETENTION_PEOPLE_DAYS", 365),
        "audits": ("RETENTION_AUDIT_DAYS", 730),
    }
)
_LONGEST_DAYS = 36500
_LONGEST_HOURS = 24 * 366
_DOMAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_DUE = tuple(Patience.__dataclass_fields__)


@dataclass(frozen=True)
class Staff:
    """Who is at the desk. `ids`: for each role the object ids of groups or people, lower case.
    `team_is_agents`: members of the desk channel's team are agents. `roles_for`: how long an
    answer about somebody's roles counts."""

    ids: Mapping[Role, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    team_is_agents: bool = False
    roles_for: timedelta = timedelta(minutes=5)

    @property
    def named(self) -> bool:
        """Whether anybody could be at the desk at all."""
        return self.team_is_agents or any(self.ids.values())


@dataclass(frozen=True)
class DeskSettings:
    """`public_url`: the https address under which people reach this process; empty: none."""

    staff: Staff = field(default_factory=Staff)
    takes: Takes = field(default_factory=Takes)
    patience: Patience = field(default_factory=Patience)
    retention: Retention = field(default_factory=Retention)
    public_url: str = ""


def desk_settings(env: Mapping[str, str]) -> DeskSettings:
    """Returns the desk's settings; raises what `desk_problems` would have named."""
    return DeskSettings(
        staff=Staff(
            ids={role: _ids(env, name) for role, name in _IDS.items()},
            team_is_agents=_flag(env, "DESK_TEAM_IS_AGENTS", "0"),
            roles_for=_roles_for(env),
        ),
        takes=Takes(_rules(env), _flag(env, "DESK_TAKES_CANNOT_TELL", "1")),
        patience=_patience(env),
        retention=_retention(env),
        public_url=_public_url(env),
    )


def desk_problems(env: Mapping[str, str]) -> tuple[str, ...]:
    """One line for each setting that does not fit."""
    return named(_READINGS, env)


def _ids(env: Mapping[str, str], name: str) -> frozenset[str]:
    ids = frozenset(env.get(name, "").replace(",", " ").lower().split())
    if not all(is_guid(id_) for id_ in ids):
        raise ValueError("expected object ids of groups or people")
    return ids


def _flag(env: Mapping[str, str], name: str, default: str) -> bool:
    given = env.get(name) or default
    if given not in _YES:
        raise ValueError("expected 1 or 0")
    return _YES[given]


def _number(text: str, longest: int) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= 6
    if not plain or not 0 < int(text) <= longest:
        raise ValueError(f"expected a whole number from 1 to {longest}")
    return int(text)


def _roles_for(env: Mapping[str, str]) -> timedelta:
    return timedelta(minutes=_number(env.get("ROLES_MINUTES") or "5", 60))


def _rules(env: Mapping[str, str]) -> tuple[Rule, ...]:
    raw = json.loads(env.get("DESK_RULES") or "[]")
    if not isinstance(raw, list):
        raise TypeError("not a list")
    return tuple(_rule(each) for each in raw)


def _rule(raw: object) -> Rule:
    if not isinstance(raw, dict) or not raw or not raw.keys() <= {"cause", "partner"}:
        raise ValueError("not a rule")
    if not all(isinstance(value, str) and value for value in raw.values()):
        raise ValueError("not a rule")
    rule = Rule(str(raw.get("cause", "")), _partner(str(raw.get("partner", ""))))
    if rule.cause and rule.cause not in {cause.id for cause in CAUSES}:
        raise ValueError("no such cause")
    return rule


def _partner(domain: str) -> str:
    """As cases keep it."""
    kept = domain_of("@" + domain.strip()) if domain else ""
    if domain and not _DOMAIN.fullmatch(kept):
        raise ValueError("not a domain")
    return kept


def _patience(env: Mapping[str, str]) -> Patience:
    given = dict(pair.split("=", 1) for pair in env.get("DUE_HOURS", "").split())
    if not given.keys() <= set(_DUE):
        raise ValueError("no such time")
    hours = {name: _number(text, _LONGEST_HOURS) for name, text in given.items()}
    return replace(Patience(), **{name: timedelta(hours=each) for name, each in hours.items()})


def _days(env: Mapping[str, str], name: str, default: int) -> timedelta:
    return timedelta(days=_number(env.get(name) or str(default), _LONGEST_DAYS))


def _retention(env: Mapping[str, str]) -> Retention:
    return Retention(**{field_: _days(env, *name) for field_, name in _DAYS.items()})


def _public_url(env: Mapping[str, str]) -> str:
    url = env.get("PUBLIC_URL", "").strip().rstrip("/")
    if url and (safe(url).query or safe(url).fragment):
        raise ValueError("not the beginning of an address")
    return url


@dataclass(frozen=True)
class Reading:
    """A setting, how it is read, and what it is expected to be where that raises ValueError or
    TypeError."""

    name: str
    read: Callable[[Mapping[str, str]], object]
    expected: str


def _of_ids(name: str) -> Reading:
    return Reading(name, lambda env: _ids(env, name), "object ids of groups or people")


def _of_flag(name: str) -> Reading:
    return Reading(name, lambda env: _flag(env, name, "0"), "1 or 0")


def _of_days(name: str, default: int) -> Reading:
    expected = f"a whole number of days, 1 to {_LONGEST_DAYS}"
    return Reading(name, lambda env: _days(env, name, default), expected)


_READINGS = (
    *(_of_ids(name) for name in _IDS.values()),
    _of_flag("DESK_TEAM_IS_AGENTS"),
    _of_flag("DESK_TAKES_CANNOT_TELL"),
    Reading(
        "DESK_RULES", _rules, '[{"cause": "an id of ours", "partner": "a domain"}], one or both'
    ),
    Reading("DUE_HOURS", _patience, f'whole hours for some of "{" ".join(_DUE)}", as in "new=4"'),
    Reading("ROLES_MINUTES", _roles_for, "a whole number from 1 to 60"),
    *(_of_days(*name) for name in _DAYS.values()),
    Reading("PUBLIC_URL", _public_url, "an https address, or http on a loopback address"),
)


def named(readings: Iterable[Reading], env: Mapping[str, str]) -> tuple[str, ...]:
    """One line for each that cannot be read."""
    return tuple(
        f"{each.name}: expected {each.expected}" for each in readings if not _fits(each, env)
    )


def _fits(reading: Reading, env: Mapping[str, str]) -> bool:
    try:
        reading.read(env)
    except (ValueError, TypeError):
        return False
    return True
