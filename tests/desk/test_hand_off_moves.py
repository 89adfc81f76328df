"""When a case that was handed off waits for the partner, and when it is the desk's turn again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.due import Patience
from cases.hand_off import Delivery, DeliveryState, HandOff, PartnerAnswer, Way
from cases.model import Case, CaseState, EventKind, JobKind, Party, PassedBecause, Side
from cases.states import OPEN
from desk.bringing import recheck
from desk.hand_off_moves import arrived, exchange, partner_answered, party_of
from desk.moves import happened, into, passed
from evidence.facts import SummaryReader
from tests.cases import made
from tests.cases.made import ANN, BOB, NOON

PATIENCE, HOUR = Patience(), timedelta(hours=1)
HAND_OFF = HandOff("0f" * 16, 1, SummaryReader.PARTNER, "en", "# x", "# x", BOB, NOON)
MAIL = Delivery("1a" * 16, HAND_OFF.id, 1, Way.MAIL, "it@contoso.com", NOON)
THERE = replace(MAIL, state=DeliveryState.DELIVERED)
WAITS, AT = CaseState.WAITING_INVITED, NOON + HOUR


def handed_off(state: CaseState = CaseState.NEW) -> Case:
    case = passed(made.case(1), PassedBecause.ASKED, NOON, ANN.object_id, PATIENCE)
    case = into(case, state, NOON, PATIENCE)
    said = {"hand_off": HAND_OFF.id, "reader": "partner", "way": "mail"}
    party = Party.INVITED_ORGANISATION.value
    return happened(case, EventKind.HANDED_OFF, NOON, BOB.object_id, **said, party=party)


@pytest.mark.parametrize("state", sorted(CaseState))
def test_from_its_first_delivery_on_an_open_case_waits_for_the_partner(state: CaseState) -> None:
    case, jobs = arrived(handed_off(state), HAND_OFF, THERE, AT, PATIENCE)
    if state not in OPEN - {WAITS}:
        assert (case, jobs) == (handed_off(state), ())
        return
    assert case.state is WAITS
    assert case.triage
    assert case.triage.due_at == AT + PATIENCE.waiting
    assert [job.kind for job in jobs] == [JobKind.SEND, JobKind.DUE]
    assert "now waits for" in str(jobs[0].body)


@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.UNDELIVERED])
def test_what_is_not_there_changes_nothing(state: DeliveryState) -> None:
    case = handed_off()
    assert arrived(case, HAND_OFF, replace(MAIL, state=state), AT, PATIENCE) == (case, ())


def test_a_second_delivery_changes_nothing() -> None:
    case = happened(handed_off(), EventKind.DELIVERED, NOON, "bot", hand_off=HAND_OFF.id)
    assert arrived(case, HAND_OFF, THERE, AT, PATIENCE) == (case, ())


@pytest.mark.parametrize(
    "kind",
    [EventKind.HANDED, EventKind.FIXED, EventKind.REOPENED, EventKind.PARTNER_ANSWERED],
)
def test_whom_somebody_named_since_stays(kind: EventKind) -> None:
    case = happened(handed_off(CaseState.WAITING_INVITER), kind, NOON, BOB.object_id)
    assert arrived(case, HAND_OFF, THERE, AT, PATIENCE) == (case, ())


def test_whoever_hands_their_own_case_off_is_not_told() -> None:
    _, jobs = arrived(handed_off(), replace(HAND_OFF, by=ANN), THERE, AT, PATIENCE)
    assert [job.kind for job in jobs] == [JobKind.DUE]


@pytest.mark.parametrize("reader", sorted(set(SummaryReader) - {SummaryReader.PARTNER}))
def test_only_a_partner_is_waited_for(reader: SummaryReader) -> None:
    assert party_of(reader, Side.INVITING) is None
    assert party_of(SummaryReader.PARTNER, None) is None
    assert party_of(SummaryReader.PARTNER, Side.INVITED) is Party.INVITING_ORGANISATION


# --- the partner answers -------------------------------------------------------------------------


@pytest.mark.parametrize("answer", sorted(PartnerAnswer))
def test_whose_turn_it_is_after_an_answer(answer: PartnerAnswer) -> None:
    case = handed_off(WAITS)
    case, _ = partner_answered(case, HAND_OFF, answer, "", "words", AT, PATIENCE)
    case, _ = recheck(case, AT, PATIENCE)
    then = {PartnerAnswer.DONE: CaseState.VERIFYING, PartnerAnswer.CHOSE: WAITS}
    assert case.state is then.get(answer, CaseState.NEW)
    assert case.triage
    assert case.triage.due_at is not None
    if answer is not PartnerAnswer.DONE:
        assert case.triage.due_at == AT + PATIENCE.new


def test_a_case_that_waits_for_somebody_else_goes_on_waiting_for_them() -> None:
    case = handed_off(CaseState.WAITING_USER)
    answer = PartnerAnswer.QUESTION
    case, _ = partner_answered(case, HAND_OFF, answer, "", "words", AT, PATIENCE)
    assert case.state is CaseState.WAITING_USER


# --- the desk answers ----------------------------------------------------------------------------


def test_an_answer_that_arrives_by_mail_makes_it_the_partners_turn_and_shows_the_exchange() -> None:
    reply = replace(HAND_OFF, id="ab" * 16)
    party = Party.INVITED_ORGANISATION.value
    said = {"hand_off": HAND_OFF.id, "sent": reply.id, "party": party}
    case = happened(handed_off(), EventKind.PARTNER_REPLIED, AT, BOB.object_id, **said)
    after, _ = arrived(case, reply, replace(THERE, hand_off=reply.id), AT, PATIENCE)
    assert after.state is WAITS
    assert exchange(case, reply) == {reply.id, HAND_OFF.id}
    assert exchange(case, HAND_OFF) == {HAND_OFF.id}
