"""Cases that go on as another one: closed, while their reporters still wait for its end."""

from __future__ import annotations

from collections import deque

from cards.screens import Note
from cases.model import Case, NewJob, Person
from cases.roles import is_reporter
from cases.store import Store
from desk.telling import told_of

MOST = 50  # cases that may end in one: all are told, and given back, in one commit


async def ending_in(store: Store, case: Case) -> tuple[Case, ...]:
    """All cases that go on as this one: merged into it, or into one that was; the nearest first."""
    found: dict[int, Case] = {case.number: case}
    left = deque([case])
    while left:
        for other in await merged_into(store, left.popleft()):
            if other.number not in found:
                found[other.number] = other
                left.append(other)
    return tuple(found.values())[1:]


async def merged_into(store: Store, case: Case) -> tuple[Case, ...]:
    """The cases that were merged into this very one."""
    links = case.triage.links if case.triage else ()
    linked = [await store.case(number) for number in links]
    return tuple(c for c in linked if c and c.triage and c.triage.merged_into == case.number)


async def living_of(store: Store, case: Case) -> Case:
    """The case that goes on as this one, at the end of all merging; itself where none does."""
    seen = {case.number}
    while case.triage and case.triage.merged_into not in (None, *seen):
        further = await store.case(case.triage.merged_into or 0)
        if further is None:
            return case
        case = further
        seen.add(case.number)
    return case


async def too_many(store: Store, case: Case, other: Case) -> bool:
    """Whether more than MOST would end in the other case, were this one merged into it."""
    behind = await ending_in(store, case), await ending_in(store, other)
    return sum(map(len, behind)) + 1 > MOST


async def all_told(
    store: Store, case: Case, by: Person | None, key: str, **values: str
) -> tuple[NewJob, ...]:
    """What tells the reporters of all cases that end in this one; each of their own case.
    `case`: as it is after what happened. `by`: who did it, and need not be told; None: nobody."""
    return tuple(
        told_of(case, other, Note(key, {"number": str(other.number), **values}))
        for other in await ending_in(store, case)
        if by is None or not is_reporter(by, other)
    )
