"""What somebody at the desk, and an invited address, leave behind when they are forgotten."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from cases.columns import digest
from cases.model import (
    Acquaintance,
    Case,
    Download,
    EventKind,
    Job,
    JobKind,
    NewJob,
    PassedBecause,
    Person,
    Post,
    Triage,
)
from cases.store import CaseConflict, DraftConflict, Erased, LeaseLost, Retention, Store
from cases.turn_record import TurnRecord
from evidence.facts import INVITED_ADDRESS, UPN, Answer, Complaint, Facts, Observation, Trust
from tests.cases.dump import dump
from tests.cases.made import ANN, BOB, MINUTE, NOON, case, event, job, owner, place, turn

# Each thing of theirs is spelled so that it is found wherever it is kept.
LENA = Person("29:lena-teams", "0bj-lena", "f4b41ca3-tenant", "Lena Öhlund")
KIM = Person("29:kim-teams", "0bj-kim", "f4b41ca3-tenant", "Kim")
MARKS = (
    LENA.teams_id,
    LENA.object_id,
    "Lena",
    "Öhlund",
    "öhlund",
    "chat-of-0bj-lena",
    "lenas word",
)
HOUR = timedelta(hours=1)


def marks(text: str, wanted: tuple[str, ...] = MARKS) -> list[str]:
    return [mark for mark in wanted if mark in text]


def at_desk(kept: Case, who: Person | None = LENA, question: str = "") -> Case:
    return replace(kept, triage=Triage(NOON, PassedBecause.ASKED, who, question=question))


async def claimed(store: Store, kind: JobKind) -> Job:
    found = await store.claim([kind], "w", NOON, MINUTE)
    assert found
    return found


async def work_at_the_desk(store: Store) -> None:
    """Lena has Bob's case 3, wrote in it and asked; case 4 was only given to her, and back."""
    by = {"role": "agent", "by": LENA.name}
    await store.met(Acquaintance(LENA, NOON, place(LENA), frozenset({"agent"}), NOON))
    has = at_desk(case(3, BOB, "bob@fabrikam.com"), question="lenas word to Bob")
    await store.save_case(
        has,
        [
            event(EventKind.TAKEN, LENA, **by),
            event(EventKind.NOTED, LENA, **by, text="lenas word"),
            event(EventKind.HANDED, LENA, **by, party="inviter"),
            event(EventKind.ASKED, LENA, **by, text="lenas word to Bob"),
        ],
    )
    lent = at_desk(case(4, BOB, "bob@fabrikam.com"), KIM)
    given = event(EventKind.GIVEN, KIM, role="lead", by=KIM.name, to=LENA.name)
    await store.save_case(lent, [given])
    await ask_for_work(store)


async def ask_for_work(store: Store) -> None:
    group = job("group-1", kind=JobKind.GROUP, cause="letter-case", by=asdict(LENA))
    check = job("case-3-1", case=3, desk=True, asker=asdict(LENA))
    told = {"place": place(LENA).to_json(), "messages": [{"text": "Case 4 is yours"}]}
    await store.commit_turn(
        replace(turn("1", LENA, response={"for": LENA.name}, jobs=(group, check)), seen=None)
    )
    await store.enqueue(NewJob(JobKind.SHOW, "desk-3", {"case": 3}, NOON), LENA)
    await store.enqueue(NewJob(JobKind.SEND, "given", told, NOON), KIM)
    await store.commit_turn(turn("2", KIM, response={"card": "Lena has it"}))
    await store.keep_download(
        Download("t" * 20, LENA, "Lena.csv", "text/csv", b"Lena", NOON + HOUR)
    )


async def test_an_agent_leaves_nothing_of_theirs_in_the_cases_of_others(
    store: Store, database_url: str
) -> None:
    await work_at_the_desk(store)
    assert marks(await dump(database_url)) == list(MARKS)
    stale = await store.case(3)
    erased = await store.forget(LENA)
    assert (erased.people, erased.downloads, erased.cases, erased.jobs) == (1, 1, 0, 1)
    assert marks(await dump(database_url)) == []
    assert stale
    with pytest.raises(CaseConflict):  # so that her last card cannot bring anything back
        await store.save_case(stale)


