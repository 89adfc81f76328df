"""SharePoint's own invitations stopped working in June 2024."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from cards.words import words
from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import Known, answer, facts, says, verdicts, who

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
        "a mail from before whose link nobody looked at is likely of it",
        {"link.sentAt": "2023-05-02"},
        {},
        "present, likely",
    ),
    (
        "a modern link of those days is none",
        {"link.kind": "shortShare", "link.sentAt": "2023-05-02"},
        {},
        "absent",
    ),
    (
        "a guest came by another way",
        {"link.sentAt": "2023-05-02"},
        {"guest.exists": True},
        "absent",
    ),
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

test_the_verdict = verdicts(CAUSE, TABLE)


def test_without_a_clock_neither_law_is_applied() -> None:
    of = facts(told={"link.kind": "acceptInvite"}, now=None)
    assert says(CAUSE, of) == "cannot_tell"
    assert answer(of) == (None, "cannot tell")


def test_the_inviter_goes_first_and_the_differing_name_is_next() -> None:
    of = facts({"invitee.upnEqualsInvited": False}, {"link.kind": "acceptInvite"})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter", "invited invited-user"]
    assert classify(of, ask=False).mode.value == "in_order"
    assert classify(of, ask=False).next_obstacles == ("upn-differs-from-invited-address",)


def test_no_other_cure_is_named_before_a_dead_link() -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, {"link.kind": "acceptInvite"})
    assert answer(of)[0] == CAUSE
    assert classify(of, ask=False).next_obstacles == ("spo-tenant-sharing-disabled",)


def test_a_guest_made_lately_shows_the_younger_twin() -> None:
    known = {"invitee.upnEqualsInvited": False, "guest.createdAt": "2026-11-01"}
    assert answer(facts(known, {"link.kind": "acceptInvite"}))[0] == (
        "upn-differs-from-invited-address"
    )
    # Even where the name is not what stopped it: the invitation was sent anew since.
    denied = {"link.kind": "acceptInvite", "error.class": "spo.access-denied"}
    assert says(CAUSE, facts(known, denied)) == "absent"


def test_of_an_old_mail_the_link_is_asked_for() -> None:
    of = facts(told={"link.sentAt": "2023-05-02", "error.class": "spo.generic-didnt-work"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["inviting inviter"]
    assert "link.kind" in classify(of).questions


@pytest.mark.parametrize(
    ("code", "then"),
    [
        (500212, ["invited admin"]),
        (500213, []),
        (53003, []),
        (50074, []),
    ],
)
def test_whatever_the_page_says_a_dead_link_comes_first(code: int, then: list[str]) -> None:
    of = facts(told={"link.kind": "acceptInvite", "error.aadsts": code})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter", *then]
    assert classify(of, ask=False).mode.value == "in_order"


def test_a_shared_channel_is_no_invitation() -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, {"link.kind": "acceptInvite"})
    aside = facts(
        {"host.spo.sharingCapability": "disabled", "error.aadsts": 90071},
        {"link.kind": "acceptInvite"},
    )
    assert answer(of)[0] == CAUSE
    assert answer(aside) == (None, "cannot tell")
    assert classify(aside, ask=False).next_obstacles == ()
    assert classify(aside).questions == ()


OLD_MAIL = {"link.sentAt": "2023-05-02"}


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ({"error.aadsts": 500212}, "xtap-outbound-blocked"),
        ({"error.aadsts": 53003}, "conditional-access-blocked"),
        ({"error.aadsts": 50020}, None),
        ({"error.aadsts": 50058}, CAUSE),
        ({"error.class": "spo.user-not-in-directory"}, CAUSE),
    ],
)
def test_the_age_of_the_mail_alone_does_not_outweigh_what_entra_said(
    page: Known, named: str | None
) -> None:
    assert answer(facts(told={**OLD_MAIL, **page}))[0] == named


def test_where_entra_refused_an_old_mail_is_no_obstacle() -> None:
    of = facts(told={**OLD_MAIL, "error.aadsts": 50020})
    assert CAUSE not in classify(of, ask=False).next_obstacles


@pytest.mark.parametrize(
    ("link", "seen"),
    [({"link.kind": "acceptInvite"}, True), ({"link.kind": "guestAccess"}, False), ({}, False)],
    ids=["its address was seen", "an old guest link", "nobody looked"],
)
def test_the_words_claim_no_more_of_the_link_than_was_seen(link: Known, seen: bool) -> None:
    shown = asdict(cause(CAUSE).details(Seen(facts(told={**OLD_MAIL, **link}))))  # type: ignore[call-overload]
    said = [
        words().text(f"causes/{CAUSE}.j2", b, **shown) for b in ("headline", "why", "why_admin")
    ]
    assert ("acceptinvite.aspx" in said[2]) is seen
    assert all(("probably" in text.lower()) is not seen for text in said)
