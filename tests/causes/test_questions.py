"""What is asked next: only what could change who must act."""

from __future__ import annotations

import pytest

from causes import classify
from evidence.facts import FACTS
from tests.causes.stories import INVITED, SIGN_IN_NAME, Known, facts


def _asked(read: Known | None = None, told: Known | None = None) -> tuple[str, ...]:
    return classify(facts(read, told)).questions


def test_of_nothing_the_page_comes_first_and_every_name_is_a_fact() -> None:
    asked = _asked()
    assert asked[0] == "error.class"
    assert set(asked) <= set(FACTS)
    assert {"link.kind", "case.invitedAddress", "guest.exists"} <= set(asked)


@pytest.mark.parametrize(
    "told",
    [
        {"error.aadsts": 500212},
        {"error.aadsts": 53003},
        {"error.class": "spo.guest-settings-updated"},
    ],
    ids=["outbound", "conditional access", "passcode gone"],
)
def test_a_page_that_names_its_cause_leaves_nothing_to_ask(told: Known) -> None:
    assert _asked(told=told) == ()


def test_what_is_known_is_not_asked_again() -> None:
    known = {"case.invitedAddress": INVITED, "guest.exists": True, "link.kind": "shortShare"}
    asked = _asked(known, {"error.aadsts": 50020})
    assert not set(known) & set(asked)
    assert "error.class" not in asked


def test_a_derived_fact_is_asked_for_by_its_parts() -> None:
    asked = _asked(
        {"guest.exists": True}, {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME}
    )
    assert "usedOtherAccount" not in asked
    assert "usedUpn" not in asked
    assert "case.invitedAddress" in asked


def test_a_stage_the_attempt_got_past_is_not_asked_about() -> None:
    asked = _asked(told={"error.class": "spo.access-denied"})
    assert "home.xtap.outboundAllows" not in asked
    assert "invitee.upnEqualsInvited" not in asked


def test_what_would_come_later_anyway_is_not_asked_about() -> None:
    asked = _asked({"host.spo.sharingCapability": "disabled"})
    assert "home.xtap.outboundAllows" not in asked
    assert "guest.externalUserState" not in asked


def test_the_unread_half_of_a_pair_is_asked_about() -> None:
    asked = _asked(told={"error.class": "inviter.xtap"})
    assert "host.xtap.inboundAllows" in asked
    assert "home.xtap.outboundAllows" in asked


def test_a_missing_guest_may_be_a_deleted_one() -> None:
    asked = _asked({"guest.exists": False, "link.kind": "shortShare"}, {"error.aadsts": 50020})
    assert "guest.softDeleted" in asked
