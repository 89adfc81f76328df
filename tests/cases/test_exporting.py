"""What somebody is given who asks what is held about them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from cases.model import (
    Acquaintance,
    Case,
    Download,
    EventKind,
    JobKind,
    Json,
    NewJob,
    PassedBecause,
    Person,
    Side,
    Triage,
)
from cases.store import Store
from evidence.facts import (
    INVITED_ADDRESS,
    SIGNED_IN_AS,
    SPO_DOMAIN_MODE,
    UPN,
    UPN_EQUALS_INVITED,
    Answer,
    Complaint,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
)
from tests.cases.made import ANN, BOB, NOON, case, event, job, place, turn

LENA = Person("29:lena", "0bj-lena", "f4b41ca3-tenant", "Lena")
OF_DESK = Facts().with_(UPN, Observation("for-the-desk-only", "graph H2", NOON, Trust.READ))
READ = (
    Facts()
    .with_(UPN, Observation("annz@contoso.com", "graph H2", NOON, Trust.READ))
    .with_(SPO_DOMAIN_MODE, Observation("blockList", "graph S1", NOON, Trust.READ))
    .with_(SIGNED_IN_AS, Observation("told-by-herself", "the person", NOON, Trust.PASTED))
    .with_(UPN_EQUALS_INVITED, Observation(Unknown(Reason.NOT_GIVEN), "graph", NOON, Trust.READ))
)


def whole(side: Side | None) -> Case:
    """A case of Ann's with everything in it, some of which is not for her."""
    checked = event(EventKind.CHECKED, BOB, facts=READ.to_json(), diagnosis={"primary": "x"})
    at_desk = event(EventKind.CHECKED, BOB, desk=True, facts=OF_DESK.to_json())
    noted = event(EventKind.NOTED, LENA, role="agent", by="Lena", text="noted for the desk")
    closed = event(EventKind.CLOSED, LENA, role="agent", by="Lena", reason="other", text="why")
    kept = replace(case(1), side=side, facts=READ, desk_facts=OF_DESK)
    return replace(
        kept,
        triage=Triage(NOON, PassedBecause.ASKED, LENA, question="asked"),
        desk_diagnosis={"primary": "for-the-desk-only"},
        history=(*kept.history, checked, at_desk, noted, closed),
    )


def listed(held: Json, name: str) -> list[dict[str, object]]:
    found = held[name]
    assert isinstance(found, list)
    return found


async def exported(store: Store, person: Person) -> str:
    return json.dumps(await store.export(person), ensure_ascii=False)


async def test_everything_of_ones_own_and_nothing_of_others(store: Store) -> None:
    waiting = NewJob(JobKind.SEND, "a", {"place": place(ANN).to_json(), "text": "waiting"}, NOON)
    draft = {"complaint": "a draft"}
    said = turn("1", draft=draft, response={"copy": "of a card"}, jobs=(waiting,))
    await store.commit_turn(
        replace(said, seen=Acquaintance(ANN, NOON, place(ANN)), cases=(whole(Side.INVITED),))
    )
    theirs = await store.save_case(case(2, BOB, "bob@fabrikam.com"))
    given = event(EventKind.GIVEN, ANN, role="lead", by=ANN.name, to="Kim", text="her words")
    await store.save_case(replace(theirs, triage=Triage(NOON, PassedBecause.RULE, ANN)), [given])
    ends = NOON + timedelta(hours=1)
    await store.keep_download(Download("t" * 20, ANN, "mine.csv", "text/csv", b"x", ends))
    held = await store.export(ANN)
    json.dumps(held)  # plain
    assert [one["number"] for one in listed(held, "cases")] == [1]
    assert held["cases_at_the_desk"] == [2]
    assert held["drafts"] == [{"changed_at": NOON.isoformat(), "body": draft}]
    [elsewhere] = listed(held, "done_elsewhere")
    assert elsewhere["case"] == 2
    assert elsewhere["detail"] == {"role": "lead", "by": ANN.name, "text": "her words"}
    text = await exported(store, ANN)
    for own in ("Žižková", "annz@contoso.com", "asked", "why", "told-by-herself", "mine.csv"):
        assert own in text, own
    for foreign in ("bob@fabrikam.com", "Kim", BOB.name, "waiting", "of a card"):
        assert foreign not in text, foreign


async def test_what_the_desk_alone_may_know_stays_there(store: Store) -> None:
    await store.save_case(whole(Side.INVITED))
    text = await exported(store, ANN)
    for kept_back in ("for-the-desk-only", "noted for the desk", "blockList", LENA.object_id):
        assert kept_back not in text, kept_back


async def test_the_inviting_side_learns_no_sign_in_name_from_an_export(store: Store) -> None:
    for number, side in enumerate((Side.INVITING, None), 1):
        await store.save_case(replace(whole(side), number=number))
    text = await exported(store, ANN)
    assert "told-by-herself" in text
    assert "annz@contoso.com" not in text
    assert UPN_EQUALS_INVITED.name not in text  # why it is unknown would tell whether she exists


async def test_an_administrator_gets_all_about_an_address(store: Store) -> None:
    await store.save_case(whole(Side.INVITED))
    told = Complaint().with_(INVITED_ADDRESS, Answer("Ann@Contoso.com", Trust.TOLD, NOON))
    await store.commit_turn(turn("1", BOB, draft=told.to_json(), jobs=(job("x", case=1),)))
    await store.commit_turn(turn("2", LENA, draft={"text": "bob@fabrikam.com"}))
    await store.save_case(case(3, BOB, "bob@fabrikam.com"))
    held = await store.export_address("ANN@contoso.com")
    text = json.dumps(held)
    for all_of_it in ("for-the-desk-only", "noted for the desk", "blockList", "Ann@Contoso.com"):
        assert all_of_it in text, all_of_it
    assert "bob@fabrikam.com" not in text
    assert len(listed(held, "drafts")) == len(listed(held, "jobs")) == 1


async def test_of_a_stranger_nothing_is_held(store: Store) -> None:
    await store.save_case(whole(Side.INVITED))
    held = await store.export(replace(ANN, object_id="0bj-other"))
    assert not any(held.values())
    nobody = await store.export_address("nobody@contoso.com")
    assert not any(value for key, value in nobody.items() if key != "address")