async def test_the_cases_of_others_go_on_without_her(store: Store) -> None:
    await work_at_the_desk(store)
    await store.forget(LENA)
    kept = await store.case(3)
    assert kept
    assert kept.triage
    assert (kept.triage.owner, kept.triage.question) == (None, "")
    done = [(e.kind, e.by, e.detail) for e in kept.history[1:]]
    assert done == [
        (EventKind.TAKEN, "forgotten", {"role": "agent"}),
        (EventKind.NOTED, "forgotten", {"role": "agent"}),
        (EventKind.HANDED, "forgotten", {"role": "agent", "party": "inviter"}),
        (EventKind.ASKED, "forgotten", {"role": "agent"}),
    ]
    lent = await store.case(4)
    assert lent
    assert lent.triage
    assert lent.triage.owner == KIM
    assert lent.history[-1].detail == {"role": "lead", "by": "Kim", "to": ""}
    assert (await claimed(store, JobKind.SHOW)).body == {"case": 3}
    group = await claimed(store, JobKind.GROUP)
    nobody = {"teams_id": "", "object_id": "forgotten", "tenant_id": LENA.tenant_id, "name": ""}
    assert group.body == {"cause": "letter-case", "by": nobody}
    assert (await claimed(store, JobKind.CHECK)).body["asker"] == nobody


async def test_what_runs_for_her_meanwhile_loses_its_lease_and_is_done_again(
    store: Store, database_url: str
) -> None:
    await work_at_the_desk(store)
    running = await claimed(store, JobKind.GROUP)
    await store.forget(LENA)
    with pytest.raises(LeaseLost):
        await store.keep_body(running, {**running.body, "after": 7})
    assert (await claimed(store, JobKind.GROUP)).id == running.id
    assert marks(await dump(database_url)) == []


async def test_a_namesake_elsewhere_keeps_what_is_hers(store: Store) -> None:
    await work_at_the_desk(store)
    other = replace(LENA, object_id="0bj-other", teams_id="29:other")
    await store.met(Acquaintance(other, NOON, place(other)))
    await store.save_case(at_desk(case(5, BOB), other))
    await store.forget(LENA)
    kept = await store.case(5)
    assert kept
    assert kept.triage
    assert kept.triage.owner == other
    assert await store.acquaintance(other)


def seen(said: TurnRecord, person: Person) -> TurnRecord:
    return replace(said, seen=Acquaintance(person, NOON, place(person)))


async def test_who_is_forgotten_is_not_met_by_the_turn_that_says_so(
    store: Store, database_url: str
) -> None:
    await store.commit_turn(seen(turn("1", LENA), LENA))
    assert await store.acquaintance(LENA)
    await store.forget(LENA)
    await store.commit_turn(seen(turn("2", LENA, read=1, draft=None), LENA))
    assert await store.acquaintance(LENA) is None
    assert marks(await dump(database_url)) == []


async def test_a_reporter_leaves_the_desk_too(store: Store, database_url: str) -> None:
    """Bob's case is with the desk: found by his name, posted, shown to agents, exported."""
    named = replace(BOB, name="Bob Quixote")
    told = at_desk(case(3, named, "bob@fabrikam.com"), LENA, "where?")
    await store.save_case(told, [event(EventKind.REPLIED, BOB, text="at quixotes")])
    await store.enqueue(NewJob(JobKind.SHOW, "desk-3", {"case": 3}, NOON), LENA)
    show = await claimed(store, JobKind.SHOW)
    await store.keep_post(show, Post(3, place(KIM), "1:card", 2))
    card = {"type": "AdaptiveCard", "actions": [{"data": {"case": "3", "text": "Quixote"}}]}
    answer = {"place": place(LENA).to_json(), "messages": [{"card": card}]}
    await store.commit_turn(
        turn("1", LENA, response=card, jobs=(NewJob(JobKind.SEND, "a", answer, NOON),))
    )
    export = Download("e" * 20, KIM, "export.json", "application/json", b"Quixote", NOON + HOUR)
    figures = Download("f" * 20, KIM, "figures.csv", "text/csv", b"cause", NOON + HOUR)
    await store.keep_download(export)
    await store.keep_download(figures)
    wanted = ("Quixote", "quixote", "bob@fabrikam", BOB.object_id)
    assert marks(await dump(database_url), wanted) == list(wanted)
    erased = await store.forget(named)
    assert (erased.cases, erased.posts, erased.jobs, erased.downloads) == (1, 1, 1, 1)
    assert erased.terms > 3
    assert marks(await dump(database_url), wanted) == []
    assert await store.download("f" * 20, NOON)
    await store.keep_post(show, Post(3, place(KIM), "1:card", 3))  # harmless: the case is gone
    assert await store.post_of(3) is None


