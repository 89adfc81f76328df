"""The daily sweep: bounded in each transaction, and never through a whole table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, event, select

from cases import database
from cases.forgetting import Erased, Retention
from cases.model import Acquaintance, Download, JobKind, Person
from cases.store import Store
from cases.tables import AUDITS
from tests.cases.hand_offs import begun, found_out, given_away
from tests.cases.made import ANN, BOB, MINUTE, NOON, case, job, turn

LATE = NOON + timedelta(days=3650)
EXPLAIN = "EXPLAIN QUERY PLAN "
Statement = tuple[str, Sequence[object]]


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Every statement that is executed meanwhile, with its parameters."""
    found: list[Statement] = []

    def take(_: Connection, __: object, statement: str, values: object, *___: object) -> None:
        found.append((statement, tuple(values) if isinstance(values, Sequence) else ()))

    event.listen(Engine, "before_cursor_execute", take)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", take)


async def old_things(store: Store, count: int) -> None:
    for n in range(count):
        who = Person(f"29:{n}", f"0bj-{n}", "tenant")
        await store.save_case(case(n + 1, who))
        await store.commit_turn(turn(f"{n}", who))
        await store.met(Acquaintance(who, NOON))
        await store.keep_download(Download(f"{n}", who, "f", "text/csv", b"1", NOON))
        await store.enqueue(job(f"{n}"))
        if held := await store.claim([JobKind.CHECK], "w", NOON, MINUTE):
            await store.complete(held)


async def test_it_goes_on_until_nothing_of_any_kind_is_left(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.forgetting.PAGE", 2)
    await old_things(store, 5)
    await store.commit_turn(turn("new", BOB))
    swept = await store.sweep(LATE, Retention())
    assert await most_at_once(database_url) == 2
    kinds = (swept.turns, swept.drafts, swept.cases, swept.people, swept.downloads, swept.jobs)
    assert kinds == (6, 6, 5, 5, 5, 5)
    assert await store.sweep(LATE, Retention()) == Erased()


async def most_at_once(url: str) -> int:
    engine = database.connect(database.parse(url), pooled=False)
    async with engine.connect() as connection:
        lines = (await connection.execute(select(AUDITS).where(AUDITS.c.kind == "sweep"))).all()
    await engine.dispose()
    return max(
        int(line.counts[kind]) for line in lines for kind in ("turns", "drafts", "people", "jobs")
    )


async def visits(store: Store, count: int) -> None:
    for n in range(count):
        given, _ = await given_away(store, 100 + n)
        await store.begin_sign_in(begun(given, f"{n}"), NOON)
        await store.keep_learned(found_out(given, f"{n}"), NOON)


async def test_sign_ins_of_minutes_go_before_their_case(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.forgetting.PAGE", 2)
    await visits(store, 5)
    assert await store.sweep(NOON + MINUTE, Retention()) == Erased(sign_ins=10)


async def test_what_came_back_meanwhile_stays(store: Store) -> None:
    await store.commit_turn(turn("old", ANN))
    await store.met(Acquaintance(ANN, LATE))
    assert (await store.sweep(LATE, Retention())).people == 0
    assert await store.acquaintance(ANN)


async def test_it_reads_no_table_whole(store: Store, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL reads small tables whole, whatever their indexes")
    await old_things(store, 1)
    await visits(store, 1)
    with statements() as executed:
        await store.sweep(LATE, Retention())
    swept = [one for one in executed if one[0].startswith(("DELETE", "SELECT"))]
    assert len(swept) > 10

    engine = database.connect(database.parse(database_url), pooled=False)
    async with engine.connect() as connection:
        plans = {
            statement: str((await connection.exec_driver_sql(EXPLAIN + statement, values)).all())
            for statement, values in swept
        }
    await engine.dispose()
    assert {statement: plan for statement, plan in plans.items() if "SCAN" in plan} == {}
