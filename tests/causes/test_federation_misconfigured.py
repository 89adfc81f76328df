"""The two organisations' sign-in systems do not fit together."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "federation-misconfigured"

TABLE = [
    ("the realm is not known", {"error.aadsts": 50107}, {}, "present, certain"),
    ("the claim is missing", {"error.class": "aad.5000819"}, {}, "present, certain"),
    (
        "the realm is not known, and the inviting side has no entry: it is home",
        {"error.aadsts": 50107},
        {"host.federation.forInvitedDomain": "none"},
        "present, certain",
    ),
    (
        "an identity provider fails, and the domain is federated",
        {"error.aadsts": 50008},
        {"host.federation.forInvitedDomain": "saml"},
        "present, likely",
    ),
    (
        "an identity provider's page, and the account works at home",
        {"error.class": "idp.error", "invitee.signsInAtHome": True},
        {},
        "present, likely",
    ),
    ("an identity provider fails, whose is open", {"error.aadsts": 50008}, {}, "cannot_tell"),
    (
        "an identity provider fails at home too",
        {"error.aadsts": 50008, "invitee.signsInAtHome": False},
        {},
        "absent",
    ),
    (
        "an identity provider fails, and nothing lies between the two",
        {"error.aadsts": 50008},
        {"host.federation.forInvitedDomain": "none"},
        "absent",
    ),
    (
        "federation alone stops nobody",
        {"error.class": "spo.access-denied"},
        {"host.federation.forInvitedDomain": "saml"},
        "absent",
    ),
    ("a page of no identity provider", {"error.aadsts": 50020}, {}, "absent"),
    ("no page at all", {}, {"host.federation.forInvitedDomain": "saml"}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_both_sides_compare_in_order() -> None:
    of = facts(told={"error.aadsts": 50107})
    assert classify(of, ask=False).mode.value == "in_order"
    assert who(of) == ["inviting admin", "invited admin"]


def test_without_an_entry_it_is_the_home_sides_alone() -> None:
    of = facts({"host.federation.forInvitedDomain": "none"}, {"error.aadsts": 50107})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited admin"]


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({"invitee.signsInAtHome": False}, "home-account-cannot-sign-in"),
        ({"invitee.signsInAtHome": True}, CAUSE),
        ({"host.federation.forInvitedDomain": "none"}, "home-account-cannot-sign-in"),
        ({"host.federation.forInvitedDomain": "wsfed"}, CAUSE),
        ({}, None),
    ],
)
def test_whose_identity_provider_it_is_decides(known: Known, cause: str | None) -> None:
    assert answer(facts(known, {"error.class": "idp.error"}))[0] == cause
