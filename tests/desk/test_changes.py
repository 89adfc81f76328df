"""What changed between two checks, and when a pasted page has had its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cards.answer import UNJUDGED
from cases.model import Case, CaseState, Person, Place
from desk.changes import changed, former_of, with_outdated
from evidence.facts import (
    AADSTS,
    ERROR_OUTDATED,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    OUTBOUND_ALLOWS,
    TRUST_MFA,
    Answer,
    Complaint,
    Fact,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
    Value,
)

PASTED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FIRST = PASTED + timedelta(minutes=5)
SECOND = PASTED + timedelta(minutes=30)


def read(of: Fact, value: Value | Unknown, at: datetime) -> Facts:
    return Facts().with_(of, Observation(value, "G3", at, Trust.READ))


def case(pasted: datetime = PASTED, facts: Facts | None = None, rested_on: str = "") -> Case:
    """A case whose last check rested on one setting."""
    verdict = ["xtap-outbound-blocked", "present", "certain", [rested_on or OUTBOUND_ALLOWS.name]]
    complaint = Complaint().with_(AADSTS, Answer(500212, Trust.PASTED, pasted))
    return Case(
        number=1,
        version=1,
        state=CaseState.NEW,
        reporter=Person("29:m", "m", "t"),
        side=None,
        place=Place("a:1", "https://smba", "t", "28:b"),
        complaint=complaint,
        opened_at=PASTED,
        changed_at=FIRST,
        facts=facts or Facts(),
        diagnosis={**UNJUDGED.to_json(), "verdicts": [verdict]},
    )


def outdated(before: Facts, now: Facts, of: Case) -> bool:
    former = changed(before, now)
    return with_outdated(now, of, former).value(ERROR_OUTDATED) is True


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(False, True, True, id="the setting was turned"),
        pytest.param(True, True, False, id="nothing changed"),
        pytest.param(Unknown(Reason.NO_CONSENT), True, False, id="it became readable"),
        pytest.param(False, Unknown(Reason.THROTTLED), False, id="it can no longer be read"),
    ],
)
def test_a_page_is_outdated_once_a_setting_was_seen_to_change_after_it(
    before: Value | Unknown, now: Value | Unknown, expected: bool
) -> None:
    first, second = read(OUTBOUND_ALLOWS, before, FIRST), read(OUTBOUND_ALLOWS, now, SECOND)
    assert outdated(first, second, case()) is expected


def test_a_change_the_verdict_did_not_rest_on_leaves_the_page_alone() -> None:
    first, second = read(TRUST_MFA, False, FIRST), read(TRUST_MFA, True, SECOND)
    assert not outdated(first, second, case())


def test_a_page_pasted_after_the_earlier_reading_counts() -> None:
    first, second = read(OUTBOUND_ALLOWS, False, FIRST), read(OUTBOUND_ALLOWS, True, SECOND)
    assert not outdated(first, second, case(pasted=FIRST + timedelta(minutes=1)))


def test_an_outdated_page_stays_outdated_at_the_third_check() -> None:
    first, second = read(OUTBOUND_ALLOWS, False, FIRST), read(OUTBOUND_ALLOWS, True, SECOND)
    kept = with_outdated(second, case(), changed(first, second))
    assert outdated(kept, second, case(facts=kept, rested_on="guest.exists"))


def test_a_new_page_after_an_outdated_one_counts() -> None:
    first, second = read(OUTBOUND_ALLOWS, False, FIRST), read(OUTBOUND_ALLOWS, True, SECOND)
    kept = with_outdated(second, case(), changed(first, second))
    assert not outdated(kept, second, case(pasted=SECOND, facts=kept))


def test_what_was_only_told_before_is_no_former_reading() -> None:
    told = Facts().with_(OUTBOUND_ALLOWS, Observation(False, "the person", FIRST, Trust.TOLD))
    assert changed(told, read(OUTBOUND_ALLOWS, True, SECOND)) == Facts()


@pytest.mark.parametrize("corrected", [INVITED_ADDRESS, HOST_DOMAIN])
def test_after_a_correction_of_whom_or_what_nothing_former_counts(corrected: Fact) -> None:
    told = Observation("a@b.example", "the person", PASTED, Trust.TOLD)
    before = read(OUTBOUND_ALLOWS, False, FIRST).with_(corrected, told)
    now = read(OUTBOUND_ALLOWS, True, SECOND)
    kept = case(facts=before)
    assert former_of(kept, now) == Facts()
    answer = Answer("a@b.example", Trust.TOLD, PASTED)
    same = replace(kept, complaint=kept.complaint.with_(corrected, answer))
    assert former_of(same, now) != Facts()
