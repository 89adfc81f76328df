"""SharePoint's own invitations stopped working in June 2024."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, says, who

CAUSE = "legacy-invitation-retired"

TABLE = [
    (
        "the address of an old invitation is enough",
        {"link.kind": "acceptInvite"},
        {},
        "present, certain",
    ),
    (
        "an old guest link of a mail from before is likely the same",
        {"link.kind": "guestAccess", "link.sentAt": "2023-05-02"},
        {},
        "present, likely",
    ),
    (
        "the same link without a date cannot be told",
        {"link.kind": "guestAccess"},
        {},
        "cannot_tell",
    ),
    ("a modern link is none", {"link.kind": "shortShare"}, {}, "absent"),
    (
        "a mail younger than the flow is none",
        {"link.kind": "acceptInvite", "link.sentAt": "2025-02-01"},
        {},
        "absent",
    ),
    (
        "in June 2024 they still worked",
        {"link.kind": "acceptInvite", "now": "2024-06-30"},
        {},
        "absent",
    ),
    (
        "from July 2024 they do not",
        {"link.kind": "acceptInvite", "now": "2024-07-01"},
        {},
        "present, certain",
    ),
    (
        "a tenant that still honours them is judged as before",
        {"link.kind": "acceptInvite"},
        {"host.legacyInvitationsHonoured": True},
        "absent",
    ),
    (
        "without the address of the link nobody can tell",
        {"error.class": "spo.generic-didnt-work"},
        {},
        "cannot_tell",
    ),
]


@pytest.mark.parametrize(
    ("told", "read", "verdict"), [pytest.param(*row, id=said) for said, *row in TABLE]
)
def test_the_verdict(told: Known, read: Known, verdict: str) -> None:
    assert says(CAUSE, facts(read, told)) == verdict


def test_without_a_clock_neither_law_is_applied() -> None:
    of = facts(told={"link.kind": "acceptInvite"}, now=None)
    assert says(CAUSE, of) == "cannot_tell"
    assert answer(of) == (None, "cannot tell")


def test_the_inviter_goes_first_and_the_differing_name_is_next() -> None:
    of = facts({"invitee.upnEqualsInvited": False}, {"link.kind": "acceptInvite"})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter", "invited invited-user"]
    assert classify(of).mode.value == "in_order"
    assert classify(of).next_obstacles == ("upn-differs-from-invited-address",)


def test_no_other_cure_is_named_before_a_dead_link() -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, {"link.kind": "acceptInvite"})
    assert answer(of)[0] == CAUSE
    assert classify(of).next_obstacles == ("spo-tenant-sharing-disabled",)


def test_a_guest_made_lately_shows_the_younger_twin() -> None:
    known = {"invitee.upnEqualsInvited": False, "guest.createdAt": "2026-11-01"}
    assert answer(facts(known, {"link.kind": "acceptInvite"}))[0] == (
        "upn-differs-from-invited-address"
    )
    denied = {"link.kind": "acceptInvite", "error.class": "spo.access-denied"}
    assert answer(facts(known, denied))[0] == CAUSE
