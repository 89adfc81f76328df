"""What an export says of hand-offs and of what a partner brought."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cases.model import Case, EventKind, Json, Side
from cases.store import Store
from evidence.facts import (
    CHECK_PACK,
    HOME_TENANT,
    HOST_TENANT,
    OWNS_INVITED_ADDRESS,
    PARTNER_PAGE,
    SIGN_IN_CHECK,
    SIGNED_IN_AS,
    SPO_DOMAIN_MODE,
    UPN,
    Fact,
    Facts,
    Observation,
    SummaryReader,
    Trust,
    Value,
)
from tests.cases.desk_cases import AMARA, at_desk
from tests.cases.hand_offs import handed, handing, leaving
from tests.cases.made import ANN, BOB, NOON, event, turn

OURS, THEIRS = "f4b41ca3-tenant", "c0470500-tenant"


async def hand_off(store: Store, case: Case, reader: SummaryReader, to: str) -> Case:
    given = replace(
        handed(f"h-{reader}", case.number, sent=f"what {reader} was sent"),
        reader=reader,
        generated=f"what was made for {reader}",
    )
    detail = {"hand_off": given.id, "reader": reader.value, "by": AMARA.name}
    history = (*case.history, event(EventKind.HANDED_OFF, AMARA, **detail))
    read = (await store.draft(turn("", AMARA).owner)).version
    way = leaving(f"d-{reader}", given, to)
    said = handing(f"{reader}", replace(case, history=history[:-1]), given, way, read=read)
    await store.commit_turn(replace(said, cases=(replace(case, history=history),)))
    found = await store.case(case.number)
    assert found
    return found


async def handed_to_all(store: Store) -> None:
    case = await store.save_case(at_desk(7))
    for reader in SummaryReader:
        case = await hand_off(store, case, reader, f"to-{reader}@x.example")
    told = event(EventKind.PARTNER_ANSWERED, BOB, answer="question", text="for the desk's eyes")
    await store.save_case(case, [told])


def of(held: Json) -> dict[str, object]:
    cases = held["cases"]
    assert isinstance(cases, list)
    [one] = cases
    assert isinstance(one, dict)
    return one


async def test_the_reporter_gets_what_the_reporter_was_sent(store: Store) -> None:
    await handed_to_all(store)
    held = of(await store.export(ANN))
    assert held["hand_offs"] == [
        {
            "reader": "reporter",
            "at": NOON.isoformat(),
            "locale": "de",
            "sent": "what reporter was sent",
            "ways": [{"way": "mail", "at": NOON.isoformat(), "state": "waiting", "ended_at": None}],
        }
    ]
    text = json.dumps(held)
    for other in ("to-", "was made for", "partner was", "desk was", "management", "eyes"):
        assert other not in text, other
    assert '"answer": "question"' in text


async def test_an_administrator_gets_all_of_it(store: Store) -> None:
    await handed_to_all(store)
    held = of(await store.export_address("ann@contoso.com", OURS))
    text = json.dumps(held)
    for reader in SummaryReader:
        for part in (f"what {reader} was sent", f"was made for {reader}", f"to-{reader}@x.example"):
            assert part in text, part
    assert "for the desk's eyes" in text
    json.dumps(held)


async def test_somebody_elses_export_holds_nothing_of_it(store: Store) -> None:
    await handed_to_all(store)
    text = json.dumps(await store.export(AMARA))
    assert "handed off" in text
    for other in ("was sent", "was made", "to-"):
        assert other not in text, other


def seen(of: Fact, value: Value, source: str, trust: Trust) -> Facts:
    return Facts().with_(of, Observation(value, source, NOON, trust))


BROUGHT = (
    seen(UPN, "released@contoso.com", SIGN_IN_CHECK, Trust.SIGNED_IN)
    .with_all(seen(UPN, "from-their-it@contoso.com", CHECK_PACK, Trust.PASTED))
    .with_all(seen(UPN, "read@contoso.com", "graph H2", Trust.READ))
    .with_all(seen(SIGNED_IN_AS, "said-on-the-page", PARTNER_PAGE, Trust.TOLD))
    .with_all(seen(SPO_DOMAIN_MODE, "blockList", CHECK_PACK, Trust.PASTED))
)
RELEASED = {"released@contoso.com", "from-their-it@contoso.com"}
CLOSED = {"read@contoso.com", "said-on-the-page"}


def between(host: str, home: str) -> Facts:
    tenants = ((HOST_TENANT, host), (HOME_TENANT, home))
    facts = seen(OWNS_INVITED_ADDRESS, True, "graph R1", Trust.READ)
    for of_tenant, tenant in tenants:
        facts = facts.with_all(seen(of_tenant, tenant, "discovery", Trust.READ))
    return facts


def values(held: object) -> set[str]:
    text = json.dumps(held)
    return {value for value in (*RELEASED, *CLOSED, "blockList") if value in text}


@pytest.mark.parametrize(
    ("side", "readable"),
    [
        (Side.INVITING, RELEASED),
        (Side.INVITED, RELEASED | CLOSED),
        (None, RELEASED),
    ],
)
async def test_a_reporter_reads_of_what_was_brought_what_was_released(
    store: Store, side: Side | None, readable: set[str]
) -> None:
    facts = between(OURS, THEIRS).with_all(BROUGHT)
    await store.save_case(replace(at_desk(7), side=side, facts=facts, brought=BROUGHT))
    held = of(await store.export(ANN))
    assert values(held["brought"]) == readable
    assert values(held["facts"]) == readable


@pytest.mark.parametrize(
    ("host", "home", "readable"),
    [(OURS, THEIRS, RELEASED | {"blockList"}), (THEIRS, OURS, RELEASED | CLOSED | {"blockList"})],
    ids=["inviting", "invited"],
)
async def test_an_administrator_reads_of_it_what_their_side_may(
    store: Store, host: str, home: str, readable: set[str]
) -> None:
    facts = between(host, home)
    await store.save_case(replace(at_desk(7), side=None, facts=facts, brought=BROUGHT))
    held = of(await store.export_address("ann@contoso.com", OURS))
    brought = held["brought"]
    assert isinstance(brought, dict)
    if home != OURS:
        assert brought[SIGNED_IN_AS.name] == "held, not released to you"
    assert values(brought) <= readable
