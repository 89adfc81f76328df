"""What changed between two checks, and when a pasted page has had its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.changes import changed, with_outdated
from evidence.facts import (
    AADSTS,
    ERROR_OUTDATED,
    INVITED_ADDRESS,
    OUTBOUND_ALLOWS,
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


def page(at: datetime = PASTED) -> Complaint:
    return Complaint().with_(AADSTS, Answer(500212, Trust.PASTED, at))


@pytest.mark.parametrize(
    ("before", "now", "outdated"),
    [
        pytest.param(False, True, True, id="the setting was turned"),
        pytest.param(True, True, False, id="nothing changed"),
        pytest.param(Unknown(Reason.NO_CONSENT), True, False, id="it became readable"),
        pytest.param(False, Unknown(Reason.THROTTLED), False, id="it can no longer be read"),
    ],
)
def test_a_page_is_outdated_once_a_setting_was_seen_to_change_after_it(
    before: Value | Unknown, now: Value | Unknown, outdated: bool
) -> None:
    later = read(OUTBOUND_ALLOWS, now, SECOND)
    former = changed(read(OUTBOUND_ALLOWS, before, FIRST), later)
    judged = with_outdated(former.with_all(later), page(), former)
    assert (judged.value(ERROR_OUTDATED) is True) is outdated


def test_a_page_pasted_after_the_earlier_reading_counts() -> None:
    later = read(OUTBOUND_ALLOWS, True, SECOND)
    former = changed(read(OUTBOUND_ALLOWS, False, FIRST), later)
    fresh = page(FIRST + timedelta(minutes=1))
    assert ERROR_OUTDATED.name not in with_outdated(later, fresh, former)


def test_an_outdated_page_stays_outdated_at_the_third_check() -> None:
    second = read(OUTBOUND_ALLOWS, True, SECOND)
    kept = changed(read(OUTBOUND_ALLOWS, False, FIRST), second).with_all(second)
    third = read(OUTBOUND_ALLOWS, True, SECOND + timedelta(hours=1))
    former = changed(kept, third)
    assert with_outdated(third, page(), former).value(ERROR_OUTDATED) is True


def test_without_a_page_nothing_is_outdated() -> None:
    later = read(OUTBOUND_ALLOWS, True, SECOND)
    former = changed(read(OUTBOUND_ALLOWS, False, FIRST), later)
    told = Complaint().with_(INVITED_ADDRESS, Answer("a@b.example", Trust.TOLD, PASTED))
    assert with_outdated(later, told, former) == later


def test_what_was_only_told_before_is_no_former_reading() -> None:
    told = Facts().with_(OUTBOUND_ALLOWS, Observation(False, "the person", FIRST, Trust.TOLD))
    former = changed(told, read(OUTBOUND_ALLOWS, True, SECOND))
    assert former == Facts()
