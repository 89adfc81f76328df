"""What is forgotten is gone; what is old goes by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.forgetting import Erased
from cases.model import EventKind, JobKind, NewJob
from cases.store import CaseConflict, LeaseLost, Retention, Store
from tests.cases.dump import dump
from tests.cases.made import ANN, BOB, MINUTE, NOON, case, event, job, moved, owner, place, turn

DAY = timedelta(days=1)
RETENTION = Retention(cases=180 * DAY, drafts=30 * DAY, people=365 * DAY, audits=730 * DAY)
# What only Ann's rows hold. Her tenant is her organisation's, and other people's too.
TRACES = (
    ANN.teams_id,
    ANN.object_id,
    "Žižková",
    "ann@contoso",
    "chat-of-0bj-ann",
    "my link is",
    "I paid by card",
    "1:card-of-ann",
)


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


async def live_through_it_all(store: Store) -> None:
    """Ann talks, opens two cases, is answered; a check, a failed job and a send are open."""
    answer = NewJob(JobKind.SEND, "ann", {"place": place(ANN).to_json(), "to": ANN.name}, NOON)
    opened = moved(replace(case(1), card_id="1:card-of-ann"), text="my link is secret")
    check = job("case-1", person=ANN.object_id)
    said = {"text": "I paid by card"}
    first = turn("1", response={"hello": ANN.name}, cases=(opened,), jobs=(answer, check))
    await store.commit_turn(first)
    await store.commit_turn(turn("2", read=1, draft=said, cases=(case(2),), jobs=(job("case-2"),)))
    await store.enqueue(job("reminder", name=ANN.name), ANN)
    sent = await store.claim([JobKind.SEND], "w", NOON, MINUTE)
    assert sent
    await store.begin_send(sent)
    failed = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert failed
    await store.fail(failed)


async def live_beside(store: Store) -> None:
    """Bob has a case of his own, in which Ann once did something."""
    await store.commit_turn(turn("3", BOB, cases=(case(3, BOB, "bob@fabrikam.com"),)))
    kept = await store.case(3)
    assert kept
    await store.save_case(kept, [event(EventKind.CORRECTED, ANN, text="I paid by card")])
    await store.enqueue(job("case-3", case=3), BOB)


async def test_no_string_of_a_forgotten_person_is_left_anywhere(
    store: Store, database_url: str
) -> None:
    await live_through_it_all(store)
    await live_beside(store)
    assert traces(await dump(database_url)) == list(TRACES)
    erased = await store.forget(ANN)
    assert erased == Erased(drafts=1, turns=2, cases=2, events=3, terms=2, jobs=4, sendings=1)
    left = await dump(database_url)
    assert traces(left) == []
    assert re.search(r"audits.*forget.*\"cases\":2", left)
    assert await store.cases_of(ANN, 9) == ()
    assert (await store.draft(owner(ANN))).version == 0


async def test_others_keep_what_is_theirs(store: Store, database_url: str) -> None:
    await live_through_it_all(store)
    await live_beside(store)
    await store.forget(ANN)
    kept = await store.case(3)
    assert kept
    assert (kept.reporter, kept.complaint) == (BOB, case(3, BOB, "bob@fabrikam.com").complaint)
    assert [(e.kind, e.by) for e in kept.history] == [
        (EventKind.OPENED, BOB.object_id),
        (EventKind.CORRECTED, "forgotten"),
    ]
    assert (await store.draft(owner(BOB))).version == 1
    assert (await store.answered(turn("3", BOB).key))[0]
    left = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert left
    assert left.key == "case-3"


async def test_a_check_that_runs_meanwhile_brings_nothing_back(
    store: Store, database_url: str
) -> None:
    await store.commit_turn(turn("1", cases=(case(1),), jobs=(job("case-1", who=ANN.name),)))
    kept, running = await store.case(1), await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert kept
    assert running
    await store.forget(ANN)
    with pytest.raises(LeaseLost):
        await store.save_under_lease(running, kept, body={"who": ANN.name})
    with pytest.raises(LeaseLost):
        await store.begin_send(running)
    with pytest.raises(CaseConflict):
        await store.save_case(kept)
    assert traces(await dump(database_url)) == []


async def test_the_turn_that_asks_for_it_can_still_answer(store: Store, database_url: str) -> None:
    await live_through_it_all(store)
    await store.forget(ANN)
    bye = NewJob(JobKind.SEND, "bye " + ANN.object_id, {"place": place(ANN).to_json()}, NOON)
    await store.commit_turn(turn("9", read=2, draft=None, jobs=(bye,)))
    sent = await store.claim([JobKind.SEND], "w", NOON, MINUTE)
    assert sent
    await store.begin_send(sent)
    await store.end_send(sent, "1:bye")
    await store.complete(sent)
    await store.sweep(NOON, RETENTION)
    assert traces(await dump(database_url)) == []
    assert (await store.answered(turn("9").key))[0]


async def test_a_stranger_is_forgotten_without_harm(store: Store) -> None:
    await live_beside(store)
    assert await store.forget(replace(BOB, tenant_id="other", object_id="0bj-other")) == Erased()
    same_id_elsewhere = replace(BOB, tenant_id="other")
    assert (await store.forget(same_id_elsewhere)).cases == 0
    assert await store.case(3)


async def test_numbers_of_forgotten_cases_do_not_come_back(store: Store) -> None:
    number = await store.next_case_number()
    await store.commit_turn(turn("1", cases=(case(number),), jobs=(job("case-1"),)))
    old = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert old
    await store.forget(ANN)
    assert await store.next_case_number() == number + 1
    await store.enqueue(job("case-1"))
    new = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert new
    assert new.id != old.id


async def test_what_is_older_than_the_retention_goes(store: Store, database_url: str) -> None:
    for number, age in ((1, 181), (2, 179)):
        await store.save_case(replace(case(number), changed_at=NOON - age * DAY))
    await store.commit_turn(replace(turn("old"), at=NOON - 31 * DAY))
    await store.commit_turn(replace(turn("new", BOB), at=NOON - 6 * DAY))
    swept = await store.sweep(NOON, RETENTION)
    assert swept == Erased(drafts=1, turns=1, cases=1, events=1, terms=1)
    assert await store.case(1) is None
    assert await store.case(2)
    assert (await store.draft(owner(BOB))).version == 1
    assert await store.sweep(NOON, RETENTION) == Erased()
    assert (await dump(database_url)).count("sweep") <= 4  # one line, however often it is read


async def test_traces_of_work_go_after_a_week(database_url: str) -> None:
    store = await Store.open(database_url, clock=lambda: NOON)
    await store.commit_turn(turn("1"))
    await store.commit_turn(turn("2", read=1, draft=None))
    for key in ("done", "failed", "open"):
        await store.enqueue(job(key))
    done, failed = [await store.claim([JobKind.CHECK], "w", NOON, MINUTE) for _ in range(2)]
    assert done
    assert failed
    await store.begin_send(done)
    await store.complete(done)
    await store.fail(failed)
    assert await store.sweep(NOON + 7 * DAY, RETENTION) == Erased()
    swept = await store.sweep(NOON + 7 * DAY + MINUTE, RETENTION)
    assert swept == Erased(drafts=1, turns=2, jobs=2, sendings=1)
    left = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert left
    assert left.key == "open"
    await store.close()


async def test_a_done_job_holds_nothing_of_what_it_was_about(
    store: Store, database_url: str
) -> None:
    await store.enqueue(job("case of " + ANN.object_id, name=ANN.name), ANN)
    done = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert done
    await store.complete(done)
    await store.sweep(NOON, RETENTION)
    assert traces(await dump(database_url)) == []
