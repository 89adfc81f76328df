"""A turn is kept whole or not at all, and once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cases.model import JobKind, StoredDraft
from cases.store import (
    CaseConflict,
    DraftConflict,
    DuplicateTurn,
    Lease,
    Store,
)
from cases.turn_record import TurnRecord
from tests.cases.made import ANN, BOB, MINUTE, NOON, case, job, owner, turn

MINE = Lease("me", timedelta(seconds=10))


async def outcome(store: Store, one: TurnRecord) -> str:
    try:
        await store.commit_turn(one)
    except (DraftConflict, DuplicateTurn, CaseConflict) as refused:
        return type(refused).__name__
    return "kept"


async def test_nothing_said_yet(store: Store) -> None:
    assert await store.draft(owner(ANN)) == StoredDraft({}, 0)
    assert await store.answered(turn("1").key) == (False, None)


async def test_a_draft_goes_on_from_turn_to_turn(store: Store) -> None:
    await store.commit_turn(turn("1", draft={"step": "address"}))
    assert await store.draft(owner(ANN)) == StoredDraft({"step": "address"}, 1)
    await store.commit_turn(turn("2", read=1, draft={"step": "link", "given": ["á", None, 2]}))
    assert await store.draft(owner(ANN)) == StoredDraft(
        {"step": "link", "given": ["á", None, 2]}, 2
    )
    assert await store.draft(owner(BOB)) == StoredDraft({}, 0)


async def test_two_people_in_one_chat_have_a_draft_each(store: Store) -> None:
    await store.commit_turn(turn("1"))
    colleague = turn("2", BOB)
    in_her_chat = type(owner(ANN))(owner(ANN).conversation_id, BOB.object_id)
    assert (await store.draft(in_her_chat)).version == 0
    await store.commit_turn(colleague)
    assert (await store.draft(owner(ANN))).version == 1


@pytest.mark.parametrize("read", [0, 1])
async def test_of_two_turns_at_once_one_wins(store: Store, read: int) -> None:
    if read:
        await store.commit_turn(turn("before"))
    both = (turn("a", read=read, draft={"by": "a"}), turn("b", read=read, draft={"by": "b"}))
    outcomes = await asyncio.gather(*(outcome(store, one) for one in both))
    assert sorted(outcomes) == ["DraftConflict", "kept"]
    winner = "a" if outcomes[0] == "kept" else "b"
    assert await store.draft(owner(ANN)) == StoredDraft({"by": winner}, read + 1)
    loser = both[1 - outcomes.index("kept")]
    assert await store.answered(loser.key) == (False, None)


async def test_an_erased_draft_is_not_mistaken_for_one_that_never_was(store: Store) -> None:
    await store.commit_turn(turn("1"))
    await store.commit_turn(turn("2", read=1, draft=None))
    assert await store.draft(owner(ANN)) == StoredDraft({}, 2)
    with pytest.raises(DraftConflict):
        await store.commit_turn(turn("3", read=0))
    with pytest.raises(DraftConflict):
        await store.commit_turn(turn("4", read=1, draft=None))
    await store.commit_turn(turn("5", read=2))
    assert (await store.draft(owner(ANN))).version == 3


async def test_a_turn_without_a_draft_leaves_none(store: Store) -> None:
    await store.commit_turn(turn("help", draft=None))
    assert await store.draft(owner(ANN)) == StoredDraft({}, 0)
    assert await store.answered(turn("help").key) == (True, None)


async def test_the_same_delivery_twice_counts_once_and_is_answered_the_same(store: Store) -> None:
    first = turn("1", response={"card": "…"}, cases=(case(1),), jobs=(job("case-1"),))
    await store.commit_turn(first)
    with pytest.raises(DuplicateTurn) as again:
        await store.commit_turn(first)
    assert again.value.response == {"card": "…"}
    assert await store.answered(first.key) == (True, {"card": "…"})
    kept = await store.case(1)
    assert kept
    assert (kept.version, len(kept.history)) == (1, 1)


async def test_the_same_delivery_four_times_at_once_counts_once(store: Store) -> None:
    one = turn("1", jobs=(job("answer", kind=JobKind.SEND),))
    outcomes = await asyncio.gather(*(outcome(store, one) for _ in range(4)))
    assert sorted(outcomes) == ["DuplicateTurn"] * 3 + ["kept"]
    assert (await store.draft(owner(ANN))).version == 1
    assert await store.claim([JobKind.SEND], "me", NOON, MINUTE)
    assert await store.claim([JobKind.SEND], "me", NOON, MINUTE) is None


async def test_the_same_activity_id_in_another_chat_is_another_delivery(store: Store) -> None:
    await store.commit_turn(turn("1", ANN))
    await store.commit_turn(turn("1", BOB))
    assert (await store.draft(owner(BOB))).version == 1


async def test_a_turn_that_loses_its_case_leaves_nothing(store: Store) -> None:
    await store.save_case(case(7))
    stale = turn("1", cases=(case(8), case(7)), jobs=(job("case-7"),))
    with pytest.raises(CaseConflict) as refused:
        await store.commit_turn(stale)
    assert refused.value.number == 7
    assert await store.case(8) is None
    assert await store.draft(owner(ANN)) == StoredDraft({}, 0)
    assert await store.answered(stale.key) == (False, None)
    assert await store.next_due([JobKind.CHECK]) is None


async def test_the_turns_own_answers_are_leased_to_it(store: Store) -> None:
    answer, later = job("a", kind=JobKind.SEND, text="hi"), job("b", NOON + MINUTE, JobKind.SEND)
    mine = await store.commit_turn(turn("1", jobs=(answer, later, job("case-1"))), MINE)
    assert [(one.key, one.fence, one.attempts, one.body) for one in mine] == [
        ("a", 1, 1, {"text": "hi"})
    ]
    assert await store.claim([JobKind.SEND], "other", NOON, MINUTE) is None
    await store.complete(mine[0])
    free = await store.claim(list(JobKind), "other", NOON, MINUTE)
    assert free
    assert (free.key, free.fence) == ("case-1", 1)


async def test_an_answer_whose_turn_was_killed_is_taken_over(store: Store) -> None:
    await store.commit_turn(turn("1", jobs=(job("a", kind=JobKind.SEND),)), MINE)
    after = NOON + MINE.length
    taken = await store.claim([JobKind.SEND], "other", after, MINUTE)
    assert taken
    assert (taken.key, taken.fence, taken.attempts) == ("a", 2, 2)


async def test_without_a_lease_the_jobs_are_anybodys(store: Store) -> None:
    assert await store.commit_turn(turn("1", jobs=(job("a", kind=JobKind.SEND),))) == ()
    assert await store.claim([JobKind.SEND], "other", NOON, MINUTE)


async def test_a_cancelled_turn_is_kept_whole_or_not_at_all(store: Store) -> None:
    kept = 0
    for number in range(1, 21):
        one = turn(str(number), read=kept, cases=(case(number),), jobs=(job(f"case-{number}"),))
        task = asyncio.create_task(store.commit_turn(one))
        for _ in range(number * 2):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()  # what was under way has ended; the store goes on
        done, _ = await store.answered(one.key)
        kept += done
        assert (await store.draft(owner(ANN))).version == kept
        assert (await store.case(number) is not None) is done
    assert await store.next_case_number() == 1  # the door stands open
