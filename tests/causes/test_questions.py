"""What is asked next: only what could change who must act."""

from __future__ import annotations

import pytest

from causes import classify
from evidence.facts import FACTS
from tests.causes.stories import INVITED, NAMES_READ, SIGN_IN_NAME, Known, facts


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


def test_of_a_refusal_the_link_the_account_and_the_name_come_first() -> None:
    asked = _asked(told={"error.aadsts": 50020})
    assert asked[:5] == (
        "link.kind",
        "error.signedInAs",
        "case.invitedAddress",
        "invitee.upnEqualsInvited",
        "invitee.upn",
    )


def test_what_an_administrator_must_look_up_comes_after_what_people_know() -> None:
    asked = _asked(told={"error.class": "spo.user-not-in-directory"})
    assert asked.index("link.sentAt") < asked.index("guest.externalUserState")


def test_the_age_of_the_mail_is_of_no_consequence_where_entra_refused() -> None:
    code = {"error.aadsts": 50020}
    assert "link.sentAt" not in _asked({"guest.exists": True}, code)


def test_another_address_on_the_page_is_first_a_matter_of_names() -> None:
    asked = _asked(
        told={
            "error.class": "spo.user-not-in-directory",
            "error.signedInAs": "mj@corp.example",
            "case.invitedAddress": INVITED,
            "link.kind": "shortShare",
        }
    )
    assert asked[:2] == ("invitee.upnEqualsInvited", "invitee.upn")


def test_one_answer_that_decides_comes_before_two_that_must_meet() -> None:
    then = {**NAMES_READ, "link.kind": "acceptInvite", "now": "2019-03-01"}
    asked = _asked(then, {"error.class": "spo.generic-didnt-work"})
    assert asked[0] == "error.signedInAs"
    assert asked.index("host.requireMatch") < asked.index("siteuser.loginForm")


def test_after_the_retirement_the_requirement_is_of_no_consequence() -> None:
    asked = _asked({**NAMES_READ, "link.kind": "acceptInvite"})
    assert "host.requireMatch" not in asked


def test_a_missing_guest_may_be_a_deleted_one() -> None:
    asked = _asked({"guest.exists": False, "link.kind": "shortShare"}, {"error.aadsts": 50020})
    assert "guest.softDeleted" in asked
