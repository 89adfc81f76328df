"""What comes over a partner's page is kept whole or not at all, and once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cases.hand_off import HandOff
from cases.model import Case, EventKind, JobKind, TurnKey
from cases.store import CaseConflict, DuplicateTurn, Store
from cases.turn_record import Consent, Visit
from evidence.facts import CHECK_PACK, UPN, Facts, Observation, Trust
from tests.cases.dump import dump
from tests.cases.hand_offs import begun, found_out, given_away, kept
from tests.cases.made import ANN, MINUTE, NOON, job, moved

BROUGHT = Facts().with_(UPN, Observation("annz@contoso.com", CHECK_PACK, NOON, Trust.PASTED))


def answered(case: Case, form: str = "form-1", learned: str = "") -> Visit:
    """The partner says that it is done and brings a check pack."""
    told = moved(replace(case, brought=BROUGHT), EventKind.PARTNER_ANSWERED, answer="done", text="")
    check = job(f"case-{case.number}-partner", case=case.number)
    key = TurnKey(f"h{case.number}", form)
    return Visit(key, NOON, cases=(told,), jobs=(check,), learned=learned)


async def outcome(store: Store, visit: Visit) -> str:
    try:
        await store.commit_visit(visit)
    except (DuplicateTurn, CaseConflict) as refused:
        return type(refused).__name__
    return "kept"


async def test_an_answer_changes_the_case_and_starts_a_check(store: Store) -> None:
    await given_away(store)
    before = await kept(store, 7)
    await store.commit_visit(answered(before))
    case = await kept(store, 7)
    assert case.brought == BROUGHT
    assert case.history[-1].detail == {"answer": "done", "text": ""}
    found = await store.claim([JobKind.CHECK], "w", NOON, MINUTE)
    assert found
    assert found.body == {"case": 7}


async def test_a_case_to_which_nothing_was_brought_says_so(store: Store) -> None:
    await given_away(store)
    assert (await kept(store, 7)).brought == Facts()


async def test_the_same_form_sent_four_times_counts_once(store: Store) -> None:
    await given_away(store)
    case = await kept(store, 7)
    outcomes = await asyncio.gather(*(outcome(store, answered(case)) for _ in range(4)))
    assert sorted(outcomes) == ["DuplicateTurn"] * 3 + ["kept"]
    assert len((await kept(store, 7)).history) == len(case.history) + 1
    assert await outcome(store, answered(await kept(store, 7), "form-2")) == "kept"
    assert await store.answered(answered(case).key) == (True, None)


async def test_an_answer_that_loses_its_case_leaves_nothing(store: Store) -> None:
    given, _ = await given_away(store)
    await store.keep_learned(found_out(given), NOON)
    stale = replace(await kept(store, 7), version=9)
    assert await outcome(store, answered(stale, learned="learned")) == "CaseConflict"
    assert await store.answered(answered(stale).key) == (False, None)
    assert await store.next_due([JobKind.CHECK]) is None
    assert await store.learned("learned", "cookie", given.id, NOON)


async def test_what_was_learned_is_used_up_by_the_answer_it_came_with(store: Store) -> None:
    given, _ = await given_away(store)
    await store.keep_learned(found_out(given), NOON)
    await store.commit_visit(answered(await kept(store, 7), learned="learned"))
    assert await store.learned("learned", "cookie", given.id, NOON) is None
    again = answered(await kept(store, 7), "another form", learned="learned")
    assert await outcome(store, again) == "DuplicateTurn"
    assert [e.kind for e in (await kept(store, 7)).history].count(EventKind.PARTNER_ANSWERED) == 1


async def test_what_an_answer_set_off_ends_with_its_reporter(
    store: Store, database_url: str
) -> None:
    await given_away(store)
    visit = answered(await kept(store, 7))
    thanks = job("thanks", kind=JobKind.SEND, text="for the agent")
    await store.commit_visit(replace(visit, jobs=(*visit.jobs, thanks)))
    assert (await store.forget(ANN)).jobs == 3  # with the delivery that was still to come
    assert "annz@contoso.com" not in await dump(database_url)
    assert await outcome(store, answered(visit.cases[0], "late")) == "CaseConflict"


async def test_a_sign_in_is_taken_once_and_by_its_own_browser(store: Store) -> None:
    given, _ = await given_away(store)
    sign_in = begun(given)
    assert await store.begin_sign_in(sign_in, NOON)
    assert await store.take_sign_in("state", "another cookie", NOON) is None
    assert await store.take_sign_in("another state", "cookie", NOON) is None
    assert await store.take_sign_in("state", "cookie", sign_in.expires_at) is None
    taken = await store.take_sign_in("state", "cookie", NOON)
    assert taken == replace(sign_in, state="", binding="")
    assert await store.take_sign_in("state", "cookie", NOON) is None


async def test_of_many_who_take_a_sign_in_at_once_one_gets_it(
    store: Store, database_url: str
) -> None:
    given, _ = await given_away(store)
    await store.begin_sign_in(begun(given), NOON)
    other = await Store.open(database_url)
    taken = await asyncio.gather(
        *(one.take_sign_in("state", "cookie", NOON) for one in (store, other) * 4)
    )
    await other.close()
    assert len([one for one in taken if one]) == 1


@pytest.mark.parametrize(
    ("id", "binding", "hand_off", "minutes"),
    [
        ("another", "cookie", "h7", 0),
        ("learned", "another", "h7", 0),
        ("learned", "cookie", "h8", 0),
        ("learned", "cookie", "h7", 1),
        ("learned", "", "h7", 0),
        ("\0", "\ud800", "\0", 0),
    ],
)
async def test_what_was_learned_is_for_one_browser_one_page_and_a_short_time(
    store: Store, id: str, binding: str, hand_off: str, minutes: int
) -> None:
    given, _ = await given_away(store)
    await given_away(store, 8)
    learned = found_out(given)
    assert await store.keep_learned(learned, NOON)
    assert await store.learned("learned", "cookie", "h7", NOON) == learned
    assert await store.learned(id, binding, hand_off, NOON + minutes * MINUTE) is None


async def test_what_is_over_goes_with_the_next_that_comes(store: Store, database_url: str) -> None:
    given, _ = await given_away(store)
    over = NOON + MINUTE
    for word, kept_since in (("ended by a sign-in", "sign_ins"), ("ended by a return", "learned")):
        flow, body = {"state of": word}, {"name": word}
        assert await store.begin_sign_in(replace(begun(given, word), flow=flow), NOON)
        assert await store.keep_learned(replace(found_out(given, word), body=body), NOON)
        assert word in await dump(database_url)
        if kept_since == "sign_ins":
            later = replace(begun(given, f"{word}, later"), expires_at=over + MINUTE)
            await store.begin_sign_in(later, over)
        else:
            since = replace(found_out(given, f"{word}, later"), expires_at=over + MINUTE)
            await store.keep_learned(since, over)
        assert word not in await dump(database_url)


@pytest.mark.parametrize("granted", [True, False])
async def test_a_consent_is_kept_with_its_case_or_not_at_all(store: Store, granted: bool) -> None:
    await given_away(store)
    await store.grant("home", "before", NOON)
    case, word = await kept(store, 7), Consent("home", "host", granted)
    stale = replace(answered(replace(case, version=9)), consent=word)
    assert await outcome(store, stale) == "CaseConflict"
    assert await store.grants() == {"home": {"before"}}
    assert await outcome(store, replace(answered(case), consent=word)) == "kept"
    assert await store.grants() == ({"home": {"before", "host"}} if granted else {})


async def test_no_secret_of_a_sign_in_is_kept_as_it_is(store: Store, database_url: str) -> None:
    given, _ = await given_away(store)
    await store.begin_sign_in(begun(given, "s3cret-state", "s3cret-cookie"), NOON)
    await store.keep_learned(found_out(given, "s3cret-id", "s3cret-cookie"), NOON)
    assert "s3cret" not in await dump(database_url)


async def test_nobody_signs_in_for_a_hand_off_that_is_gone(store: Store) -> None:
    given: HandOff = (await given_away(store))[0]
    await store.forget(ANN)
    assert await store.begin_sign_in(begun(given), NOON) is False
    assert await store.keep_learned(found_out(given), NOON) is False
    assert await store.keep_link("token", given.id, NOON) is False


async def test_grants_by_tenant(store: Store) -> None:
    assert await store.grants() == {}
    for tenant, asking in (("HOST", "home-1"), ("host", "Home-2"), ("host", "home-1"), ("b", "c")):
        await store.grant(tenant, asking, NOON)
    assert await store.grants() == {"host": {"home-1", "home-2"}, "b": {"c"}}
    await store.withdraw_grant("Host")
    await store.withdraw_grant("nobody")
    assert await store.grants() == {"b": {"c"}}
