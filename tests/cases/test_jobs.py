"""A job is done by one worker at a time, and only the newest lease counts."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.model import DELIVERIES, CaseState, Job, JobKind
from cases.store import CaseConflict, LeaseLost, Store
from tests.cases.made import ANN, MINUTE, NOON, case, job, moved

CHECKS = (JobKind.CHECK,)


async def claimed(store: Store, now: datetime = NOON, worker: str = "w") -> Job:
    found = await store.claim(CHECKS, worker, now, MINUTE)
    assert found
    return found


async def test_the_longest_due_comes_first_and_nothing_before_its_time(store: Store) -> None:
    for key, minutes in (("later", 5), ("second", -1), ("first", -2)):
        await store.enqueue(job(key, NOON + minutes * MINUTE, number=minutes))
    await store.enqueue(job("mail", NOON - 9 * MINUTE, JobKind.SEND))
    assert await store.next_due(CHECKS) == NOON - 2 * MINUTE
    assert [(await claimed(store)).key for _ in range(2)] == ["first", "second"]
    assert await store.claim(CHECKS, "w", NOON, MINUTE) is None
    assert await store.next_due(CHECKS) == NOON + MINUTE  # when the first lease ends
    last = await claimed(store, NOON + 5 * MINUTE - timedelta(microseconds=1))
    assert last.key == "first"


async def test_two_workers_do_each_of_a_hundred_jobs_once(store: Store, database_url: str) -> None:
    await asyncio.gather(*(store.enqueue(job(f"case-{n}")) for n in range(100)))
    other = await Store.open(database_url)

    async def work(on: Store, name: str) -> list[str]:
        done = []
        while found := await on.claim(CHECKS, name, NOON, MINUTE):
            await on.complete(found)
            done.append(found.key)
        return done

    runs = [work(on, f"{name}{n}") for n in range(3) for name, on in (("a", store), ("b", other))]
    done = Counter(key for keys in await asyncio.gather(*runs) for key in keys)
    assert done == Counter(f"case-{n}" for n in range(100))
    await other.close()


async def test_a_lease_that_ran_out_is_taken_over_and_its_old_holder_is_refused(
    store: Store,
) -> None:
    kept = await store.save_case(case(1))
    await store.enqueue(job("case-1"))
    old = await claimed(store)
    assert await store.claim(CHECKS, "w2", NOON + MINUTE - timedelta(seconds=1), MINUTE) is None
    new = await claimed(store, NOON + MINUTE, "w2")
    assert (old.fence, new.fence, new.attempts) == (1, 2, 2)
    late = moved(kept)
    for refused in (
        store.renew(old, NOON, MINUTE),
        store.complete(old),
        store.fail(old),
        store.postpone(old, NOON),
        store.keep_body(old, {"late": True}),
        store.begin_send(old),
        store.end_send(old, "1:late"),
        store.save_under_lease(old, late, body={"late": True}),
    ):
        with pytest.raises(LeaseLost):
            await refused
    assert await store.case(1) == kept
    saved = await store.save_under_lease(new, late, body={"judged": True})
    assert await store.case(1) == saved
    await store.complete(new)
    with pytest.raises(LeaseLost):
        await store.complete(new)


async def test_a_renewed_lease_is_kept(store: Store) -> None:
    await store.enqueue(job("case-1"))
    held = await claimed(store)
    await store.renew(held, NOON + MINUTE / 2, MINUTE)
    assert await store.claim(CHECKS, "w2", NOON + MINUTE, MINUTE) is None
    assert (await claimed(store, NOON + MINUTE * 1.5)).fence == 2


async def test_a_postponed_job_comes_back_with_its_progress(store: Store) -> None:
    await store.enqueue(job("case-1", case=1))
    held = await claimed(store)
    held = await store.keep_body(held, {"case": 1, "card": "1:card"})
    assert held.body == {"case": 1, "card": "1:card"}
    await store.postpone(held, NOON + MINUTE)
    assert await store.next_due(CHECKS) == NOON + MINUTE
    assert await store.claim(CHECKS, "w", NOON, MINUTE) is None
    again = await claimed(store, NOON + MINUTE)
    assert (again.body, again.attempts) == ({"case": 1, "card": "1:card"}, 2)


async def test_a_second_open_job_of_one_key_only_makes_the_first_due_earlier(store: Store) -> None:
    assert await store.enqueue(job("case-1", NOON + 5 * MINUTE, which="first"))
    assert not await store.enqueue(job("case-1", NOON, which="second"))
    assert not await store.enqueue(job("case-1", NOON + 9 * MINUTE, which="third"))
    assert await store.enqueue(job("case-1", NOON + 9 * MINUTE, JobKind.SEND))
    held = await claimed(store)
    assert held.body == {"which": "first"}
    await store.complete(held)
    assert await store.enqueue(job("case-1", NOON, which="after"))
    assert (await claimed(store)).body == {"which": "after"}


async def test_asked_for_while_it_runs_it_runs_once_more_and_then_ends(
    store: Store, database_url: str
) -> None:
    other = await Store.open(database_url)
    await store.enqueue(job("case-1", case=1))
    first = await claimed(store)
    assert not await other.enqueue(job("case-1"))
    assert not await store.enqueue(job("case-1"))
    assert await other.claim(CHECKS, "w2", NOON, MINUTE) is None  # one at a time
    await store.complete(first)
    with pytest.raises(LeaseLost):
        await store.complete(first)
    again = await other.claim(CHECKS, "w2", NOON, MINUTE)
    assert again
    assert (again.id, again.body, again.attempts) == (first.id, {"case": 1}, 1)
    await other.complete(again)
    assert await store.next_due(CHECKS) is None
    await other.close()


async def test_a_job_that_asks_for_itself_runs_at_that_time_and_not_at_once(store: Store) -> None:
    kept = await store.save_case(case(1))
    await store.enqueue(job("due-1", kind=JobKind.DUE))
    held = await store.claim([JobKind.DUE], "w", NOON, MINUTE)
    assert held
    later = job("due-1", NOON + 60 * MINUTE, JobKind.DUE)
    await store.save_under_lease(held, moved(kept), (later,))
    await store.enqueue(job("due-1", NOON + 90 * MINUTE, JobKind.DUE))
    await store.complete(held)
    assert await store.next_due([JobKind.DUE]) == NOON + 60 * MINUTE
    assert await store.claim([JobKind.DUE], "w", NOON + 59 * MINUTE, MINUTE) is None
    again = await store.claim([JobKind.DUE], "w", NOON + 60 * MINUTE, MINUTE)
    assert again
    await store.complete(again)
    assert await store.next_due([JobKind.DUE]) is None


async def test_asked_for_again_and_killed_one_run_more_is_enough(store: Store) -> None:
    await store.enqueue(job("case-1"))
    await claimed(store)
    await store.enqueue(job("case-1"))
    await store.enqueue(job("case-1", NOON + 9 * MINUTE))
    taken_over = await claimed(store, NOON + MINUTE)
    await store.complete(taken_over)
    assert await store.next_due(CHECKS) is None


async def test_what_is_asked_for_of_a_postponed_job_is_due_at_once(store: Store) -> None:
    await store.enqueue(job("case-1"))
    held = await claimed(store)
    await store.enqueue(job("case-1", NOON + MINUTE))
    await store.postpone(held, NOON + 9 * MINUTE)
    assert await store.next_due(CHECKS) == NOON + 9 * MINUTE
    await store.enqueue(job("case-1", NOON + 2 * MINUTE))
    await store.complete(await claimed(store, NOON + 2 * MINUTE))
    assert await store.next_due(CHECKS) is None


async def test_a_job_that_is_given_up_ends_though_it_was_asked_for_again(store: Store) -> None:
    await store.enqueue(job("case-1"))
    held = await claimed(store)
    await store.enqueue(job("case-1"))
    await store.fail(held)
    assert await store.next_due(CHECKS) is None


@pytest.mark.parametrize("kind", sorted(DELIVERIES))
async def test_a_delivery_asked_for_again_while_it_is_given_up_begins_anew(
    store: Store, kind: JobKind
) -> None:
    """Somebody pressed it: nobody would ask a third time."""
    await store.enqueue(job("a", kind=kind))
    held = await store.claim([kind], "w", NOON, MINUTE)
    assert held
    await store.enqueue(job("a", NOON + MINUTE, kind))
    await store.fail(held)
    with pytest.raises(LeaseLost):
        await store.fail(held)
    again = await store.claim([kind], "w", NOON + MINUTE, MINUTE)
    assert again
    assert (again.id, again.attempts) == (held.id, 1)
    await store.fail(again)
    assert await store.next_due([kind]) is None


@pytest.mark.parametrize(
    ("kind", "attempts"), [(JobKind.DELIVER, 1), (JobKind.MAIL, 1), (JobKind.SHOW, 2)]
)
async def test_taken_over_after_it_was_asked_for_again_a_delivery_has_all_its_tries(
    store: Store, kind: JobKind, attempts: int
) -> None:
    await store.enqueue(job("a", kind=kind))
    await store.claim([kind], "killed", NOON, MINUTE)
    await store.enqueue(job("a", kind=kind))
    taken_over = await store.claim([kind], "w", NOON + MINUTE, MINUTE)
    assert taken_over
    assert taken_over.attempts == attempts


@pytest.mark.parametrize("together", [2, 8])
async def test_one_key_asked_for_at_once_and_while_it_ends_is_never_lost(
    store: Store, database_url: str, together: int
) -> None:
    other = await Store.open(database_url)
    for _ in range(10):
        asked = [on.enqueue(job("case-1")) for on in (store, other) for _ in range(together)]
        assert sum(await asyncio.gather(*asked)) == 1
        await asyncio.gather(store.complete(await claimed(store)), other.enqueue(job("case-1")))
        await store.complete(await claimed(store))  # whether it came before the end or after it
        assert await store.next_due(CHECKS) is None
    await other.close()


async def test_a_failed_job_is_not_taken_again(store: Store) -> None:
    await store.enqueue(job("case-1"))
    await store.fail(await claimed(store))
    assert await store.claim(CHECKS, "w", NOON + MINUTE * 9, MINUTE) is None
    assert await store.enqueue(job("case-1"))


async def test_a_result_its_progress_and_what_follows_are_kept_together(store: Store) -> None:
    kept = await store.save_case(case(1))
    await store.enqueue(job("case-1", case=1))
    held = await claimed(store)
    answered = moved(replace(kept, state=CaseState.NEW))
    follow = job("answer-1", kind=JobKind.SEND)
    saved = await store.save_under_lease(held, answered, (follow,), {"case": 1, "judged": True})
    assert (saved.version, saved.state) == (2, CaseState.NEW)
    assert await store.case(1) == saved
    assert await store.next_due([JobKind.SEND]) == NOON
    again = await claimed(store, NOON + MINUTE)
    assert again.body == {"case": 1, "judged": True}


async def test_a_result_for_a_case_that_changed_leaves_nothing(store: Store) -> None:
    kept = await store.save_case(case(1))
    await store.enqueue(job("case-1", case=1))
    held = await claimed(store)
    pressed = await store.save_case(moved(kept))
    with pytest.raises(CaseConflict):
        await store.save_under_lease(held, moved(kept), (job("x"),), {"judged": True})
    assert await store.case(1) == pressed
    assert (await claimed(store, NOON + MINUTE)).body == {"case": 1}


async def test_a_turn_and_a_result_for_one_case_at_once(store: Store) -> None:
    for number in range(1, 11):
        kept = await store.save_case(case(number))
        await store.enqueue(job(f"case-{number}"))
        held = await claimed(store)
        results = await asyncio.gather(
            store.save_under_lease(held, moved(kept), (), {"judged": True}),
            store.save_case(moved(kept)),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in results) == ["Case", "CaseConflict"]
        await store.complete(held)


async def test_a_known_end_of_a_send_is_not_counted(store: Store) -> None:
    await store.enqueue(job("case-1"), ANN)
    held = await claimed(store)
    await store.begin_send(held)
    await store.end_send(held, "1:posted")
    await store.begin_send(held)
    await store.end_send(held, None)
    await store.begin_send(held)
    await store.postpone(held, NOON + MINUTE)
    again = await claimed(store, NOON + MINUTE)
    await store.begin_send(again)
    await store.complete(again)
    assert await store.repeated_sends() == 0


async def test_a_send_whose_end_nobody_knows_is_counted_once(store: Store) -> None:
    await store.enqueue(job("killed"))
    await store.begin_send(await claimed(store))
    taken = await claimed(store, NOON + MINUTE)
    assert await store.repeated_sends() == 1
    await store.begin_send(taken)
    await store.postpone(taken, NOON + 2 * MINUTE, unsure=True)
    assert await store.repeated_sends() == 1
    await claimed(store, NOON + 2 * MINUTE)
    assert await store.repeated_sends() == 2
    await claimed(store, NOON + 3 * MINUTE)
    assert await store.repeated_sends() == 2
