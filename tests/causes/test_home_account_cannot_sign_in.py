"""The invited person's own account cannot sign in."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, says, verdict_of, verdicts, who

CAUSE = "home-account-cannot-sign-in"

TABLE = [
    ("locked, by its code", {"error.aadsts": 50053}, {}, "present, certain"),
    ("a password that has run out", {"error.class": "aad.50055"}, {}, "present, certain"),
    ("held back for a risk at home", {"error.aadsts": 53011}, {}, "present, certain"),
    (
        "a password mistyped once is no failure",
        {"error.aadsts": 50126, "error.repeats": False},
        {},
        "absent",
    ),
    ("a wrong password, how often is open", {"error.aadsts": 50126}, {}, "present, possible"),
    (
        "a wrong password every time",
        {"error.aadsts": 50126, "error.repeats": True},
        {},
        "present, certain",
    ),
    (
        "a wrong password, but the account works at home",
        {"error.aadsts": 50126, "invitee.signsInAtHome": True},
        {},
        "absent",
    ),
    ("a session that was revoked", {"error.aadsts": 50173}, {}, "present, likely"),
    ("disabled, by a code that may speak of the guest", {"error.aadsts": 50057}, {}, "cannot_tell"),
    (
        "disabled, and the guest is not",
        {"error.aadsts": 50057},
        {"guest.accountEnabled": True},
        "present, likely",
    ),
    (
        "disabled, and it fails at home too",
        {"error.aadsts": 50057, "invitee.signsInAtHome": False},
        {},
        "present, likely",
    ),
    (
        "disabled, and read so",
        {"error.aadsts": 50057},
        {"invitee.accountEnabled": False, "invitee.accountKind": "user"},
        "present, certain",
    ),
    (
        "disabled, read, no page",
        {},
        {"invitee.accountEnabled": False, "invitee.accountKind": "user"},
        "present, certain",
    ),
    (
        "disabled, read: a shared mailbox's account is so as a rule",
        {},
        {"invitee.accountEnabled": False},
        "present, likely",
    ),
    ("disabled, told", {"invitee.accountEnabled": False}, {}, "present, likely"),
    (
        "disabled, but the guest is a personal account",
        {},
        {"invitee.accountEnabled": False, "guest.issuer": "MicrosoftAccount"},
        "present, likely",
    ),
    (
        "disabled, read, though people swear it signs in",
        {"invitee.signsInAtHome": True},
        {"invitee.accountEnabled": False, "invitee.accountKind": "user"},
        "present, certain",
    ),
    (
        "the account of a shared mailbox is always disabled",
        {},
        {"invitee.accountEnabled": False, "invitee.accountKind": "sharedMailbox"},
        "absent",
    ),
    (
        "the page shows an account that did sign in",
        {"error.aadsts": 50020},
        {"invitee.accountEnabled": False},
        "absent",
    ),
    (
        "the guest object is disabled, not this account",
        {"error.aadsts": 500571, "invitee.signsInAtHome": True},
        {"invitee.accountEnabled": True},
        "absent",
    ),
    ("it fails at home too", {"invitee.signsInAtHome": False}, {}, "present, likely"),
    (
        "it works at home",
        {"invitee.signsInAtHome": True},
        {"invitee.accountEnabled": True},
        "absent",
    ),
    (
        "the own identity provider fails",
        {"error.class": "idp.error"},
        {"host.federation.forInvitedDomain": "none"},
        "present, likely",
    ),
    ("an identity provider fails, whose is open", {"error.class": "idp.error"}, {}, "cannot_tell"),
    ("a risk names no side", {"error.aadsts": 530032}, {}, "cannot_tell"),
    (
        "a risk, and the page speaks of home",
        {"error.aadsts": 530032},
        {"error.riskSide": "home"},
        "present, certain",
    ),
    (
        "a risk at home, told",
        {"error.aadsts": 530032, "error.riskSide": "home"},
        {},
        "present, likely",
    ),
    (
        "a risk by a rule of the inviting side",
        {"error.aadsts": 530032, "error.riskSide": "host", "invitee.signsInAtHome": True},
        {"invitee.accountEnabled": True},
        "absent",
    ),
    (
        "a risk, and the inviting side has a rule on it: whose it was is open",
        {"error.aadsts": 530032},
        {"host.ca.guestPolicyApplies": "risk"},
        "cannot_tell",
    ),
    (
        "the account could not be read",
        {"error.aadsts": 50034},
        {"invitee.accountEnabled": {"unknown": "no consent"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("known", "actors", "remedies"),
    [
        (
            {"error.aadsts": 50055},
            ["invited invited-user", "invited admin"],
            ("reset-own-password", "reset-home-password"),
        ),
        ({"invitee.accountEnabled": False}, ["invited admin"], ("enable-home-account",)),
        ({"error.aadsts": 53011}, ["invited admin"], ("clear-risk-at-home",)),
        (
            {"error.class": "idp.error", "invitee.signsInAtHome": False},
            ["invited admin"],
            ("repair-identity-provider",),
        ),
    ],
)
def test_what_is_offered_fits_what_is_wrong(
    known: Known, actors: list[str], remedies: tuple[str, ...]
) -> None:
    of = facts(known)
    assert answer(of)[0] == CAUSE
    assert who(of) == actors
    assert classify(of, ask=False).remedies == remedies


def test_a_disabled_guest_is_another_cause() -> None:
    of = facts({"guest.accountEnabled": False}, {"error.aadsts": 500571})
    assert answer(of)[0] == "guest-disabled"


def test_where_a_risk_names_no_side_it_is_asked_for() -> None:
    of = facts(told={"error.aadsts": 530032})
    assert answer(of) == (None, "cannot tell")
    assert who(of) == ["unknown unknown"]
    assert "error.riskSide" in classify(of).questions


def test_a_state_that_was_read_is_no_word_of_the_page() -> None:
    of = facts(
        {"invitee.accountEnabled": False, "invitee.accountKind": "user"},
        {"error.class": "spo.generic-didnt-work"},
    )
    assert says(CAUSE, of) == "present, certain"
    because = verdict_of(CAUSE, classify(of, ask=False)).because
    assert not any(name.startswith("error.") for name in because)
