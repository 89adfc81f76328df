"""What somebody is given who asks what is held about them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.model import (
    Acquaintance,
    Case,
    Download,
    EventKind,
    JobKind,
    Json,
    NewJob,
    Party,
    PassedBecause,
    Person,
    Side,
    Triage,
)
from cases.store import Store
from evidence.facts import (
    HOME_TENANT,
    HOST_TENANT,
    INVITED_ADDRESS,
    OWNS_INVITED_ADDRESS,
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

OURS, THEIRS = "f4b41ca3-tenant", "c0470500-tenant"
LENA = Person("29:lena", "0bj-lena", "f4b41ca3-tenant", "Lena")
OF_DESK = Facts().with_(UPN, Observation("for-the-desk-only", "graph H2", NOON, Trust.READ))
READ = (
    Facts()
    .with_(UPN, Observation("annz@contoso.com", "graph H2", NOON, Trust.READ))
    .with_(SPO_DOMAIN_MODE, Observation("blockList", "graph S1", NOON, Trust.READ))
    .with_(SIGNED_IN_AS, Observation("told-by-herself", "the person", NOON, Trust.PASTED))
    .with_(UPN_EQUALS_INVITED, Observation(Unknown(Reason.NOT_GIVEN), "graph", NOON, Trust.READ))
)


def proven(facts: Facts, value: bool = True, trust: Trust = Trust.READ) -> Facts:
    return facts.with_(OWNS_INVITED_ADDRESS, Observation(value, "graph R1", NOON, trust))


def between(facts: Facts, host: str, home: str) -> Facts:
    for of, tenant in ((HOST_TENANT, host), (HOME_TENANT, home)):
        facts = facts.with_(of, Observation(tenant, "discovery", NOON, Trust.READ))
    return facts


def whole(side: Side | None, facts: Facts = READ) -> Case:
    """A case of Ann's with everything in it, some of which is not for her."""
    checked = event(EventKind.CHECKED, BOB, facts=facts.to_json(), diagnosis={"primary": "x"})
    at_desk = event(EventKind.CHECKED, BOB, desk=True, facts=OF_DESK.to_json())
    noted = event(EventKind.NOTED, LENA, role="agent", by="Lena", text="noted for the desk")
    closed = event(EventKind.CLOSED, LENA, role="agent", by="Lena", reason="other", text="why")
    kept = replace(case(1), side=side, facts=facts, desk_facts=OF_DESK)
    return replace(
        kept,
        triage=Triage(NOON, PassedBecause.ASKED, LENA, question="asked"),
        desk_diagnosis={"primary": "found-by-the-desk"},
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
        replace(
            said,
            seen=Acquaintance(ANN, NOON, place(ANN)),
            cases=(whole(Side.INVITED, proven(READ)),),
        )
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
    for kept_back in (
        "for-the-desk-only",
        "found-by-the-desk",
        "noted for the desk",
        "blockList",
        LENA.object_id,
    ):
        assert kept_back not in text, kept_back


async def test_the_inviting_side_learns_no_sign_in_name_from_an_export(store: Store) -> None:
    for number, side in enumerate((Side.INVITING, None), 1):
        await store.save_case(replace(whole(side), number=number))
    text = await exported(store, ANN)
    assert "told-by-herself" in text
    assert "annz@contoso.com" not in text
    assert UPN_EQUALS_INVITED.name not in text  # why it is unknown would tell whether she exists


@pytest.mark.parametrize(
    "facts",
    [READ, proven(READ, value=False), proven(READ, trust=Trust.TOLD)],
    ids=["unread", "read false", "told"],
)
async def test_who_only_says_they_were_invited_learns_no_sign_in_name(
    store: Store, facts: Facts
) -> None:
    await store.save_case(whole(Side.INVITED, facts))
    text = await exported(store, ANN)
    assert "told-by-herself" in text
    assert "annz@contoso.com" not in text
    assert UPN_EQUALS_INVITED.name not in text


async def test_each_entry_of_the_history_needs_a_proof_of_its_own(store: Store) -> None:
    later = whole(Side.INVITED, READ)
    await store.save_case(replace(later, facts=proven(READ)))
    [one] = listed(await store.export(ANN), "cases")
    assert "annz@contoso.com" in json.dumps(one["facts"])
    assert "annz@contoso.com" not in json.dumps(one["history"])


async def test_what_the_desks_check_came_to_is_not_told_in_an_export(store: Store) -> None:
    own = {"cause": "letter-case", "acts": [["invited", "invited-user"]]}
    kept = replace(whole(Side.INVITED), diagnosis=own, cause="guest-disabled")
    await store.save_case(replace(kept, acting=Party.INVITING_ORGANISATION))
    await store.save_case(replace(kept, number=2, diagnosis=None))
    untold = {"cause": None, "acts": [["unknown", "unknown"]]}
    await store.save_case(replace(kept, number=3, diagnosis=untold))
    first, second, third = listed(await store.export(ANN), "cases")
    assert (first["cause"], first["acting"]) == ("letter-case", "invited invited-user")
    for one in (second, third):
        assert (one["cause"], one["acting"]) == (None, None)


async def test_what_was_read_in_the_cases_of_others_stays_there(store: Store) -> None:
    read = event(EventKind.CHECKED, ANN, facts=READ.to_json(), diagnosis={"cause": "secret"})
    await store.save_case(case(2, BOB, "bob@fabrikam.com"), [read])
    assert "annz@contoso.com" not in await exported(store, ANN)
    assert "secret" not in await exported(store, ANN)


def of_both(host: str, home: str) -> Case:
    """A case in which the reporter proved to be the invited person, and an agent checked."""
    facts = between(proven(READ), host, home)
    return replace(whole(Side.INVITED, facts), desk_facts=between(OF_DESK, host, home))


async def test_the_inviting_sides_administrator_gets_only_the_names_of_what_is_hidden(
    store: Store,
) -> None:
    pasted = Answer("told-by-herself", Trust.PASTED, NOON)
    kept = of_both(OURS, THEIRS)
    told = kept.complaint.with_(SIGNED_IN_AS, pasted)
    await store.save_case(replace(kept, complaint=told))
    told = Complaint().with_(INVITED_ADDRESS, Answer("Ann@Contoso.com", Trust.TOLD, NOON))
    begun = {"complaint": told.with_(SIGNED_IN_AS, pasted).to_json()}
    await store.commit_turn(turn("1", BOB, draft=begun))
    held = await store.export_address("ann@contoso.com", OURS)
    text = json.dumps(held)
    for secret in ("annz@contoso.com", "for-the-desk-only", "told-by-herself"):
        assert secret not in text, secret
    assert "Ann@Contoso.com" in text
    [one] = listed(held, "cases")
    for name in ("facts", "desk_facts"):
        assert one[name][UPN.name] == "held, not released to you"  # type: ignore[index]
    assert one["facts"][SIGNED_IN_AS.name] == "held, not released to you"  # type: ignore[index]
    assert "blockList" in json.dumps(one["facts"])
    assert text.count('"held, not released to you"') == 8  # two checks, complaint, draft


@pytest.mark.parametrize("given", ["facts", "desk_facts"])
async def test_the_invited_sides_administrator_gets_the_sign_in_name(
    store: Store, given: str
) -> None:
    await store.save_case(of_both(THEIRS, OURS))
    [one] = listed(await store.export_address("ann@contoso.com", OURS), "cases")
    assert UPN.name in one[given]  # type: ignore[operator]
    assert "not released" not in json.dumps(one[given])


async def test_an_administrator_gets_all_about_an_address(store: Store) -> None:
    await store.save_case(of_both(THEIRS, OURS))
    told = Complaint().with_(INVITED_ADDRESS, Answer("Ann@Contoso.com", Trust.TOLD, NOON))
    await store.commit_turn(turn("1", BOB, draft=told.to_json(), jobs=(job("x", case=1),)))
    await store.commit_turn(turn("2", LENA, draft={"text": "bob@fabrikam.com"}))
    await store.save_case(case(3, BOB, "bob@fabrikam.com"))
    held = await store.export_address("ANN@contoso.com", OURS)
    text = json.dumps(held)
    for all_of_it in ("for-the-desk-only", "noted for the desk", "blockList", "Ann@Contoso.com"):
        assert all_of_it in text, all_of_it
    assert "bob@fabrikam.com" not in text
    assert len(listed(held, "drafts")) == len(listed(held, "jobs")) == 1


async def test_of_a_stranger_nothing_is_held(store: Store) -> None:
    await store.save_case(whole(Side.INVITED))
    held = await store.export(replace(ANN, object_id="0bj-other"))
    assert not any(held.values())
    nobody = await store.export_address("nobody@contoso.com", OURS)
    assert not any(value for key, value in nobody.items() if key != "address")
