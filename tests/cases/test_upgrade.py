"""Cases that were kept before the desk had lists and figures."""

from __future__ import annotations

from dataclasses import replace

from alembic import command
from sqlalchemy import text

from cases import database
from cases.lists import Tally
from cases.model import CaseState
from cases.store import Store
from tests.cases.made import BOB, case


async def taken_back(url: str) -> None:
    engine = database.connect(database.parse(url))
    async with database.writers(engine).begin() as connection:
        await connection.run_sync(
            lambda plain: command.downgrade(database.alembic_config(plain), "0001")
        )
        words = "UPDATE cases SET state = 'answered' WHERE state = 'new'"
        await connection.execute(text(words))
    await engine.dispose()


async def test_they_are_counted_and_can_be_erased_by_their_address(database_url: str) -> None:
    store = await Store.open(database_url)
    answered = replace(case(1, address="SMTP:Ann@Müller.example"), state=CaseState.NEW)
    draft = replace(case(2, BOB, "bob@contoso.com"), state=CaseState.DRAFT)
    for one in (answered, draft, replace(case(3, BOB, ""), state=CaseState.WITHDRAWN)):
        await store.save_case(one)
    await store.close()
    await taken_back(database_url)

    store = await Store.open(database_url)
    assert (await store.figures("2026-11")).all == Tally(opened=2, questions=2)
    kept = await store.case(1)
    assert kept
    await store.save_case(replace(kept, cause="found-out"))
    figures = await store.figures("2026-11")
    assert {name: tally.opened for name, tally in figures.causes.items()} == {
        "found-out": 1,
        "unknown": 1,
    }
    assert (await store.forget_address("ann@MÜLLER.example")).cases == 1
    assert [await store.case(n) is None for n in (1, 2, 3)] == [True, False, False]
    await store.close()
