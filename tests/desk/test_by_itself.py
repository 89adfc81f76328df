"""What happens beside the turns: times that come, checks that end, groups."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from cases.model import (
    Case,
    CaseState,
    CloseReason,
    Event,
    EventKind,
    JobKind,
    NewJob,
    Party,
    PassedBecause,
)
from cases.store import Retention, StoreUnavailableError
from desk.moves import into
from desk.passing import Rule, Takes
from desk.showing import look_again
from desk.sweeping import sweep_job
from evidence import facts as f
from evidence.facts import Facts, Observation, Trust
from tests.cards import casebook
from tests.desk.office import AMARA, OWN, Office, office

DAY = timedelta(days=1)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        await made.opens()
        yield made


@pytest.fixture
async def wants_all(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, Takes((Rule(partner="contoso.com"),), cannot_tell=True)) as made:
        await made.opens()
        yield made


def nothing_known() -> Facts:
    """As if no consent were given: what was told, no more."""
    return Facts()


async def said_fixed(desk: Office, case: Case) -> Case:
    """The agent says that it is fixed; the desk's check follows."""
    case = await desk.latest(case)
    case = into(case, CaseState.VERIFYING, desk.now, desk.patience)
    await desk.store.save_case(case)
    case = await desk.does(case, EventKind.FIXED)
    await desk.checks(case, desk=True)
    return await desk.latest(case)


def repaired() -> Facts:
    """Everything readable says that the next attempt gets through: the names are the same."""
    known = casebook.facts()
    now = casebook.AT + DAY
    for of, value in ((f.UPN_EQUALS_INVITED, True), (f.UPN, "marcus.jones@contoso.com")):
        known = known.with_(of, Observation(value, "G1", now, Trust.READ))
    return Facts({**known.observations, f.UPN.name: known.observations[f.UPN.name][-1:]})


# --- times ----------------------------------------------------------------------------------------


async def test_the_owner_is_called_when_a_case_is_overdue_again_and_again(desk: Office) -> None:
    case = await desk.passed(owner=AMARA)
    await desk.passes_time(hours=9)

    assert (await desk.events(case)).count(EventKind.NUDGED) == 2
    calls = [m for m in desk.teams.replies(desk.teams.roots[0]) if m.body.get("entities")]
    assert len(calls) == 2


async def test_nobody_is_called_for_ever_and_it_stays_overdue(desk: Office) -> None:
    case = await desk.passed(owner=AMARA)
    await desk.passes_time(days=40)
    latest = await desk.latest(case)
    nudges = [e.at - case.changed_at for e in latest.history if e.kind is EventKind.NUDGED]
    assert [at / timedelta(hours=4) for at in nudges] == [1, 2, 4, 8, 16]
    assert latest.triage
    assert latest.triage.due_at
    assert latest.triage.due_at < desk.now
    assert await desk.store.next_due(tuple(JobKind)) is None


async def test_whatever_somebody_does_begins_the_calls_anew(desk: Office) -> None:
    case = await desk.passed(owner=AMARA)
    await desk.passes_time(days=40)
    await desk.does(case, EventKind.NOTED, text="waits for the partner")
    await desk.passes_time(hours=3)
    assert (await desk.events(case)).count(EventKind.NUDGED) == 5
    await desk.passes_time(hours=2)
    assert (await desk.events(case)).count(EventKind.NUDGED) == 6


async def test_a_case_that_nobody_but_the_bot_changes_grows_old(desk: Office) -> None:
    case = await desk.passed(owner=AMARA)
    await desk.passes_time(hours=9)
    assert (await desk.latest(case)).changed_at == case.changed_at
    await desk.store.sweep(desk.now + 181 * DAY, Retention())
    assert await desk.store.case(case.number) is None


async def test_nobody_is_called_about_what_nobody_has(desk: Office) -> None:
    case = await desk.passed()
    await desk.passes_time(hours=5)
    assert EventKind.NUDGED in await desk.events(case)
    assert not [m for m in desk.teams.messages if m.body.get("entities")]