ADDRESS = "Zoë.Maier@Bücher.example"
SPELLINGS = ("Zoë", "zoë", "xn--bcher", "ücher", "Maier", "maier")


async def talk_about(store: Store, address: str) -> None:
    """Ann and Kim have cases about it, Bob a draft, an agent's messages and files name it."""
    of_desk = Facts().with_(UPN, Observation(address, "graph H2", NOON, Trust.READ))
    ann = at_desk(case(1, ANN, address))
    await store.save_case(
        replace(ann, desk_facts=of_desk, desk_diagnosis={"said": address}),
        [event(EventKind.NOTED, LENA, text=f"called {address}")],
    )
    kim = replace(case(2, KIM, "kim@other.example"))
    read = Observation(address.upper(), "graph H2", NOON, Trust.READ)
    await store.save_case(replace(kim, facts=kim.facts.with_(INVITED_ADDRESS, read)))
    await store.save_case(case(3, BOB, "bob@fabrikam.com"))
    draft = {"complaint": Complaint().with_(INVITED_ADDRESS, told(address)).to_json()}
    bye = {"place": place(LENA).to_json(), "messages": [{"text": f"It is about <{address}>."}]}
    check = job("case-2-1", case=2)
    shown = turn("1", BOB, draft=draft, response={"card": address})
    await store.commit_turn(
        replace(shown, jobs=(NewJob(JobKind.SEND, "bye", bye, NOON), check, job("c", case=3)))
    )
    await store.keep_download(
        Download("e" * 20, KIM, "e.json", "application/json", address.encode(), NOON + HOUR)
    )


def told(address: str) -> Answer:
    return Answer(address, Trust.TOLD, NOON)


@pytest.mark.parametrize(
    "asked", [ADDRESS, "ZOË.MAIER@BÜCHER.EXAMPLE", " zoë.maier@xn--bcher-kva.example "]
)
async def test_an_address_leaves_every_case_whoever_reported_it(
    store: Store, database_url: str, asked: str
) -> None:
    await talk_about(store, ADDRESS)
    assert len(marks(await dump(database_url), SPELLINGS)) > 4
    erased = await store.forget_address(asked)
    assert (erased.cases, erased.drafts, erased.jobs, erased.downloads) == (2, 1, 2, 1)
    left = await dump(database_url)
    assert marks(left, SPELLINGS) == []
    assert re.search(r"audits.*forget address.*\"cases\":2", left)
    assert [bool(await store.case(n)) for n in (1, 2, 3)] == [False, False, True]
    assert (await claimed(store, JobKind.CHECK)).body == {"case": 3}


async def test_an_address_that_only_looks_alike_stays(store: Store) -> None:
    for number, address in enumerate(("abob@x.de", "bob@x.de.example", "bob@xx.de"), 1):
        await store.save_case(case(number, ANN, address))
        await store.commit_turn(
            turn(f"{number}", replace(ANN, object_id=address), draft={"text": f"I am {address}"})
        )
    assert await store.forget_address("bob@x.de") == Erased()
    assert [bool(await store.case(n)) for n in (1, 2, 3)] == [True] * 3


async def test_an_address_that_was_corrected_later_is_found_as_well(
    store: Store, database_url: str
) -> None:
    first = case(1, ANN, ADDRESS)
    checked = event(EventKind.CHECKED, ANN, facts=first.complaint.facts().to_json())
    kept = await store.save_case(first, [checked])
    corrected = kept.complaint.with_(INVITED_ADDRESS, told("ann@contoso.com"))
    await store.save_case(replace(kept, complaint=corrected, facts=Facts()))
    assert (await store.forget_address(ADDRESS)).cases == 1
    assert marks(await dump(database_url), SPELLINGS) == []


async def speak_of(store: Store, number: int, address: str) -> Case:
    """A case of Bob's about somebody else, in which everybody names the address."""
    words = f"Same as {address}, I think"
    kept = at_desk(case(number, BOB, "bob@fabrikam.com"), question=words)
    kinds = (EventKind.NOTED, EventKind.ASKED, EventKind.REPLIED, EventKind.CLOSED)
    said = [event(kind, LENA, role="agent", by="Lena", text=words) for kind in kinds]
    other = event(EventKind.NOTED, LENA, role="agent", by="Lena", text="nothing of theirs")
    return await store.save_case(kept, [*said, other])


