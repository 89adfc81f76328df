"""What the page of a failed attempt says, and what it does not."""

from __future__ import annotations

import pytest

from causes import classify
from causes.attempt import CODES, PAGES
from causes.catalogue import SIDES
from evidence.facts import ERROR_CLASS
from tests.causes.stories import NAMES_READ, PENDING, Known, answer, facts, unknown_on, who

OFF: Known = {"host.spo.sharingCapability": "disabled"}
OUTBOUND: Known = {"home.xtap.outboundAllows": False}

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
    ({"error.aadsts": 1000104}, "both"),
    ({"error.aadsts": 50057}, "unknown"),
    ({"error.aadsts": 530032}, "unknown"),
    ({"error.aadsts": 90071}, "unknown"),
    ({"error.class": "picker.ambiguous"}, "unknown"),
    ({"error.class": "aadb2b.0001"}, "invited"),
    ({"error.class": "inviter.worker-disabled"}, "invited"),
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
    assert who(of) == unknown_on(side)


INTERRUPTS = (50058, 50072, 50074, 50076, 50078, 50079, 50140, 50158, 50199)


@pytest.mark.parametrize("code", [*INTERRUPTS, 700016, 7654321])
def test_a_code_that_says_nothing_silences_nothing(code: int) -> None:
    page = {"error.aadsts": code}
    assert answer(facts({}, page)) == (None, "cannot tell")
    assert who(facts({}, page)) == ["unknown unknown"]
    assert classify(facts({}, page)).questions
    assert answer(facts(OFF, page)) == ("spo-tenant-sharing-disabled", "certain")
    assert answer(facts(OUTBOUND, page)) == ("xtap-outbound-blocked", "likely")


@pytest.mark.parametrize("code", INTERRUPTS)
def test_an_interrupt_is_no_failure(code: int) -> None:
    assert answer(facts(PENDING, {"error.aadsts": code}))[0] == "guest-pending-acceptance"


def test_behind_a_code_nobody_knows_no_guess_is_made() -> None:
    page = {"error.aadsts": 700016}
    assert answer(facts(PENDING, page)) == (None, "cannot tell")
    assert answer(facts(NAMES_READ, page)) == (None, "cannot tell")


def test_pages_speak_of_causes_the_catalogue_knows() -> None:
    named = [at.named or frozenset() for at in (*PAGES.values(), *CODES.values())]
    fitting = [at.fits for at in (*PAGES.values(), *CODES.values())]
    assert frozenset().union(*named, *fitting) <= set(SIDES)
    pages = ERROR_CLASS.words - {"none", "otp.prompt", "spo.generic-didnt-work"}
    assert set(PAGES) == pages
