"""What was handed off goes with its case; who is named in that of others leaves it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.hand_off import ERASED, DeliveryState, HandOff, Way
from cases.model import DELIVERIES, Acquaintance, EventKind, Person
from cases.store import LeaseLost, Retention, Store
from tests.cases.desk_cases import AMARA, LEO, at_desk
from tests.cases.dump import dump
from tests.cases.hand_offs import (
    begun,
    deliver,
    ended,
    found_out,
    given_away,
    handed,
    handing,
    kept,
    leaving,
)
from tests.cases.made import ANN, BOB, MINUTE, NOON, event, moved, place, turn

ZOE = "Zoë_Maier+x@Bücher.example"
NOBODY = Person("", "", "")
WORDS = ("As it left", "As it was made", "it@contoso.com", "differs", "nonce")


def left(text: str, words: tuple[str, ...] = WORDS) -> list[str]:
    return [word for word in words if word in text]


async def everything(store: Store, number: int = 7) -> HandOff:
    given, _ = await given_away(store, number)
    await store.keep_link(f"token-{number}", given.id, NOON)
    await store.begin_sign_in(begun(given, f"{number}"), NOON)
    await store.keep_learned(found_out(given, f"{number}"), NOON)
    return given


@pytest.mark.parametrize("how", ["person", "address", "retention"])
async def test_all_of_it_goes_with_its_case(store: Store, database_url: str, how: str) -> None:
    await everything(store)
    assert left(await dump(database_url)) == list(WORDS)
    if how == "person":
        erased = await store.forget(ANN)
    elif how == "address":
        erased = await store.forget_address("ann@contoso.com")
    else:
        erased = await store.sweep(NOON + timedelta(days=181), Retention())
    assert (erased.cases, erased.hand_offs, erased.deliveries) == (1, 1, 1)
    assert left(await dump(database_url)) == []
    assert await store.hand_off_behind("token-7") is None
    if how != "retention":
        assert await store.next_due(DELIVERIES) is None


async def test_a_delivery_that_is_under_way_brings_nothing_back(
    store: Store, database_url: str
) -> None:
    _, way = await given_away(store)
    job = await store.claim(DELIVERIES, "w", NOON, MINUTE)
    assert job
    await store.forget(ANN)
    with pytest.raises(LeaseLost):
        await store.keep_delivery(job, ended(way, DeliveryState.DELIVERED))
    assert left(await dump(database_url)) == []


async def test_what_was_begun_on_a_page_ends_by_itself(store: Store) -> None:
    given = await everything(store)
    assert (await store.sweep(NOON + MINUTE - timedelta(seconds=1), Retention())).sign_ins == 0
    assert (await store.sweep(NOON + MINUTE, Retention())).sign_ins == 2
    assert await store.hand_off_behind("token-7") == given


async def work(store: Store) -> None:
    """Amara handed case 3 of Bob's off to the partner, by mail and as a card to Leo; Leo has it
    and hands it to the second level, with Amara's name in it. Kim's case 4 names nobody."""
    await store.met(Acquaintance(AMARA, NOON, place(AMARA)))
    case = await store.save_case(at_desk(3, BOB, "bob@fabrikam.com", owner=LEO))
    given = handed("by-amara", 3, sent="Please look at case 3")
    ways = leaving("mail", given), leaving("card", given, LEO.object_id, Way.CARD)
    await store.commit_turn(handing("1", case, given, *ways))
    named = handed("by-leo", 3, LEO, sent="- Amara Okafor\\: asked on Monday")
    await store.commit_turn(handing("2", await kept(store, 3), named, leaving("tickets", named)))
    of_leo = handed("of-leo", 3, sent="Leo Lang has it")
    await store.commit_turn(handing("3", await kept(store, 3), of_leo, read=1))
    await given_away(store, 4, LEO)


async def test_an_agent_leaves_what_she_handed_off_and_where_she_is_named(
    store: Store, database_url: str
) -> None:
    await work(store)
    await store.forget(AMARA)
    assert left(await dump(database_url), ("Amara", "Okafor", AMARA.object_id)) == []
    by_amara, by_leo = await store.hand_off("by-amara"), await store.hand_off("by-leo")
    assert by_amara
    assert by_leo
    assert (by_amara.by, by_amara.sent) == (NOBODY, "Please look at case 3")
    assert (by_leo.by, by_leo.generated, by_leo.sent) == (LEO, "", "")
    given_up = await store.delivery("tickets")
    assert given_up
    assert (given_up.state, given_up.failed) == (DeliveryState.UNDELIVERED, ERASED)
    [unnamed] = await store.hand_offs(4)
    assert (unnamed.by, unnamed.sent) == (LEO, "As it left")


async def test_what_she_sent_still_arrives(store: Store) -> None:
    await work(store)
    running = await store.claim(DELIVERIES, "w", NOON, MINUTE)
    assert running
    await store.forget(AMARA)
    with pytest.raises(LeaseLost):  # it may just be writing her a word
        await store.keep_body(running, {**running.body, "told": True})
    keys = set()
    while job := await store.claim(DELIVERIES, "w", NOON, MINUTE):
        keys.add(job.key)
        await store.complete(job)
    assert keys == {"mail", "card", "tickets", "d4"}
    mail = await store.delivery("mail")
    assert mail
    assert (mail.state, mail.to) == (DeliveryState.WAITING, "it@contoso.com")


async def test_a_card_that_was_to_go_to_somebody_forgotten_goes_nowhere(
    store: Store, database_url: str
) -> None:
    await work(store)
    await store.forget(LEO)
    assert left(await dump(database_url), (LEO.object_id, "Leo", "Lang")) == []
    card = await store.delivery("card")
    assert card
    assert (card.to, card.state, card.failed) == ("", DeliveryState.UNDELIVERED, ERASED)
    by_leo = await store.hand_off("by-leo")
    assert by_leo
    assert (by_leo.by, by_leo.sent) == (NOBODY, "- Amara Okafor\\: asked on Monday")
    of_leo = await store.hand_off("of-leo")
    assert of_leo
    assert (of_leo.by, of_leo.sent) == (AMARA, "")


@pytest.mark.parametrize("text", ["Amarak Okafor", "the Okafors of Amara", "xAmara Okaforx"])
async def test_words_about_somebody_else_stay(store: Store, text: str) -> None:
    case = await store.save_case(at_desk(3, BOB, "bob@fabrikam.com", owner=AMARA))
    given = handed("h", 3, LEO, sent=text)
    await store.commit_turn(handing("1", case, given))
    await store.forget(AMARA)
    assert await store.hand_off("h") == given


async def named_to(store: Store, number: int, words: str) -> None:
    """Bob's case is handed off, in these words, to a second address beside the partner's."""
    case = await store.save_case(at_desk(number, BOB, "bob@fabrikam.com"))
    given = handed(f"h{number}", number, sent=words)
    ways = leaving(f"p{number}", given), leaving(f"z{number}", given, ZOE)
    read = (await store.draft(turn("", AMARA).owner)).version
    await store.commit_turn(handing(f"{number}", case, given, *ways, read=read))


@pytest.mark.parametrize(
    "words",
    [
        f"Ask {ZOE}.",
        f"Ask {ZOE.upper()}.",
        r"- Ask\: zoë\_maier\+x\@xn--bcher-kva\.example",
        "zoë_maier+x@xn--bcher-kva.example",
    ],
)
async def test_an_address_leaves_what_was_handed_off_of_other_cases(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr("cases.mentions.WINDOW", 6)
    monkeypatch.setattr("cases.mentions.SOME", 1)
    for number in (3, 4, 9):
        await named_to(store, number, words)
    answer = event(EventKind.PARTNER_ANSWERED, BOB, answer="question", text=f"Is it {ZOE}?")
    await store.save_case(await kept(store, 9), [answer])
    assert (await store.forget_address(ZOE)).texts == 4
    text = (await dump(database_url)).lower()
    assert left(text, ("zoë", "maier", "bcher", "bücher")) == []
    assert "as it was made" not in text
    for number in (3, 4, 9):
        found = {one.id: one for one in await store.deliveries(number)}
        assert {one.to for one in found.values()} == {"it@contoso.com", ""}
        assert {one.failed for one in found.values()} == {ERASED}
    assert (await kept(store, 9)).history[-1].detail == {"answer": "question", "text": ""}


async def test_only_a_recipient(store: Store) -> None:
    await named_to(store, 3, "Nobody is named.")
    assert (await store.forget_address(ZOE)).texts == 0
    partner, zoe = await store.delivery("p3"), await store.delivery("z3")
    assert partner
    assert zoe
    assert (partner.state, zoe.state) == (DeliveryState.WAITING, DeliveryState.UNDELIVERED)
    assert (await store.hand_offs(3))[0].sent == "Nobody is named."


async def test_what_arrived_stays_so_and_only_its_recipient_goes(store: Store) -> None:
    await named_to(store, 3, "Nobody is named.")
    zoe = await store.delivery("z3")
    assert zoe
    while job := await store.claim(DELIVERIES, "w", NOON, MINUTE):
        if job.key == zoe.id:
            await store.keep_delivery(job, ended(zoe, DeliveryState.DELIVERED))
    await store.forget_address(ZOE)
    assert await store.delivery("z3") == replace(ended(zoe, DeliveryState.DELIVERED), to="")


async def test_nobody_who_read_it_before_brings_a_forgotten_recipient_back(store: Store) -> None:
    await named_to(store, 3, "Nobody is named.")
    zoe, before = await store.delivery("z3"), await store.hand_off("h3")
    assert zoe
    assert before
    running = []
    while job := await store.claim(DELIVERIES, "w", NOON, MINUTE):
        running.append(job)
    await store.forget_address(ZOE)
    [mine] = [job for job in running if job.key == zoe.id]
    await store.keep_delivery(mine, replace(zoe, tries=1, failed="busy"))
    again = replace(
        turn("again", LEO), deliveries=(zoe,), hand_offs=(before,), jobs=(deliver(zoe),)
    )
    await store.commit_turn(again)
    found = await store.delivery("z3")
    assert found
    assert (found.to, found.state, found.failed) == ("", DeliveryState.UNDELIVERED, ERASED)


@pytest.mark.parametrize("other", ["aZoë_Maier+x@Bücher.example", "Zoë_Maier+x@Bücher.example.de"])
async def test_an_address_that_only_looks_alike_stays(store: Store, other: str) -> None:
    case = await store.save_case(at_desk(3, BOB, "bob@fabrikam.com"))
    given = handed("h", 3, sent=f"Ask {other}")
    way = leaving("d", given, other)
    await store.commit_turn(handing("1", case, given, way))
    await store.forget_address(ZOE)
    assert (await store.hand_offs(3), await store.deliveries(3)) == ((given,), (way,))


async def test_an_address_leaves_sign_ins_under_way(store: Store, database_url: str) -> None:
    given, _ = await given_away(store)
    await store.begin_sign_in(replace(begun(given), flow={"login_hint": ZOE}), NOON)
    await store.keep_learned(replace(found_out(given), body={"signed_in": [ZOE.upper()]}), NOON)
    await store.keep_learned(found_out(given, "other"), NOON)
    assert (await store.forget_address(ZOE)).sign_ins == 2
    assert left((await dump(database_url)).lower(), ("zoë", "maier")) == []
    assert await store.learned("other", "cookie", given.id, NOON)


async def test_what_was_brought_of_an_address_leads_to_its_case(
    store: Store, database_url: str
) -> None:
    case = at_desk(3, BOB, "bob@fabrikam.com")
    named = at_desk(4, BOB, ZOE).complaint.facts()
    await store.save_case(moved(replace(case, brought=named), EventKind.BROUGHT, source="pack"))
    assert (await store.forget_address(ZOE)).cases == 1
    assert re.search("zoë|bücher", await dump(database_url), re.IGNORECASE) is None


async def test_one_that_was_emptied_is_not_delivered_after_all(store: Store) -> None:
    await named_to(store, 3, f"Ask {ZOE}")
    before = await store.delivery("p3")
    assert before
    await store.forget_address(ZOE)
    again = replace(turn("again", LEO), deliveries=(before,), jobs=(deliver(before),))
    await store.commit_turn(again)
    found = await store.delivery("p3")
    assert found
    assert (found.state, found.failed) == (DeliveryState.UNDELIVERED, ERASED)


async def test_who_was_only_given_a_case_or_only_handed_it_off_leaves_it_too(
    store: Store, database_url: str
) -> None:
    case = await store.save_case(at_desk(5, BOB, "bob@fabrikam.com", owner=LEO))
    to_her = event(EventKind.GIVEN, LEO, role="lead", by="Leo", to=AMARA.name)
    history = (*case.history, to_her)
    named = handed("named", 5, LEO, sent="given to Amara Okafor on Monday")
    await store.commit_turn(handing("1", replace(case, history=history), named))
    await store.save_case(at_desk(6, BOB, "bob@fabrikam.com"))
    await store.commit_turn(replace(turn("2", AMARA), hand_offs=(handed("hers", 6),)))
    await store.forget(AMARA)
    assert left(await dump(database_url), ("Amara", "Okafor", AMARA.object_id)) == []
