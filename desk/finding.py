"""Which cases somebody finds from any chat: the desk all of its own, everybody else theirs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cases.lists import Listed, Page, View
from cases.model import Case, Person
from cases.readers import told_cause
from cases.roles import Action, may
from cases.search import parsed
from cases.store import Store
from desk.asked import KnowsRoles
from desk.members import RolesUnknownError
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS

OWN = 50  # of somebody's own cases, the newest are looked through
LOOKS = 4  # at the desk's cases, for one page: Teams waits five seconds
ROLES_SECONDS = 2.5

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Query:
    """`words`: all of which a case must have; empty: none. `skip`: how many were seen before."""

    person: Person
    words: str
    at: datetime
    skip: int
    count: int


class Finder:
    def __init__(self, store: Store, members: KnowsRoles) -> None:
        self._store, self._members = store, members

    async def find(self, query: Query) -> tuple[Case, ...]:
        """At most `count` cases, the newest first; without words those that the person has at
        the desk come first of all. Somebody whose roles cannot be told finds their own."""
        rows = await self._of_desk(query) if await self._at_desk(query.person) else ()
        if rows:
            cases = [await self._store.case(row.number) for row in _window(rows, query)]
            return tuple(case for case in cases if case is not None)
        own = await self._store.cases_of(query.person, OWN)
        return _window(tuple(case for case in own if _fits(case, query.words)), query)

    async def _at_desk(self, person: Person) -> bool:
        try:
            async with asyncio.timeout(ROLES_SECONDS):
                held = await self._members.roles(person)
        except (RolesUnknownError, TimeoutError) as unknown:
            log.info("roles not known for a search: %s", type(unknown).__name__)
            return False
        return may(person, Action.QUEUE, held=held)

    async def _of_desk(self, query: Query) -> tuple[Listed, ...]:
        """Up to the end of the page, from the first one on."""
        if query.words:
            return await self._searched(query)
        return await self._listed(View.MINE, query) or await self._listed(View.OPEN, query)

    async def _listed(self, view: View, query: Query) -> tuple[Listed, ...]:
        most = query.skip + query.count
        return (await self._store.queue(view, query.person, query.at, "", most)).rows

    async def _searched(self, query: Query) -> tuple[Listed, ...]:
        rows: tuple[Listed, ...] = ()
        page, most = Page(), query.skip + query.count
        for _ in range(LOOKS):
            page = await self._store.search(query.words, query.at, page.after, most - len(rows))
            rows += page.rows
            if not page.after or len(rows) >= most:
                break
        return rows


def _window(found: tuple[T, ...], query: Query) -> tuple[T, ...]:
    return found[query.skip : query.skip + query.count]


def _fits(case: Case, words: str) -> bool:
    wanted = parsed(words)
    if wanted.number is not None:
        return case.number == wanted.number
    said = " ".join(_says(case)).casefold()
    return all(word in said for word in words.casefold().split())


def _says(case: Case) -> Iterable[str]:
    """What the reporter knows of the case: never what the desk's own check came to."""
    yield from (case.state.value, told_cause(case) or "", case.partner or "")
    for of in (INVITED_ADDRESS, HOST_DOMAIN):
        told = case.complaint.value(of)
        yield told if isinstance(told, str) else ""
