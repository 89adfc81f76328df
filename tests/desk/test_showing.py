"""The desk's card of a case in its channel: one, always current, never silently missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cases.hand_off import HandOff, PartnerAnswer
from cases.model import CaseState, EventKind, JobKind
from desk.hand_off_moves import partner_answered
from desk.moves import ended, happened, owned
from desk.showing import show_job, unposted_job
from evidence.facts import SummaryReader
from tests.desk.office import ADA, AMARA, CASES, LEASE, Office, office


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        await made.opens()
        yield made


async def test_a_case_gets_one_post_that_is_always_current(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    [root] = desk.teams.roots
    assert root.body["summary"]
    assert "text" not in root.body, "a card says it; a text beside it would stay as it is"

    await desk.changed(owned(await desk.latest(case), AMARA))
    await desk.settles()
    [root] = desk.teams.roots
    assert "Amara Osei" in root.text
    post = await desk.post(case)
    assert (post.activity_id, post.failed) == (root.id, "")
    assert post.place
    assert post.place.conversation_id == f"{CASES};messageid={root.id}"


async def test_the_shared_card_holds_nothing_about_the_reporter(desk: Office) -> None:
    case = await desk.passed()
    await desk.does(case, EventKind.NOTED, text="Marcus called from the hospital")
    await desk.settles()
    whole = " ".join(str(m.body) for m in desk.teams.messages)
    for personal in ("Marcus", "marcus.jones", "mj4711", "hospital"):
        assert personal not in whole, personal


async def test_agents_own_views_are_asked_for_by_their_teams_ids(desk: Office) -> None:
    await desk.passed()
    await desk.settles()
    card = desk.teams.roots[0].body["attachments"][0]["content"]
    assert card["refresh"]["userIds"] == [AMARA.teams_id]
    assert card["refresh"]["action"]["verb"] == "desk.view"


async def test_what_happens_is_told_in_the_thread_once_and_in_order(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    case = await desk.does(case, EventKind.TAKEN)
    case = await desk.does(case, EventKind.NOTED, text="secret")
    await desk.settles()
    await desk.asks(show_job(case, desk.now))
    await desk.settles()

    [root] = desk.teams.roots
    taken, noted = (m.text for m in desk.teams.replies(root))
    assert "Amara Osei" in taken
    assert "secret" not in noted


async def test_whoever_is_given_a_case_is_called_by_name(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    given = owned(await desk.latest(case), replace(AMARA, name="Amara <b>&amp;</b>"))
    detail = {"role": "lead", "by": "Lena Brandt", "to": "Amara <b>&amp;</b>"}
    await desk.changed(happened(given, EventKind.GIVEN, desk.now, "0bj-lena", **detail))
    await desk.settles()

    [reply] = desk.teams.replies(desk.teams.roots[0])
    [mention] = reply.body["entities"]
    assert mention["mentioned"]["id"] == AMARA.teams_id
    assert reply.text.startswith(mention["text"])
    assert "<b>" not in mention["text"]


async def test_the_owner_is_called_when_the_partner_answers_and_the_thread_keeps_the_words(
    desk: Office,
) -> None:
    case = await desk.passed(owner=AMARA)
    await desk.settles()
    hand_off = HandOff("0f" * 16, case.number, SummaryReader.PARTNER, "en", "", "", ADA, desk.now)
    said = (hand_off, PartnerAnswer.CANNOT, "", "Call 0151 1234", desk.now, desk.patience)
    changed, jobs = partner_answered(await desk.latest(case), *said)
    await desk.store.save_case(changed)
    await desk.asks(*jobs)
    await desk.settles()

    reply = desk.teams.replies(desk.teams.roots[0])[-1]
    assert [e["mentioned"]["id"] for e in reply.body["entities"]] == [AMARA.teams_id]
    assert "they cannot do it" in reply.text
    assert "0151" not in str([m.body for m in desk.teams.messages])
    assert "cannot do it that way" in desk.told_to(changed.reporter)[-1]


async def test_a_card_that_somebody_deleted_is_posted_anew(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    desk.teams.messages.clear()
    await desk.does(case, EventKind.TAKEN)
    await desk.settles()

    [root] = desk.teams.roots
    assert (await desk.post(case)).activity_id == root.id
    assert [m for m in desk.teams.replies(root) if "Amara" in m.text]


async def test_without_a_channel_the_case_is_kept_and_posted_once_there_is_one(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as desk:
        case = await desk.passed()
        await desk.settles()
        assert (await desk.post(case)).failed == "no channel"
        assert await desk.store.unposted(10) == (case.number,)

        await desk.opens()
        await desk.asks(show_job(case, desk.now))
        await desk.settles()
        assert len(desk.teams.roots) == 1
        assert await desk.store.unposted(10) == ()


async def test_a_new_channel_is_shown_whatever_waits_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.showing.PAGE", 2)
    async with office(tmp_path) as desk:
        cases = [await desk.passed() for _ in range(5)]
        await desk.settles()
        await desk.opens()
        for _ in range(2):  # said twice
            await desk.asks(unposted_job(desk.now))
        await desk.passes_time(minutes=5)
        assert len(desk.teams.roots) == len(cases)
        assert await desk.store.unposted(10) == ()


async def test_a_channel_that_is_set_while_another_is_shown_misses_nothing(desk: Office) -> None:
    await desk.passed()
    await desk.asks(unposted_job(desk.now - LEASE))
    job = await desk.store.claim((JobKind.SHOW,), "test", desk.now, LEASE)
    assert job
    assert job.key == "unposted"
    await desk.asks(unposted_job(desk.now))
    await desk.handlers()[JobKind.SHOW](job)
    await desk.store.complete(job)
    again = await desk.store.claim((JobKind.SHOW,), "test", desk.now, LEASE)
    while again and again.key != "unposted":
        again = await desk.store.claim((JobKind.SHOW,), "test", desk.now, LEASE)
    assert again
    assert again.body == {"unposted": True}


async def test_what_waits_is_shown_once_however_often_it_is_refused(desk: Office) -> None:
    desk.teams.refuses["new"] = (400, "BadArgument")
    await desk.passed()
    await desk.settles()
    asked = desk.teams.requests
    await desk.asks(unposted_job(desk.now))
    await desk.settles()
    assert desk.teams.requests == asked + 1


async def test_a_case_the_desk_does_not_have_is_not_shown(desk: Office) -> None:
    case = await desk.told()
    await desk.asks(show_job(case, desk.now))
    await desk.settles()
    assert desk.teams.messages == []


# --- when Teams does not take it ------------------------------------------------------------------


@pytest.mark.parametrize(
    "refusal", [(403, "BotNotInConversationRoster"), (403, "ChannelArchived"), (400, "BadArgument")]
)
async def test_a_refusal_is_said_at_once_to_the_reporter_and_an_administrator(
    desk: Office, refusal: tuple[int, str]
) -> None:
    desk.teams.refuses["new"] = refusal
    case = await desk.passed()
    await desk.settles()

    assert EventKind.DESK_UNREACHED in await desk.events(case)
    [to_reporter], [to_administrator] = desk.told_to(case.reporter), desk.told_to(ADA)
    assert str(case.number) in to_reporter
    assert str(case.number) in to_administrator
    assert desk.told_to(AMARA) == []


async def test_it_is_tried_every_hour_said_once_and_shown_when_it_works_again(
    desk: Office,
) -> None:
    desk.teams.refuses["new"] = (403, "BotNotInConversationRoster")
    case = await desk.passed()
    await desk.settles()
    asked = desk.teams.requests
    for _ in range(3):
        await desk.settles(hours=1)
    assert desk.teams.requests == asked + 3
    assert (await desk.events(case)).count(EventKind.DESK_UNREACHED) == 1
    assert len(desk.told_to(case.reporter)) == 1

    desk.teams.refuses.clear()
    await desk.settles(hours=1)
    assert len(desk.teams.roots) == 1
    assert (await desk.post(case)).failed == ""


async def test_a_later_outage_is_said_again(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    for _ in range(2):
        desk.teams.refuses["all"] = (400, "BadArgument")
        await desk.does(case, EventKind.TAKEN)
        await desk.settles()
        desk.teams.refuses.clear()
        await desk.settles(hours=1)
    assert (await desk.events(case)).count(EventKind.DESK_UNREACHED) == 2


async def test_a_throttled_post_is_tried_again_before_anybody_is_bothered(desk: Office) -> None:
    desk.teams.refuses["new"] = (429, "")
    case = await desk.passed()
    await desk.settles()
    assert (await desk.post(case)).failed == "throttled"
    assert desk.told_to(ADA) == []

    desk.teams.refuses.clear()
    await desk.settles(seconds=2)
    assert len(desk.teams.roots) == 1
    assert EventKind.DESK_UNREACHED not in await desk.events(case)


async def test_a_throttle_that_does_not_end_is_said_too(desk: Office) -> None:
    desk.teams.refuses["new"] = (429, "")
    case = await desk.passed()
    await desk.passes_time(minutes=10)
    assert EventKind.DESK_UNREACHED in await desk.events(case)
    assert len(desk.told_to(ADA)) == 1


async def test_nobody_is_bothered_about_a_case_that_is_over(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    desk.teams.refuses["all"] = (400, "BadArgument")
    over = ended(await desk.latest(case), CaseState.WITHDRAWN, None, desk.now, desk.patience)
    await desk.changed(happened(over, EventKind.WITHDRAWN, desk.now, case.reporter.object_id))
    await desk.settles()
    assert EventKind.DESK_UNREACHED not in await desk.events(case)

    for _ in range(3):
        await desk.settles(hours=1)
    desk.teams.refuses.clear()
    await desk.settles(hours=1)
    assert "Withdrawn" in desk.teams.roots[0].text
    assert (await desk.post(case)).failed == ""


async def test_a_card_of_a_case_that_is_over_is_tried_for_a_week(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    desk.teams.refuses["all"] = (400, "BadArgument")
    over = ended(await desk.latest(case), CaseState.WITHDRAWN, None, desk.now, desk.patience)
    await desk.changed(over)
    await desk.settles(days=6, hours=22)
    assert await desk.store.next_due(tuple(JobKind)) is not None
    await desk.settles(hours=3)
    assert await desk.store.next_due(tuple(JobKind)) is None


async def test_what_fails_by_a_defect_of_ours_is_said_and_tried_again(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a defect of ours")

    with monkeypatch.context() as broken:
        broken.setattr("desk.showing.desk_card", breaks)
        case = await desk.passed()
        await desk.passes_time(minutes=10)
    assert (await desk.post(case)).failed == "error"
    [to_administrator] = desk.told_to(ADA)
    assert "channel: ." not in to_administrator
    assert "error" not in to_administrator

    await desk.settles(hours=1)
    assert len(desk.teams.roots) == 1
    assert (await desk.post(case)).failed == ""


async def test_that_nobody_sees_it_makes_no_case_younger(desk: Office) -> None:
    desk.teams.refuses["new"] = (400, "BadArgument")
    case = await desk.passed()
    await desk.settles(hours=1)
    assert EventKind.DESK_UNREACHED in await desk.events(case)
    assert (await desk.latest(case)).changed_at == case.changed_at


# --- kills ----------------------------------------------------------------------------------------


async def test_a_kill_between_post_and_record_repeats_that_one_message_and_counts_it(
    desk: Office,
) -> None:
    case = await desk.passed()
    desk.teams.silent = True
    await desk.dies_at(JobKind.SHOW, lambda: bool(desk.teams.roots))
    desk.teams.silent = False
    await desk.settles()

    assert len(desk.teams.roots) == 2
    assert (await desk.post(case)).activity_id == desk.teams.roots[1].id
    assert await desk.store.repeated_sends() == 1


async def test_a_kill_between_two_replies_repeats_at_most_the_last_one(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    [root] = desk.teams.roots
    for kind in (EventKind.TAKEN, EventKind.RELEASED):
        await desk.does(case, kind)
    desk.teams.silent = True
    await desk.dies_at(JobKind.SHOW, lambda: bool(desk.teams.replies(root)))
    desk.teams.silent = False
    await desk.settles()

    assert len(desk.teams.replies(root)) == 3
    assert await desk.store.repeated_sends() == 1


async def test_a_post_that_may_have_arrived_is_posted_again_and_counted(desk: Office) -> None:
    desk.teams.loses = 1
    await desk.passed()
    await desk.settles()
    await desk.settles(seconds=2)
    assert len(desk.teams.roots) == 2, "better twice than unseen"
    assert await desk.store.repeated_sends() == 1


async def test_a_reply_that_may_have_arrived_is_not_told_twice(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    desk.teams.loses = 1
    await desk.does(case, EventKind.TAKEN)
    await desk.settles()
    await desk.settles(minutes=5)
    assert len(desk.teams.replies(desk.teams.roots[0])) == 1
