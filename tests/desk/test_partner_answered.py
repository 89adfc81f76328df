"""What an answer on the partner's page makes of a case: state, time, who is told what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cards.desk_card import what_happened
from cards.thread import thread_line
from cases.due import Patience
from cases.hand_off import HandOff, PartnerAnswer
from cases.model import Case, CaseState, EventKind, JobKind, NewJob, PassedBecause
from cases.states import ENDED, OPEN
from desk.conclusions import failed
from desk.hand_off_moves import partner_answered
from desk.moves import due_for_answer, happened, into, passed
from evidence.facts import SummaryReader
from tests.cases import made
from tests.cases.made import ANN, BOB, NOON

PATIENCE, HOUR = Patience(), timedelta(hours=1)
HAND_OFF = HandOff("0f" * 16, 1, SummaryReader.PARTNER, "en", "# x", "# x", BOB, NOON)
WORDS = "Ask Bea, 0151 1234"


def waiting(state: CaseState = CaseState.WAITING_INVITED) -> Case:
    case = replace(made.case(1), cause="legacy-account-match")
    case = passed(case, PassedBecause.ASKED, NOON, ANN.object_id, PATIENCE)
    return into(case, state, NOON, PATIENCE)


def answered(
    case: Case, answer: PartnerAnswer, option: str = "", after: timedelta = HOUR
) -> tuple[Case, tuple[NewJob, ...]]:
    return partner_answered(case, HAND_OFF, answer, option, WORDS, NOON + after, PATIENCE)


def sent(jobs: tuple[NewJob, ...]) -> str:
    """What the reporter is told."""
    [body] = [job.body for job in jobs if job.kind is JobKind.SEND]
    messages: list[Mapping[str, Any]] = body["messages"]  # type: ignore[assignment]
    return "\n".join(str(message["text"]) for message in messages)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("answer", PartnerAnswer)
def test_only_done_moves_a_case_and_only_one_that_can_be_fixed(
    state: CaseState, answer: PartnerAnswer
) -> None:
    case, _ = answered(waiting(state), answer)
    done = answer is PartnerAnswer.DONE and state in OPEN - {CaseState.VERIFYING}
    assert case.state is (CaseState.VERIFYING if done else state)
    kinds = [event.kind for event in case.history[-2:]]
    said = [EventKind.PARTNER_ANSWERED, *([EventKind.FIXED] if done else [])]
    assert kinds[-len(said) :] == said


def test_the_answer_is_kept_as_it_was_given() -> None:
    case, _ = answered(waiting(), PartnerAnswer.CHOSE, "add-sign-in-name-as-proxy")
    event = case.history[-1]
    assert (event.by, event.at) == ("bot", NOON + HOUR)
    assert event.detail == {
        "hand_off": HAND_OFF.id,
        "answer": "chose",
        "option": "add-sign-in-name-as-proxy",
        "text": WORDS,
        "cause": "legacy-account-match",
    }


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (PartnerAnswer.DONE, "says that it is done. I check it"),
        (PartnerAnswer.CHOSE, "has chosen how to solve it"),
        (PartnerAnswer.CANNOT, "cannot do it that way"),
        (PartnerAnswer.QUESTION, "has a question"),
    ],
)
def test_the_reporter_hears_of_it_without_the_words(answer: PartnerAnswer, says: str) -> None:
    _, jobs = answered(waiting(), answer, "add-sign-in-name-as-proxy")
    assert says in sent(jobs)
    assert "Case 1" in sent(jobs)
    assert WORDS not in str(jobs)
    assert [job.kind for job in jobs] == [JobKind.SEND, JobKind.SHOW, JobKind.DUE]


@pytest.mark.parametrize("answer", sorted(set(PartnerAnswer) - {PartnerAnswer.DONE}))
def test_an_answer_is_due_as_soon_as_a_new_case(answer: PartnerAnswer) -> None:
    case, jobs = answered(waiting(), answer)
    assert case.triage
    assert case.triage.due_at == NOON + HOUR + PATIENCE.new
    assert [j.due_at for j in jobs if j.kind is JobKind.DUE] == [case.triage.due_at]


@pytest.mark.parametrize(
    ("due", "then"),
    [
        (2 * HOUR, 2 * HOUR),
        (5 * HOUR, 5 * HOUR),
        (9 * HOUR, HOUR + PATIENCE.new),
        (-2 * HOUR, HOUR + PATIENCE.new),
    ],
    ids=["due sooner anyway", "at that very time", "due later", "overdue"],
)
def test_a_case_that_was_due_sooner_stays_so(due: timedelta, then: timedelta) -> None:
    case = waiting()
    assert case.triage
    case, _ = answered(
        replace(case, triage=replace(case.triage, due_at=NOON + due)), PartnerAnswer.QUESTION
    )
    assert case.triage
    assert case.triage.due_at == NOON + then


@pytest.mark.parametrize("state", sorted(ENDED | {CaseState.SOLVED}))
def test_what_is_over_is_not_due_again(state: CaseState) -> None:
    case, _ = answered(waiting(state), PartnerAnswer.QUESTION)
    assert case.triage
    assert case.triage.due_at is None


def test_the_desk_reads_all_of_it_and_the_thread_what_was_chosen() -> None:
    case, _ = answered(waiting(), PartnerAnswer.CHOSE, "add-sign-in-name-as-proxy")
    event = case.history[-1]
    assert WORDS in what_happened(event, "en")
    told = thread_line(event, 1, "en")
    assert "they have chosen a way" in told
    assert "smtp" in told
    assert WORDS not in told


def test_done_is_one_line_in_the_thread() -> None:
    case, _ = answered(waiting(), PartnerAnswer.DONE)
    lines = [thread_line(event, 1, "en") for event in case.history[-2:]]
    assert lines == ["Case 1: The partner answered: it is done.", ""]
    assert what_happened(case.history[-1], "en") == "The partner says that it is fixed."


@pytest.mark.parametrize("option", ["no-such-remedy", "<script>alert(1)</script>"])
def test_an_option_that_is_none_is_not_repeated(option: str) -> None:
    case, _ = answered(waiting(), PartnerAnswer.CHOSE, option)
    assert option not in what_happened(case.history[-1], "en")
    assert option not in thread_line(case.history[-1], 1, "en")


def test_a_case_without_a_desk_is_answered_too() -> None:
    case, jobs = answered(made.case(1), PartnerAnswer.QUESTION)
    assert case.triage is None
    assert JobKind.SHOW not in {job.kind for job in jobs}


def test_what_an_agent_does_next_ends_the_hurry() -> None:
    case, _ = answered(waiting(), PartnerAnswer.QUESTION)
    case = happened(case, EventKind.NOTED, NOON + 2 * HOUR, BOB.object_id, text="called")
    case = into(case, CaseState.WAITING_INVITER, NOON + 2 * HOUR, PATIENCE)
    assert due_for_answer(case, PATIENCE) == case


def test_a_check_that_follows_by_itself_does_not_put_it_off() -> None:
    case, _ = answered(replace(waiting(), diagnosis=None), PartnerAnswer.QUESTION)
    asked_again = into(case, CaseState.DIAGNOSING, NOON + HOUR, PATIENCE)
    ended = failed(asked_again, NOON + HOUR, PATIENCE)
    assert ended.triage
    assert ended.triage.due_at == NOON + HOUR + PATIENCE.new
