"""The inviting organisation does not accept this kind of account."""

from __future__ import annotations

from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "redemption-order-restricted"

TABLE = [
    (
        "the account is no login here, and the order was changed",
        {"error.aadsts": 500208},
        {"host.redemptionOrderCustom": True},
        "present, likely",
    ),
    ("the account is no login here", {"error.aadsts": 500208}, {}, "present, possible"),
    (
        "the same page, but the order is Microsoft's own",
        {"error.aadsts": 500208},
        {"host.redemptionOrderCustom": False},
        "absent",
    ),
    (
        "a personal account refused under another order",
        {"error.aadsts": 50020, "error.idp": "live.com"},
        {"host.redemptionOrderCustom": True},
        "present, possible",
    ),
    (
        "the guest has accepted already",
        {"error.aadsts": 50020, "error.idp": "live.com"},
        {"host.redemptionOrderCustom": True, "guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "a work account is sent a code",
        {"error.class": "otp.prompt"},
        {"host.redemptionOrderCustom": True, "invitee.tenantFound": True},
        "present, possible",
    ),
    (
        "a code for somebody without a tenant is right",
        {"error.class": "otp.prompt"},
        {"host.redemptionOrderCustom": True, "invitee.tenantFound": False},
        "absent",
    ),
    (
        "another order alone stops nobody",
        {"error.class": "spo.access-denied"},
        {"host.redemptionOrderCustom": True},
        "absent",
    ),
    (
        "the order could not be read",
        {"error.aadsts": 50020, "error.idp": "live.com"},
        {"host.redemptionOrderCustom": {"unknown": "no consent"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_person_tries_first_then_the_inviting_side() -> None:
    of = facts({"host.redemptionOrderCustom": True}, {"error.aadsts": 500208})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited invited-user", "inviting admin"]


def test_a_picker_of_two_accounts_is_another_cause() -> None:
    of = facts({"host.redemptionOrderCustom": True}, {"error.class": "picker.ambiguous"})
    assert answer(of)[0] != CAUSE