@pytest.mark.parametrize("spelled", [ADDRESS, ADDRESS.upper(), "zoë.maier@xn--bcher-kva.example"])
async def test_an_address_leaves_the_words_in_other_cases(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, spelled: str
) -> None:
    monkeypatch.setattr("cases.mentions.WINDOW", 6)
    monkeypatch.setattr("cases.mentions.SOME", 1)
    for number in (3, 4, 9):
        stale = await speak_of(store, number, spelled)
    assert (await store.forget_address(ADDRESS)).texts == 12
    assert marks((await dump(database_url)).lower(), ("zoë", "xn--bcher", "maier")) == []
    kept = await store.case(9)
    assert kept
    assert kept.triage
    assert kept.triage.question == ""
    assert [e.detail.get("text") for e in kept.history[1:]] == ["", "", "", "", "nothing of theirs"]
    assert kept.history[1].detail == {"role": "agent", "by": "Lena", "text": ""}
    with pytest.raises(CaseConflict):  # so that an old card cannot bring the question back
        await store.save_case(stale)


@pytest.mark.parametrize("other", ["abob@x.de", "bob@x.de.example", "bob@xx.de", "b%b@x.de"])
async def test_words_that_name_another_address_stay(store: Store, other: str) -> None:
    before = await speak_of(store, 3, other)
    assert await store.forget_address("bob@x.de") == Erased()
    assert await store.case(3) == before


async def test_people_files_and_audit_lines_go_in_their_time(
    store: Store, database_url: str
) -> None:
    day = timedelta(days=1)
    await store.met(Acquaintance(LENA, NOON - 366 * day, place(LENA)))
    await store.met(Acquaintance(KIM, NOON - 364 * day))
    for token, ends in (("g" * 20, NOON), ("h" * 20, NOON + MINUTE)):
        await store.keep_download(Download(token, KIM, "f", "text/csv", b"x", ends))
    await store.audit("export", NOON - 731 * day, "administrator")
    await store.audit("taken", NOON - 729 * day, "agent", 12)
    erased = await store.sweep(NOON, Retention())
    assert (erased.people, erased.downloads) == (1, 1)
    assert await store.acquaintance(KIM)
    left = await dump(database_url)
    assert "export" not in left
    assert re.search(r"audits .*taken.* 12 agent", left)


async def test_a_sweep_goes_on_until_nothing_old_is_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.forgetting.PAGE", 2)
    for number in range(1, 6):
        await store.save_case(replace(case(number), changed_at=NOON - timedelta(days=181)))
    assert (await store.sweep(NOON, Retention())).cases == 5


async def test_somebody_with_many_cases_leaves_them_all(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.mentions.SOME", 2)
    for number in range(1, 6):
        await store.save_case(at_desk(case(number, BOB, "bob@fabrikam.com")))
    await store.forget(LENA)
    assert marks(await dump(database_url)) == []


async def test_digests_stay_of_nobody(store: Store, database_url: str) -> None:
    await work_at_the_desk(store)
    assert digest(LENA.object_id) in await dump(database_url)
    await store.forget(LENA)
    assert digest(LENA.object_id) not in await dump(database_url)
    assert (await store.draft(owner(KIM))).version == 1


async def test_it_waits_for_nobody_who_waits_for_it(store: Store, database_url: str) -> None:
    """Turns that change several cases of the desk while people in them are forgotten."""
    other = await Store.open(database_url)
    people = [replace(LENA, object_id=f"0bj-{n}", teams_id=f"29:{n}") for n in range(2)]
    for number in range(1, 7):
        await store.save_case(at_desk(case(number, people[number % 2]), people[(number + 1) % 2]))

    async def work(on: Store, who: Person, name: str) -> None:
        for step in range(4):
            found = [await on.case(number) for number in (6, 2, 5)]
            told = tuple(replace(one, card_id=f"{name}{step}") for one in found if one)
            with contextlib.suppress(CaseConflict, DraftConflict):
                read = (await on.draft(owner(who))).version
                said = turn(f"{name}{step}", who, read=read, cases=told)
                await on.commit_turn(seen(said, who))

    await asyncio.gather(
        *(
            work(on, who, f"{i}{j}")
            for i, on in enumerate((store, other))
            for j, who in enumerate(people)
        ),
        *(on.forget(who) for on, who in zip((store, other), people, strict=True)),
    )
    for who in people:
        await store.forget(who)
    assert marks(await dump(database_url), ("0bj-0", "0bj-1")) == []
    await other.close()
