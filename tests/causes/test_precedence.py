"""Which of several causes is the answer, and when nobody may be named."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import NAMES_READ, Known, answer, facts, who

DEAD = {"link.kind": "acceptInvite"}
OFF = {"host.spo.sharingCapability": "disabled"}
INBOUND = {"host.xtap.inboundAllows": False}
OUTBOUND = {"home.xtap.outboundAllows": False}
MISSING = {"guest.exists": False}
PENDING = {"guest.externalUserState": "PendingAcceptance"}
OTHER = {"usedOtherAccount": True}
DIFFERS = {"invitee.upnEqualsInvited": False}
NOBODY = {"error.class": "spo.partner-user-invalid"}
DELETED = {"guest.softDeleted": True}


@pytest.mark.parametrize(
    ("together", "first", "then"),
    [
        ([DEAD, OFF], "legacy-invitation-retired", ["spo-tenant-sharing-disabled"]),
        ([OFF, INBOUND], "spo-tenant-sharing-disabled", ["xtap-inbound-blocked"]),
        ([INBOUND, MISSING], "xtap-inbound-blocked", ["guest-missing"]),
        ([MISSING, OUTBOUND], "guest-missing", ["xtap-outbound-blocked"]),
        ([OUTBOUND, OTHER], "xtap-outbound-blocked", ["wrong-account-signed-in"]),
        ([PENDING, DIFFERS], "upn-differs-from-invited-address", []),
        ([MISSING, DIFFERS, NOBODY], "guest-missing", ["upn-differs-from-invited-address"]),
        ([MISSING, DIFFERS], "guest-missing", []),
    ],
    ids=[
        "a dead link before all",
        "the earlier stage first",
        "policy before the guest",
        "the guest before the way out",
        "the way out before the account",
        "a state that is a symptom",
        "what holds before a guess",
        "and without a page nothing is guessed of a name",
    ],
)
def test_what_comes_first(together: list[Known], first: str, then: list[str]) -> None:
    known = {name: value for part in together for name, value in part.items()}
    diagnosis = classify(facts(known))
    assert diagnosis.cause == first
    assert list(diagnosis.next_obstacles) == then


def test_the_failed_attempt_outweighs_a_setting_read_afterwards() -> None:
    of = facts({**OTHER, **INBOUND}, {"error.aadsts": 50020})
    assert answer(of) == ("wrong-account-signed-in", "certain")
    assert classify(of, ask=False).next_obstacles == ("xtap-inbound-blocked",)
    assert who(of) == ["invited invited-user", "inviting admin"]


def test_likely_evidence_of_the_attempt_outweighs_a_setting_too() -> None:
    of = facts({**NAMES_READ, **PENDING, **INBOUND}, {}, {"error.aadsts": 50020})
    assert answer(of) == ("upn-differs-from-invited-address", "likely")
    assert classify(of, ask=False).next_obstacles == ("xtap-inbound-blocked",)
    assert classify(of, ask=False).mode.value == "in_order"
    assert who(of) == ["invited invited-user", "inviting admin"]


@pytest.mark.parametrize(
    ("deleted", "sure"), [(DELETED, "likely"), ({**DELETED, **MISSING}, "certain")]
)
def test_what_the_page_speaks_of_comes_before_a_setting_that_is_certain(
    deleted: Known, sure: str
) -> None:
    of = facts({**OFF, **deleted}, {}, {"error.aadsts": 50020})
    assert answer(of) == ("guest-soft-deleted", sure)
    assert classify(of, ask=False).next_obstacles == ("spo-tenant-sharing-disabled",)


def test_a_page_that_says_nothing_of_it_brings_no_cause_forward() -> None:
    of = facts({**OFF, **DELETED, **MISSING}, {}, {"error.class": "spo.generic-didnt-work"})
    assert answer(of) == ("spo-tenant-sharing-disabled", "certain")
    assert classify(of, ask=False).next_obstacles == ("guest-soft-deleted",)


def test_what_is_certain_does_not_yield_to_what_the_page_does_not_speak_of() -> None:
    of = facts({**OFF, **DIFFERS, **DELETED}, {}, {"error.class": "spo.access-denied"})
    assert answer(of) == ("spo-tenant-sharing-disabled", "certain")


def test_a_missing_guest_comes_before_the_name_it_does_not_have() -> None:
    of = facts({**NAMES_READ, **MISSING}, {}, {"error.aadsts": 50020})
    assert answer(of) == ("guest-missing", "likely")
    assert "upn-differs-from-invited-address" in classify(of, ask=False).next_obstacles


def test_what_is_certain_comes_before_a_setting_that_is_only_likely() -> None:
    of = facts({**OFF, **MISSING}, {}, {"error.class": "spo.user-not-in-directory"})
    assert answer(of) == ("spo-tenant-sharing-disabled", "certain")


@pytest.mark.parametrize(
    ("state", "cause", "first"),
    [
        (DELETED, "guest-soft-deleted", "inviting admin"),
        (
            {"host.addressCollision": "contact", **PENDING},
            "guest-address-conflict",
            "inviting admin",
        ),
        (
            {"invitee.accountKind": "sharedMailbox", **PENDING},
            "invited-address-is-group-or-shared",
            "inviting inviter",
        ),
    ],
    ids=["a deleted guest", "a contact of that address", "nobody's mailbox"],
)
def test_what_else_the_same_page_speaks_of_is_named_before_the_name(
    state: Known, cause: str, first: str
) -> None:
    of = facts({**NAMES_READ, **state}, {}, {"error.aadsts": 50020})
    assert answer(of) == (cause, "likely")
    assert who(of)[0] == first
    assert "upn-differs-from-invited-address" in classify(of, ask=False).next_obstacles


@pytest.mark.parametrize(
    ("page", "known", "excluded"),
    [
        ("spo.access-denied", PENDING, "guest-pending-acceptance"),
        ("spo.access-denied", OUTBOUND, "xtap-outbound-blocked"),
        ("spo.access-denied", DIFFERS, "upn-differs-from-invited-address"),
        ("spo.user-not-in-directory", OUTBOUND, "xtap-outbound-blocked"),
        ("spo.user-not-in-directory", INBOUND, "xtap-inbound-blocked"),
    ],
)
def test_a_stage_the_attempt_got_past_is_not_the_answer(
    page: str, known: Known, excluded: str
) -> None:
    diagnosis = classify(facts(known, {"error.class": page}))
    assert diagnosis.cause != excluded


def test_what_the_attempt_got_past_may_still_wait_behind() -> None:
    diagnosis = classify(facts({**OFF, **OUTBOUND}, {"error.class": "spo.access-denied"}))
    assert diagnosis.cause == "spo-tenant-sharing-disabled"
    assert diagnosis.next_obstacles == ("xtap-outbound-blocked",)


def test_two_organisations_are_named_in_the_order_of_the_cures() -> None:
    of = facts({**MISSING, **OUTBOUND})
    assert classify(of, ask=False).mode.value == "in_order"
    assert who(of) == ["inviting inviter", "invited admin"]


def test_an_unknown_fact_is_not_a_false_one() -> None:
    for reason in ("no consent", "no permission", "throttled", "timed out"):
        gone = {"unknown": reason}
        of = facts({"guest.exists": gone, "host.xtap.inboundAllows": gone, "invitee.upn": gone})
        assert answer(of) == (None, "cannot tell")
