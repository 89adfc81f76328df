"""Whom the bot has met, where the desk works, where its cards stand, what is audited."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.model import (
    Acquaintance,
    CaseState,
    Channel,
    Download,
    EventKind,
    Job,
    JobKind,
    PassedBecause,
    Person,
    Place,
    Post,
    Scope,
    Triage,
)
from cases.store import LeaseLost, Store
from tests.cases.dump import dump
from tests.cases.made import ANN, BOB, MINUTE, NOON, case, event, job, place, turn

HOUR = timedelta(hours=1)
TRIAGE = Triage(NOON, PassedBecause.ASKED)
CHANNEL = Place("19:desk@thread.tacv2", "https://smba.example/", "t", "28:b", Scope.CHANNEL)


async def test_somebody_is_known_by_what_was_learned_last(store: Store) -> None:
    assert await store.acquaintance(ANN) is None
    first = Acquaintance(ANN, NOON, place(ANN), frozenset({"lead", "agent"}), NOON)
    await store.met(first)
    assert await store.acquaintance(ANN) == first
    later = NOON + 2 * HOUR
    renamed = replace(ANN, name="Ann Nováková")
    await store.met(Acquaintance(renamed, later))  # neither a chat nor roles this time
    assert await store.acquaintance(ANN) == replace(first, person=renamed, seen_at=later)
    await store.met(Acquaintance(renamed, NOON, None, frozenset(), later))
    known = await store.acquaintance(ANN)
    assert known == Acquaintance(renamed, later, place(ANN), frozenset(), later)
    assert await store.acquaintance(replace(ANN, tenant_id="elsewhere")) is None


async def test_an_arrival_that_names_nobody_takes_no_name_away(store: Store) -> None:
    await store.met(Acquaintance(ANN, NOON, place(ANN)))
    await store.met(Acquaintance(replace(ANN, name=""), NOON + 2 * HOUR, place(ANN)))
    known = await store.acquaintance(ANN)
    assert known
    assert known.person.name == ANN.name


@pytest.mark.parametrize(
    ("after", "noted"), [(HOUR - MINUTE, False), (HOUR, True)], ids=["within", "after an hour"]
)
async def test_that_somebody_is_there_is_noted_once_an_hour(
    store: Store, after: timedelta, noted: bool
) -> None:
    for number, at in enumerate((NOON, NOON + after)):
        spoke = Acquaintance(ANN, at, place(ANN))
        await store.commit_turn(replace(turn(f"{number}", read=number), seen=spoke))
    known = await store.acquaintance(ANN)
    assert known
    assert (known.seen_at > NOON) is noted


async def test_who_is_at_the_desk_by_name_also_while_roles_are_asked_for_anew(
    store: Store,
) -> None:
    lena, kim = (Person(f"29:{n}", f"0bj-{n}", "t", n) for n in ("Lena", "Kim"))
    for who, roles in ((lena, {"agent"}), (kim, {"lead"}), (ANN, set())):
        await store.met(Acquaintance(who, NOON, roles=frozenset(roles), roles_at=NOON))
    assert [known.person.name for known in await store.at_desk()] == ["Kim", "Lena"]
    assert [known.person.name for known in await store.at_desk(1)] == ["Kim"]
    assert await store.forget_roles() == 3
    assert [known.roles_at for known in await store.at_desk()] == [None, None]
    await store.met(Acquaintance(kim, NOON, roles=frozenset(), roles_at=NOON))
    assert [known.person.name for known in await store.at_desk()] == ["Lena"]


async def test_the_desk_moves_to_another_channel(store: Store) -> None:
    assert await store.desk_channel() is None
    for conversation in ("19:old", "19:new"):
        channel = Channel(replace(CHANNEL, conversation_id=conversation), "19:team")
        await store.set_desk_channel(channel, NOON)
        assert await store.desk_channel() == channel


async def showing(store: Store) -> Job:
    await store.enqueue(job("desk-1", kind=JobKind.SHOW, case=1))
    held = await store.claim([JobKind.SHOW], "w", NOON, MINUTE)
    assert held
    return held


async def test_where_a_card_stands_is_kept_under_the_lease_only(store: Store) -> None:
    await store.save_case(replace(case(1), triage=TRIAGE))
    held = await showing(store)
    assert await store.post_of(1) is None
    failed = Post(1, failed="gone")
    posted = Post(1, CHANNEL, "1:card", told=2)
    for post in (failed, posted):
        await store.keep_post(held, post)
        assert await store.post_of(1) == post
    assert await store.claim([JobKind.SHOW], "w2", NOON + MINUTE, MINUTE)
    with pytest.raises(LeaseLost):
        await store.keep_post(held, failed)
    assert await store.post_of(1) == posted


async def test_open_cases_of_the_desk_without_a_card(store: Store) -> None:
    for number, state in enumerate((CaseState.NEW,) * 4 + (CaseState.CLOSED,), 1):
        await store.save_case(replace(case(number), state=state, triage=TRIAGE))
    await store.save_case(case(6))
    held = await showing(store)
    await store.keep_post(held, Post(1, CHANNEL, "1:card"))
    await store.keep_post(held, Post(2, failed="gone"))
    assert await store.unposted(9) == (2, 3, 4)
    assert await store.unposted(2) == (2, 3)
    assert await store.unposted(2, after=3) == (4,)


async def test_the_newest_case_in_which_somebody_was_asked(store: Store) -> None:
    asked = replace(TRIAGE, question="Which browser?")
    new = [replace(case(n), state=CaseState.NEW) for n in range(1, 5)]
    await store.save_case(replace(new[0], triage=asked))
    await store.save_case(replace(new[1], triage=asked))
    await store.save_case(replace(new[2], triage=asked, state=CaseState.CLOSED))
    await store.save_case(replace(new[3], triage=TRIAGE))
    await store.save_case(replace(case(5, BOB), state=CaseState.NEW, triage=asked))
    assert await store.open_question(ANN) == 2
    assert await store.open_question(replace(BOB, tenant_id="elsewhere")) is None


async def test_a_file_is_had_by_its_token_while_its_link_lasts(
    store: Store, database_url: str
) -> None:
    file = Download("secret-token", ANN, "figures.csv", "text/csv", b"\0\xff", NOON + HOUR)
    await store.keep_download(file)
    assert await store.download("secret-token", NOON) == replace(file, owner=None)
    assert await store.download("secret-token", NOON + HOUR) is None
    assert await store.download("another", NOON) is None
    assert "secret-token" not in await dump(database_url)
    with pytest.raises(ValueError, match="belongs to somebody"):
        await store.keep_download(replace(file, owner=None))


async def test_what_the_desk_and_the_bot_did_stays_without_who_did_it(
    store: Store, database_url: str
) -> None:
    kept = await store.save_case(case(7))
    nudged = replace(event(EventKind.NUDGED, BOB), by="bot")
    taken = event(EventKind.TAKEN, BOB, role="agent", by=BOB.name)
    reopened = event(EventKind.REOPENED, ANN, role="reporter")
    kept = await store.save_case(kept, [nudged, taken, reopened])
    await store.save_case(kept)  # what was told of once is not told of again
    await store.audit("erase", NOON, "administrator")
    await store.forget(ANN)
    lines = re.findall(r"^audits \d+ (.*)$", await dump(database_url), re.MULTILINE)
    said = [re.sub(r"20\S+ \S+ ", "", line) for line in lines]
    assert said[:3] == ["nudged {} 7 bot", "taken {} 7 agent", "erase {} None administrator"]
    assert [line.split()[0] for line in said[3:]] == ["forget"]
