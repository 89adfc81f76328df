"""Which of several causes is the answer, and when nobody may be named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from causes import CAUSES, cause, classify
from causes.attempt import CODES, PAGES
from causes.catalogue import SIDES
from causes.diagnosing import diagnose
from causes.model import Certainty, Way, nothing
from causes.signs import SIGNS
from evidence.facts import ERROR_CLASS, GUEST_SOFT_DELETED
from tests.causes.stories import Known, answer, facts, who

# Pages whose causes have no rule yet, and the only side they can lie on.
UNMODELLED: list[tuple[Known, str]] = [
    ({"error.aadsts": 53003}, "inviting"),
    ({"error.class": "ca.blocked-page"}, "inviting"),
    ({"error.aadsts": 500021}, "invited"),
    ({"error.aadsts": 5000211}, "invited"),
    ({"error.aadsts": 50126}, "invited"),
    ({"error.aadsts": 500571}, "inviting"),
    ({"error.aadsts": 65004}, "invited"),
    ({"error.aadsts": 90033}, "neither"),
    ({"error.class": "spo.network-location"}, "inviting"),
    ({"error.class": "inviter.blocked-domain"}, "inviting"),
    ({"error.class": "inviter.invites-disabled"}, "inviting"),
    ({"error.aadsts": 1000104}, "unknown"),
    ({"error.aadsts": 50057}, "unknown"),
    ({"error.aadsts": 50076}, "unknown"),
    ({"error.aadsts": 530032}, "unknown"),
    ({"error.aadsts": 7654321}, "unknown"),
    ({"error.class": "picker.ambiguous"}, "unknown"),
    ({"error.class": "aadb2b.0001"}, "unknown"),
]


def _said(row: tuple[Known, str]) -> str:
    return str(next(iter(row[0].values())))


@pytest.mark.parametrize(("page", "side"), UNMODELLED, ids=map(_said, UNMODELLED))
@pytest.mark.parametrize(
    "around",
    [
        {},
        {"guest.exists": False},
        {"guest.externalUserState": "PendingAcceptance"},
        {"home.xtap.outboundAllows": False},
        {"host.xtap.inboundAllows": False},
        {"host.spo.sharingCapability": "disabled"},
    ],
    ids=["alone", "guest missing", "guest pending", "outbound", "inbound", "sharing off"],
)
def test_a_page_of_a_cause_without_a_rule_blames_no_neighbour(
    page: Known, side: str, around: Known
) -> None:
    of = facts(around, page)
    assert answer(of) == (None, "cannot tell")
    assert who(of) == [f"{side} unknown"]


@pytest.mark.parametrize(
    ("known", "side"),
    [
        ({"host.spo.domainAllowsInvitee": False}, "inviting"),
        ({"host.site.sharingCapability": "disabled"}, "inviting"),
        ({"link.expired": True}, "inviting"),
        ({"guest.softDeleted": True}, "inviting"),
        ({"guest.accountEnabled": False}, "inviting"),
        ({"invitee.accountEnabled": False}, "invited"),
        ({"health.incident": True}, "neither"),
        ({"invitee.accountFound": False}, "unknown"),
        ({"health.incident": True, "guest.softDeleted": True}, "unknown"),
        ({"case.cloud.host": "gcchigh", "case.cloud.home": "global"}, "unknown"),
    ],
)
def test_a_sign_of_a_cause_without_a_rule_tells_at_most_the_side(known: Known, side: str) -> None:
    assert answer(facts(known)) == (None, "cannot tell")
    assert who(facts(known)) == [f"{side} unknown"]


def test_gcc_lives_in_the_global_cloud() -> None:
    of = facts({"case.cloud.host": "gcc", "case.cloud.home": "global", "guest.exists": False})
    assert answer(of)[0] == "guest-missing"


DEAD = {"link.kind": "acceptInvite"}
OFF = {"host.spo.sharingCapability": "disabled"}
INBOUND = {"host.xtap.inboundAllows": False}
OUTBOUND = {"home.xtap.outboundAllows": False}
MISSING = {"guest.exists": False}
PENDING = {"guest.externalUserState": "PendingAcceptance"}
OTHER = {"usedOtherAccount": True}
DIFFERS = {"invitee.upnEqualsInvited": False}


@pytest.mark.parametrize(
    ("together", "first", "then"),
    [
        ([DEAD, OFF], "legacy-invitation-retired", ["spo-tenant-sharing-disabled"]),
        ([OFF, INBOUND], "spo-tenant-sharing-disabled", ["xtap-inbound-blocked"]),
        ([INBOUND, MISSING], "xtap-inbound-blocked", ["guest-missing"]),
        ([MISSING, OUTBOUND], "guest-missing", ["xtap-outbound-blocked"]),
        ([OUTBOUND, OTHER], "xtap-outbound-blocked", ["wrong-account-signed-in"]),
        ([PENDING, DIFFERS], "upn-differs-from-invited-address", []),
        ([MISSING, DIFFERS], "guest-missing", ["upn-differs-from-invited-address"]),
    ],
    ids=[
        "a dead link before all",
        "the earlier stage first",
        "policy before the guest",
        "the guest before the way out",
        "the way out before the account",
        "a state that is a symptom",
        "what holds before a guess",
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
    assert classify(of).next_obstacles == ("xtap-inbound-blocked",)
    assert who(of) == ["invited invited-user", "inviting admin"]


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
    assert classify(of).mode.value == "in_order"
    assert who(of) == ["inviting inviter", "invited admin"]


def test_an_unknown_fact_is_not_a_false_one() -> None:
    for reason in ("no consent", "no permission", "throttled", "timed out"):
        gone = {"unknown": reason}
        of = facts({"guest.exists": gone, "host.xtap.inboundAllows": gone, "invitee.upn": gone})
        assert answer(of) == (None, "cannot tell")


def test_pages_and_signs_speak_of_causes_the_catalogue_knows() -> None:
    named = [at.named or frozenset() for at in (*PAGES.values(), *CODES.values())]
    assert frozenset().union(*named) <= set(SIDES)
    assert {sign.cause for sign in SIGNS} <= set(SIDES)
    pages = ERROR_CLASS.words - {"none", "otp.prompt", "spo.generic-didnt-work"}
    assert set(PAGES) == pages


def test_a_sign_falls_silent_when_its_cause_gets_a_rule() -> None:
    deleted = replace(
        cause("guest-missing"),
        id="guest-soft-deleted",
        rule=lambda seen: (Way(Certainty.CERTAIN, seen.proven(GUEST_SOFT_DELETED, True)),),
        out=nothing,
    )
    of = facts({"guest.softDeleted": True})
    assert diagnose(CAUSES, of, "before").cause is None
    assert diagnose((*CAUSES, deleted), of, "after").cause == "guest-soft-deleted"
