"""Several processes on one database, and processes that are killed."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import replace

import pytest

from cases.model import JobKind
from cases.store import Store
from tests.cases.made import ANN, MINUTE, NOON, owner, turn

FOREVER = 1_000_000


async def steady(address: str, who: str, turns: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.cases.steady", address, who, str(turns), stdout=PIPE
    )


async def killed_after(process: Process, turns: int) -> int:
    """How many turns the process said it kept."""
    assert process.stdout
    told = [await process.stdout.readline() for _ in range(turns)]
    process.kill()
    told += (await process.stdout.read()).splitlines(keepends=True)
    assert await process.wait() == -9
    whole = [line for line in told if line.endswith(b"\n")]
    return int(whole[-1])


@pytest.mark.parametrize("turns", [1, 12])
async def test_what_was_kept_survives_a_kill_whole(
    store: Store, database_url: str, turns: int
) -> None:
    told = await killed_after(await steady(database_url, "w", FOREVER), turns)
    person = replace(ANN, object_id="w")
    draft, [kept] = await store.draft(owner(person)), await store.cases_of(person, 5)
    # The one that was under way may have been kept just before the kill, but then all of it.
    assert draft.version in (told, told + 1)
    assert (draft.body, kept.version, len(kept.history)) == (
        {"turn": draft.version},
        draft.version,
        draft.version,
    )
    for number in (1, draft.version, draft.version + 1):
        done, _ = await store.answered(turn(f"{number}", person).key)
        assert done is (number <= draft.version)
    answers = 0
    while await store.claim([JobKind.SEND], "w", NOON, MINUTE):
        answers += 1
    assert answers == draft.version
    next_turn = turn(f"{draft.version + 1}", person, read=draft.version)
    await store.commit_turn(next_turn)


async def test_three_processes_on_one_database(store: Store, database_url: str) -> None:
    names = ["a", "b", "c"]
    processes = [await steady(database_url, name, 15) for name in names]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    numbers = set()
    for name in names:
        [kept] = await store.cases_of(replace(ANN, object_id=name), 5)
        assert len(kept.history) == 15
        numbers.add(kept.number)
    assert numbers == {1, 2, 3}


async def test_a_killed_process_does_not_keep_others_out(store: Store, database_url: str) -> None:
    for who in ("a", "b", "c"):
        await killed_after(await steady(database_url, who, FOREVER), 3)
        async with asyncio.timeout(5):
            await store.next_case_number()
