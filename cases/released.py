"""What people released of themselves into a case, and how an address leaves it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import ColumnElement, Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.about import About
from cases.model import Case
from cases.tables import CASES
from evidence.facts import SIGN_IN_CHECK, Facts, Observation


async def naming(
    connection: AsyncConnection, about: About, which: ColumnElement[bool]
) -> frozenset[int]:
    """The numbers of those cases into which somebody released the address as their own."""
    near = type_coerce(CASES.c.brought, Text).icontains(about.fragment, autoescape=True)
    columns = CASES.c.number, CASES.c.brought
    found = (await connection.execute(select(*columns).where(which, near))).all()
    return frozenset(
        row.number for row in found if row.brought and _names(Facts.from_json(row.brought), about)
    )


def names(case: Case, about: About) -> bool:
    """Whether somebody released the address into this case."""
    return _names(case.brought, about)


def without(case: Case, about: About) -> Case:
    """The case without it: where it was brought to, and in what checks judged since."""
    return replace(
        case,
        brought=_without(case.brought, about),
        facts=_without(case.facts, about),
        desk_facts=_without(case.desk_facts, about),
    )


def _names(facts: Facts, about: About) -> bool:
    return any(_released(o, about) for seen in facts.observations.values() for o in seen)


def _released(seen: Observation, about: About) -> bool:
    return seen.source == SIGN_IN_CHECK and about.within(seen.value)


def _without(facts: Facts, about: About) -> Facts:
    kept: Mapping[str, tuple[Observation, ...]] = {
        name: tuple(o for o in seen if not _released(o, about))
        for name, seen in facts.observations.items()
    }
    return Facts(MappingProxyType({name: seen for name, seen in kept.items() if seen}))
