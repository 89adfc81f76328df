"""Databases of before, in two steps: brought up, and taken back to what was before."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, RowMapping, bindparam, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases import database
from cases.columns import Utc
from cases.lists import Tally, View
from cases.model import DELIVERIES, CaseState, EventKind, Job, JobKind, PassedBecause, Triage
from cases.store import Store, StoreUnavailableError
from tests.cases.desk_cases import AMARA, HOUR, at_desk
from tests.cases.hand_offs import begun, found_out, given_away, handed, handing, leaving
from tests.cases.made import BOB, MINUTE, NOON, case, job, moved

CASE = """INSERT INTO cases (number, version, state, reporter_object_id, reporter_tenant_id,
 reporter, side, place, complaint, facts, diagnosis, card_id, opened_at, changed_at)
 VALUES (:number, 3, :state, '0bj-ann', 'c0470500-tenant', :reporter, 'invited', :place,
 :complaint, '{}', NULL, :card, :opened, :changed)"""
EVENT = "INSERT INTO events VALUES (:number, :seq, :kind, :at, '0bj-ann', '{}')"
REPORTER = (
    '{"teams_id":"29:ann-teams","object_id":"0bj-ann","tenant_id":"c0470500-tenant",'
    '"name":"Ann \\u017di\\u017ekov\\u00e1"}'
)
PLACE = (
    '{"conversation_id":"a:chat-of-0bj-ann","service_url":"https://smba.example/",'
    '"tenant_id":"c0470500-tenant","bot_id":"28:b","scope":"personal","locale":"en"}'
)
CHANGED = NOON + timedelta(hours=30)
# What 0001 can read.
STATES = {"draft", "diagnosing", "answered", "with desk", "solved", "withdrawn"}
KINDS = {
    *("opened", "check started", "checked", "check failed"),
    *("corrected", "passed to desk", "told works", "withdrawn"),
}


class Before:
    """A database as 0001 keeps it, in its own words."""

    def __init__(self, url: str) -> None:
        self.url = database.parse(url)

    async def made(self) -> None:
        if self.url.get_backend_name() == "sqlite":
            with sqlite3.connect(str(self.url.database)) as file:
                file.execute("PRAGMA journal_mode=WAL")
        await self._alembic(lambda c: command.upgrade(database.alembic_config(c), "0001"))

    async def taken_back(self, to: str = "0001") -> None:
        await self._alembic(lambda c: command.downgrade(database.alembic_config(c), to))

    async def keep(self, number: int, state: str, address: str, card: str | None = "1:c") -> None:
        told = {"value": address, "trust": "told", "at": "2026-11-22T12:00:00Z"}
        answers = {"case.invitedAddress": told} if address else {}
        values = {"number": number, "state": state, "reporter": REPORTER, "place": PLACE}
        values |= {"complaint": json.dumps({"revision": len(answers), "answers": answers})}
        kinds = ("opened", "passed to desk") if state == "with desk" else ("opened",)
        insert = text(CASE).bindparams(
            bindparam("opened", type_=Utc), bindparam("changed", type_=Utc)
        )
        happened = text(EVENT).bindparams(bindparam("at", type_=Utc))
        async with self._writing() as connection:
            times = {"opened": NOON, "changed": CHANGED}
            await connection.execute(insert, {**values, "card": card, **times})
            for seq, kind in enumerate(kinds):
                event = {"number": number, "seq": seq, "kind": kind, "at": CHANGED}
                await connection.execute(happened, event)

    async def multiply(self, number: int, count: int) -> None:
        """As many cases like that one."""
        counted = (
            f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        )
        columns = ", ".join(re.findall(r"\w+", CASE[CASE.index("(") : CASE.index(")")])[1:])
        insert = (
            f"{counted} INSERT INTO cases (number, {columns}) SELECT i, {columns} FROM cases, n"
        )
        async with self._writing() as connection:
            await connection.execute(text(f"{insert} WHERE number = {number}"))

    async def rows(self, query: str) -> list[RowMapping]:
        async with self._writing() as connection:
            return list((await connection.execute(text(query))).mappings())

    async def tables(self) -> list[str]:
        async with self._writing() as connection:
            return await connection.run_sync(lambda plain: inspect(plain).get_table_names())

    async def _alembic(self, work: Callable[[Connection], None]) -> None:
        async with self._writing() as connection:
            await connection.run_sync(work)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        engine = database.connect(self.url, pooled=False)
        async with database.writers(engine).begin() as connection:
            yield connection
        await engine.dispose()


@pytest.fixture
async def before(database_url: str) -> Before:
    found = Before(database_url)
    await found.made()
    return found


async def claimed(store: Store, kind: JobKind) -> list[Job]:
    found = []
    while one := await store.claim([kind], "w", CHANGED + 9 * HOUR, MINUTE):
        await store.complete(one)
        found.append(one)
    return found


async def test_they_are_counted_and_can_be_erased_by_their_address(
    before: Before, database_url: str
) -> None:
    await before.keep(1, "answered", "SMTP:Ann@Müller.example")
    await before.keep(2, "draft", "bob@contoso.com", card=None)
    await before.keep(3, "withdrawn", "", card="1:c")
    await before.keep(4, "withdrawn", "", card=None)

    store = await Store.open(database_url)
    assert (await store.figures("2026-11")).all == Tally(opened=2, questions=1)
    kept = await store.case(1)
    assert kept
    assert (kept.state, kept.triage) == (CaseState.NEW, None)
    await store.save_case(replace(kept, cause="found-out"))
    figures = await store.figures("2026-11")
    assert {name: tally.opened for name, tally in figures.causes.items()} == {
        "found-out": 1,
        "unknown": 1,
    }
    assert (await store.forget_address("ann@MÜLLER.example")).cases == 1
    assert [await store.case(n) is None for n in (1, 2, 3)] == [True, False, False]
    await store.close()


async def test_what_people_were_told_the_desk_has_it_has(before: Before, database_url: str) -> None:
    for number in range(1, 6):
        await before.keep(number, "with desk", f"ann{number}@contoso.com")
    await before.keep(6, "answered", "ann6@contoso.com")

    store = await Store.open(database_url)
    kept = await store.case(5)
    assert kept
    asked = Triage(CHANGED, PassedBecause.ASKED, due_at=CHANGED + 4 * HOUR)
    assert (kept.state, kept.triage, kept.changed_at) == (CaseState.NEW, asked, CHANGED)
    for view in (View.OPEN, View.NOBODYS):
        page = await store.queue(view, AMARA, CHANGED, "", 9)
        assert [listed.number for listed in page.rows] == [1, 2, 3, 4, 5]
        assert page.rows[0].due_at == CHANGED + 4 * HOUR
    assert (await store.search("žižková open", CHANGED, "", 9)).rows[0].number == 5
    assert [one.number for one in (await store.search("ann2", CHANGED, "", 9)).rows] == [2]
    assert (await store.search("ann6", CHANGED, "", 9)).rows == ()
    bodies = [{"case": number} for number in range(1, 6)]
    assert await store.claim([JobKind.DUE], "w", CHANGED + 3 * HOUR, MINUTE) is None
    for kind in (JobKind.SHOW, JobKind.DUE):
        assert [one.body for one in await claimed(store, kind)] == bodies
    assert await store.unposted(9) == (1, 2, 3, 4, 5)
    await store.close()


async def test_however_many_there_are(before: Before, database_url: str) -> None:
    await before.keep(1, "with desk", "ann@contoso.com")
    await before.multiply(1, 2100)
    store = await Store.open(database_url)
    assert (await store.figures("2026-11")).all.opened == 2100
    assert await store.unposted(2) == (1, 2)
    assert await store.unposted(9, 2098) == (2099, 2100)
    await store.close()


async def test_taken_back_it_says_only_what_was_said_before(
    store: Store, database_url: str
) -> None:
    for number, state in enumerate(CaseState, 1):
        await store.save_case(replace(at_desk(number), state=state))
        await store.save_case(replace(case(number + 20), state=state))
    await store.save_case(replace(case(40), state=CaseState.NEW, diagnosis=None))
    for kind in (JobKind.SHOW, JobKind.DUE, JobKind.GROUP, JobKind.CHECK, JobKind.SEND):
        await store.enqueue(job(f"{kind}-1", kind=kind, case=1))
    await store.enqueue(job("desk-check", case=1, desk=True))
    before = Before(database_url)
    await before.taken_back()

    states = {row["number"]: row["state"] for row in await before.rows("SELECT * FROM cases")}
    assert set(states.values()) == STATES
    at_the_desk, ended = ["with desk"] * 8, ["solved", "solved", "withdrawn"]
    assert [states[number] for number in range(1, 12)] == at_the_desk + ended
    others = ["draft", "answered", "diagnosing", *["answered"] * 5, *ended]
    assert [states[number] for number in range(21, 32)] == others
    assert states[40] == "draft"
    assert {row["key"] for row in await before.rows("SELECT * FROM jobs")} == {"check-1", "send-1"}


async def test_taken_back_a_history_has_no_gaps_and_nothing_read_for_the_desk(
    store: Store, database_url: str
) -> None:
    kept = moved(moved(at_desk(1), EventKind.PASSED_TO_DESK), EventKind.TAKEN)
    kept = moved(moved(kept, EventKind.CHECKED, desk=True, facts={}), EventKind.NOTED)
    await store.save_case(moved(moved(kept, EventKind.CHECKED), EventKind.TOLD_WORKS))
    for number, kind in enumerate(EventKind, 2):
        await store.save_case(moved(case(number, BOB), kind))
    before = Before(database_url)
    await before.taken_back()

    events = await before.rows("SELECT * FROM events ORDER BY case_number, seq")
    assert {row["kind"] for row in events} == KINDS
    assert [(row["seq"], row["kind"]) for row in events if row["case_number"] == 1] == [
        (0, "opened"),
        (1, "passed to desk"),
        (2, "checked"),
        (3, "told works"),
    ]
    again = await Store.open(database_url)
    assert len(getattr(await again.case(1), "history", ())) == 4
    await again.close()


SINCE_HAND_OFF = {
    *(EventKind.HANDED_OFF, EventKind.DELIVERED, EventKind.UNDELIVERED, EventKind.LINK_REVOKED),
    *(EventKind.PARTNER_ANSWERED, EventKind.BROUGHT, EventKind.CONSENTED),
}


async def test_a_case_of_before_hand_offs_is_the_same_and_can_be_handed_off(
    store: Store, database_url: str
) -> None:
    kept = await store.save_case(moved(at_desk(7), EventKind.PASSED_TO_DESK))
    await store.enqueue(job("case-7", case=7))
    before = Before(database_url)
    await before.taken_back("0002")
    assert "hand_offs" not in await before.tables()

    again = await Store.open(database_url)
    assert await again.case(7) == kept
    assert await again.hand_offs(7) == ()
    given = handed("h")
    await again.commit_turn(handing("1", kept, given, leaving("d", given)))
    assert await again.hand_offs(7) == (given,)
    assert (await claimed(again, JobKind.CHECK))[0].body == {"case": 7}
    await again.close()


async def test_taken_back_nothing_is_left_of_a_hand_off(store: Store, database_url: str) -> None:
    given, _ = await given_away(store)
    await store.keep_link("token", given.id, NOON)
    await store.begin_sign_in(begun(given), NOON)
    await store.keep_learned(found_out(given), NOON)
    await store.grant("host", "home", NOON)
    found = await store.claim(DELIVERIES, "w", NOON, MINUTE)
    assert found
    await store.begin_send(found)
    case = await store.case(7)
    assert case
    await store.save_case(replace(moved(case, EventKind.NOTED, text="kept"), brought=case.facts))
    for number, kind in enumerate(EventKind, 20):
        await store.save_case(moved(moved(at_desk(number), kind), EventKind.TOLD_WORKS))
    before = Before(database_url)
    await before.taken_back("0002")

    since = {"hand_offs", "deliveries", "links", "sign_ins", "learned", "grants"}
    assert since & set(await before.tables()) == set()
    assert "brought" not in (await before.rows("SELECT * FROM cases"))[0]
    events = await before.rows("SELECT * FROM events ORDER BY case_number, seq")
    assert {row["kind"] for row in events} == set(EventKind) - SINCE_HAND_OFF
    of_case = [(row["seq"], row["kind"]) for row in events if row["case_number"] == 7]
    assert of_case == [(0, "opened"), (1, "noted")]
    assert await before.rows("SELECT * FROM jobs") == []
    assert await before.rows("SELECT * FROM sendings") == []
    again = await Store.open(database_url)
    assert len(getattr(await again.case(7), "history", ())) == 2
    await again.close()


async def test_an_upgrade_may_take_longer_than_an_answer(
    before: Before, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does another process that starts meanwhile give up."""
    monkeypatch.setattr(database, "SERVER_S", 0.3)
    monkeypatch.setattr(database, "PRAGMAS", ("busy_timeout=300", *database.PRAGMAS[1:]))
    async with before._writing() as connection:
        if not database_url.startswith("sqlite"):
            lock = text("SELECT pg_advisory_xact_lock(:lock)")
            await connection.execute(lock, {"lock": database.MIGRATION_LOCK})
        opening = asyncio.create_task(Store.open(database_url))
        await asyncio.sleep(1)
        assert not opening.done()
    await (await opening).close()


async def test_nobody_waits_for_ever_for_another_s_upgrade(
    before: Before, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MIGRATION_S", 0.3)
    async with before._writing() as connection:
        if not database_url.startswith("sqlite"):
            lock = text("SELECT pg_advisory_xact_lock(:lock)")
            await connection.execute(lock, {"lock": database.MIGRATION_LOCK})
        with pytest.raises(StoreUnavailableError):
            await asyncio.wait_for(Store.open(database_url), 5)
