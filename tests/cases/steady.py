"""A process that keeps turns until it is killed: `python -m tests.cases.steady URL WHO TURNS`.

It prints the number of each turn once it is kept.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from cases.model import JobKind
from cases.store import Store
from tests.cases.made import ANN, case, job, moved, owner, turn


async def main(address: str, who: str, turns: int) -> None:
    store, person = await Store.open(address), replace(ANN, object_id=who)
    kept = replace(case(await store.next_case_number(), person), history=())
    for number in range(1, turns + 1):
        changed = moved(kept, number=number)
        answer = job(f"{who}-{number}", kind=JobKind.SEND)
        read = (await store.draft(owner(person))).version
        one = turn(
            f"{number}", person, read=read, draft={"turn": number}, cases=(changed,), jobs=(answer,)
        )
        await store.commit_turn(one)
        kept = replace(changed, version=kept.version + 1)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