async def test_who_does_not_say_whether_it_works_is_asked_again_then_told_that_it_ends(
    desk: Office,
) -> None:
    desk.evidence.facts = repaired()
    case = await said_fixed(desk, await desk.passed())
    assert len(desk.told_to(case.reporter)) == 1

    await desk.passes_time(days=2)
    assert len(desk.told_to(case.reporter)) == 2
    await desk.passes_time(days=2)
    ended = await desk.latest(case)
    assert ended.state is CaseState.CLOSED
    assert ended.triage
    assert ended.triage.closed_because is CloseReason.NO_ANSWER
    assert len(desk.told_to(case.reporter)) == 3
    await desk.passes_time(days=9)
    assert len(desk.told_to(case.reporter)) == 3


async def test_a_look_that_was_given_up_is_taken_again_in_an_hour(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await desk.passed()
    await desk.settles()
    with monkeypatch.context() as broken:
        broken.setattr(desk.store, "post_of", _breaks)
        await desk.asks(look_again(case, desk.now))
        await desk.passes_time(minutes=10)
    await desk.passes_time(hours=5)
    assert EventKind.NUDGED in await desk.events(case)


async def test_a_sweep_that_fails_ends_no_retention(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await desk.told()
    with monkeypatch.context() as broken:
        broken.setattr(desk.store, "sweep", _breaks)
        await desk.asks(sweep_job(desk.now))
        await desk.passes_time(minutes=10)
    await desk.passes_time(days=1)
    desk.now += 181 * DAY
    await desk.settles()
    assert await desk.store.case(case.number) is None


async def _breaks(*_: object) -> None:
    raise StoreUnavailableError("canceled by a timeout")


async def test_a_solved_case_ends_quietly_with_a_notice(desk: Office) -> None:
    case = await desk.told(state=CaseState.SOLVED, solved_at=desk.now)
    await desk.changed(case)
    await desk.passes_time(days=3)
    ended = await desk.latest(case)
    assert (ended.state, ended.solved_at) == (CaseState.CLOSED, case.solved_at)
    assert len(desk.told_to(case.reporter)) == 1
    assert desk.teams.roots == []


async def test_a_time_that_somebody_moved_meanwhile_does_nothing(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles(hours=3)
    latest = await desk.latest(case)
    await desk.changed(into(latest, CaseState.WAITING_USER, desk.now, desk.patience))
    await desk.passes_time(days=2)
    assert EventKind.NUDGED not in await desk.events(case)
    await desk.passes_time(days=2)
    assert EventKind.NUDGED in await desk.events(case)


# --- to the desk by itself ------------------------------------------------------------------------


async def test_a_rule_brings_a_case_to_the_desk_and_the_reporter_is_told_once(
    wants_all: Office,
) -> None:
    desk = wants_all
    case = await desk.told(state=CaseState.DIAGNOSING, diagnosis=None, cause=None)
    await desk.checks(case)
    await desk.checks(case)

    arrived = await desk.latest(case)
    assert arrived.triage
    assert arrived.triage.because is PassedBecause.RULE
    assert len(desk.teams.roots) == 1
    told = [text for text in desk.told_to(case.reporter) if "helpdesk" in text.lower()]
    assert len([text for text in told if len(text) < 300]) == 1


async def test_what_nobody_can_tell_waits_for_the_open_question_and_then_goes(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, Takes((), cannot_tell=True)) as desk:
        await desk.opens()
        desk.evidence.facts = nothing_known()
        case = await desk.told(
            state=CaseState.DIAGNOSING, diagnosis=None, complaint=f.Complaint(), facts=Facts()
        )
        await desk.checks(case)
        assert (await desk.latest(case)).triage is None, "there is a question to answer first"

        await desk.passes_time(days=1)
        arrived = await desk.latest(case)
        assert arrived.triage
        assert arrived.triage.because is PassedBecause.CANNOT_TELL
        assert len(desk.teams.roots) == 1


async def test_where_there_is_no_desk_nothing_goes_there(tmp_path: Path) -> None:
    async with office(tmp_path, Takes((Rule(partner="contoso.com"),))) as desk:
        case = await desk.told(state=CaseState.DIAGNOSING, diagnosis=None)
        await desk.checks(case)
        await desk.passes_time(days=3)
        assert (await desk.latest(case)).triage is None


# --- checks ---------------------------------------------------------------------------------------


async def test_a_check_says_what_the_case_is_found_by(desk: Office) -> None:
    case = await desk.told(
        state=CaseState.DIAGNOSING, diagnosis=None, cause=None, partner=None, answered_at=None
    )
    await desk.checks(case)
    judged = await desk.latest(case)
    assert judged.cause == "upn-differs-from-invited-address"
    assert judged.partner == "contoso.com"
    assert judged.acting in (Party.INVITED_USER, Party.INVITER, Party.INVITING_ORGANISATION)
    assert judged.state.value.startswith("waiting for")
    assert judged.answered_at == desk.now

    desk.now += DAY
    await desk.checks(case)
    assert (await desk.latest(case)).answered_at == judged.answered_at


async def test_the_desks_own_check_is_asked_for_as_agent_and_never_shown_to_the_reporter(
    desk: Office,
) -> None:
    case = await desk.passed()
    await desk.settles()
    case = await desk.does(case, EventKind.CHECK_STARTED, desk=True)
    before = await desk.latest(case)
    await desk.checks(case, desk=True)

    asker = desk.evidence.asked[-1]
    assert (asker.object_id, asker.tenant_id, asker.agent) == (AMARA.object_id, OWN, True)
    after = await desk.latest(case)
    assert after.desk_diagnosis
    assert after.desk_facts != Facts()
    assert (after.facts, after.diagnosis) == (before.facts, before.diagnosis)
    assert desk.told_to(case.reporter) == []
    kept = after.history[-1]
    assert (kept.kind, dict(kept.detail)) == (EventKind.CHECKED, {"desk": True})
    assert desk.teams.roots[0].changed, "the desk's card shows it"


def checks_told(desk: Office) -> list[str]:
    """What the thread of the first case says of checks for the desk."""
    replies = desk.teams.replies(desk.teams.roots[0])
    return [said.text for said in replies if "check for the desk" in said.text]


async def test_checks_for_the_desk_that_come_to_the_same_are_one_line_in_its_thread(
    desk: Office,
) -> None:
    case = await desk.passed()
    for _ in range(3):
        await desk.checks(case, desk=True)
    await desk.settles()
    assert len(checks_told(desk)) == 1
    desk.evidence.facts = repaired()
    await desk.checks(case, desk=True)
    await desk.settles()
    assert len(checks_told(desk)) == 2, "now it came to something else"


async def test_once_it_is_said_to_be_fixed_the_person_is_asked(desk: Office) -> None:
    desk.evidence.facts = repaired()
    case = await said_fixed(desk, await desk.passed())
    assert case.state is CaseState.VERIFYING
    [question] = desk.told_to(case.reporter)
    assert str(case.number) in question
    assert case.cause, "figures go on counting it by what it was about"


async def test_what_still_stands_is_said_instead_of_asked(desk: Office) -> None:
    case = await said_fixed(desk, await desk.passed())
    assert EventKind.STILL_STANDS in await desk.events(case)
    assert case.state.value.startswith("waiting for")
    [told] = desk.told_to(case.reporter)
    assert str(case.number) in told
    assert "mj4711" not in told


async def test_an_old_page_alone_does_not_contradict_whoever_fixed_it(desk: Office) -> None:
    desk.evidence.facts = nothing_known()
    case = await said_fixed(desk, await desk.passed())
    assert case.state is CaseState.VERIFYING, "only the person can say whether it works"
    assert EventKind.STILL_STANDS not in await desk.events(case)


async def test_a_check_of_the_desk_that_fails_leaves_the_case_and_asks_the_person(
    desk: Office,
) -> None:
    desk.evidence.fails = True
    case = await said_fixed(desk, await desk.passed())
    await desk.passes_time(minutes=10)
    failed = await desk.latest(case)
    assert failed.state is CaseState.VERIFYING
    assert failed.history[-1].kind is EventKind.CHECK_FAILED
    assert len(desk.told_to(case.reporter)) == 1


async def test_a_case_of_the_desk_never_becomes_a_draft_again(desk: Office) -> None:
    desk.evidence.fails = True
    case = await desk.passed(state=CaseState.DIAGNOSING, diagnosis=None, cause=None)
    await desk.checks(case)
    await desk.passes_time(minutes=10)
    assert (await desk.latest(case)).state is CaseState.NEW


async def test_facts_of_somebody_else_do_not_stay(desk: Office) -> None:
    case = await desk.passed()
    await desk.checks(case, desk=True)
    latest = await desk.latest(case)
    other = f.Answer("somebody.else@contoso.com", Trust.TOLD, desk.now)
    corrected = latest.complaint.with_(f.INVITED_ADDRESS, other)
    await desk.store.save_case(replace(latest, complaint=corrected))
    await desk.checks(case)
    assert (await desk.latest(case)).desk_diagnosis is None


# --- groups ---------------------------------------------------------------------------------------


async def group(desk: Office, step: str) -> None:
    body = {
        "cause": "upn-differs-from-invited-address",
        "partner": "contoso.com",
        "step": step,
        "by": asdict(AMARA),
        "role": "lead",
        "after": 0,
    }
    await desk.asks(NewJob(JobKind.GROUP, secrets.token_hex(4), body, desk.now))


async def several(desk: Office, count: int) -> list[Case]:
    cases = [await desk.passed() for _ in range(count)]
    await desk.settles()
    return cases


async def test_one_fix_is_checked_for_every_case_and_everybody_is_told(desk: Office) -> None:
    cases = await several(desk, 3)
    other = await desk.passed(partner="x.example")
    desk.evidence.facts = repaired()
    await group(desk, "fixed")
    await desk.settles()
    await desk.settles(seconds=5)

    for case in cases:
        assert (await desk.latest(case)).state is CaseState.VERIFYING
        assert len(desk.told_to(case.reporter)) == 2, "that it was fixed, and whether it works"
    assert EventKind.FIXED not in await desk.events(other)


async def test_all_can_be_closed_at_once(desk: Office) -> None:
    cases = await several(desk, 2)
    await group(desk, "close")
    await desk.settles()
    for case in cases:
        ended = await desk.latest(case)
        assert ended.state is CaseState.CLOSED
        assert ended.solved_at == desk.now
        assert len(desk.told_to(case.reporter)) == 1


async def test_a_group_job_whose_process_dies_goes_on_where_it_was(desk: Office) -> None:
    cases = await several(desk, 3)
    await group(desk, "check")

    async def started() -> int:
        kinds = [kind for case in cases for kind in await desk.events(case)]
        return kinds.count(EventKind.CHECK_STARTED)

    job = await desk.store.claim((JobKind.GROUP,), "dies", desk.now, timedelta(seconds=6))
    assert job
    first = await desk.latest(cases[0])
    event = Event(EventKind.CHECK_STARTED, desk.now, AMARA.object_id, {"role": "lead"})
    moved = replace(first, history=(*first.history, event))
    await desk.store.save_under_lease(job, moved, (), {**job.body, "after": first.number})
    await desk.settles(seconds=6)
    assert await started() == 3


async def test_whoever_started_what_did_not_get_through_is_told(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await several(desk, 1)
    with monkeypatch.context() as broken:
        broken.setattr(desk.store, "group", _breaks)
        await group(desk, "close")
        await desk.passes_time(minutes=10)
    [said] = desk.told_to(AMARA)
    assert "contoso" in said
