"""Whatever people write is kept as they wrote it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import MappingProxyType

import pytest

from cases.model import EventKind, JobKind, TurnKey
from cases.store import Store
from tests.cases.made import ANN, MINUTE, NOON, case, event, job, owner, place, turn

HOSTILE = {
    "quotes": 'Robert\'); DROP TABLE cases;-- "x" `y`',
    "like": "100%_\\ %s %(name)s :name $1 ?",
    "markup": "<b>[x](https://evil.example)</b>\r\n{{ 7*7 }}",
    "scripts": "Žluťoučký 株式会社 שלום \u202eكلمة 👩‍👩‍👧‍👦 e\u0301",
    "nul": "a\0b",
    "broken": "half an emoji \ud83d",
    # Nothing a database could compress: its indexes take less than 3 KB.
    "long": "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(160)) + "Ω",
    "empty": "",
}


async def test_in_a_case(store: Store) -> None:
    for number, text in enumerate(HOSTILE.values(), 1):
        person = replace(ANN, name=text, teams_id="29:" + text)
        hostile = replace(
            case(number, person, "x" + text),
            place=replace(place(ANN), conversation_id=text),
            diagnosis=MappingProxyType({text: [text, {"deep": text}]}),
        )
        kept = await store.save_case(hostile, [event(EventKind.CHECKED, ANN, said=text)])
        assert await store.case(number) == kept
        assert kept.reporter.name == text
        assert (await store.cases_of(person, 1)) == (kept,)


async def test_as_a_persons_id(store: Store) -> None:
    for number, text in enumerate(HOSTILE.values(), 1):
        person = replace(ANN, object_id=text, tenant_id=text)
        await store.save_case(case(number, person))
        [kept] = await store.cases_of(person, 5)
        assert kept.reporter == person
        assert (await store.forget(person)).cases == 1


async def test_in_a_turn(store: Store) -> None:
    for before, text in enumerate(HOSTILE.values()):
        said = replace(
            turn("1", read=before, draft={"said": text, text: 1}, response={"answer": text}),
            key=TurnKey("a:chat" + text, text),
        )
        await store.commit_turn(said)
        assert (await store.draft(owner(ANN))).body == {"said": text, text: 1}
        assert await store.answered(said.key) == (True, {"answer": text})
        assert await store.answered(TurnKey("a:chat" + text, text + "!")) == (False, None)


async def test_in_a_job(store: Store) -> None:
    for text in HOSTILE.values():
        assert await store.enqueue(job("case-" + text, text=text))
        assert not await store.enqueue(job("case-" + text))
        assert await store.enqueue(job("case-" + text + "!", NOON + MINUTE))
        found = await store.claim([JobKind.CHECK], text, NOON, MINUTE)
        assert found
        assert found.body == {"text": text}
        await store.begin_send(found)
        await store.end_send(found, text)
        await store.complete(found)


async def test_deliveries_are_told_apart_where_their_parts_run_together(store: Store) -> None:
    await store.commit_turn(replace(turn("1"), key=TurnKey("ab", "c")))
    assert await store.answered(TurnKey("a", "bc")) == (False, None)


async def test_what_is_not_json_is_refused_and_leaves_nothing(store: Store) -> None:
    for wrong in (object(), float("nan"), NOON):
        with pytest.raises(Exception, match=r"JSON|Out of range"):
            await store.commit_turn(turn("1", draft={"wrong": wrong}))
    assert (await store.draft(owner(ANN))).version == 0
