"""The inviting organisation's access rules refuse the guest."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "conditional-access-blocked"

TABLE = [
    ("a rule refused, by its code", {"error.aadsts": 53003}, {}, "present, certain"),
    (
        "the page of a refusal without a code",
        {"error.class": "ca.blocked-page"},
        {},
        "present, certain",
    ),
    ("a device is asked for", {"error.aadsts": 530004}, {}, "present, certain"),
    (
        "the code, but the log of the attempt let it through",
        {"error.aadsts": 53003},
        {"host.signIn.conditionalAccess": "success"},
        "present, likely",
    ),
    (
        "the log says refused, and by which code",
        {},
        {"host.signIn.conditionalAccess": "failure", "host.signIn.code": 53003},
        "present, certain",
    ),
    (
        "the log says refused, by a code of no rule",
        {},
        {"host.signIn.conditionalAccess": "failure", "host.signIn.code": 50097},
        "present, certain",
    ),
    (
        "the log says refused, and no code",
        {},
        {"host.signIn.conditionalAccess": "failure"},
        "cannot_tell",
    ),
    (
        "in the log a question on the way is no refusal",
        {"error.class": "none"},
        {
            "host.signIn.conditionalAccess": "failure",
            "host.signIn.code": 50076,
            "host.ca.guestPolicyApplies": "none",
        },
        "absent",
    ),
    ("the log let the attempt through", {}, {"host.signIn.conditionalAccess": "success"}, "absent"),
    (
        "a second factor asked for once is no failure",
        {"error.aadsts": 50076, "error.repeats": False},
        {"host.ca.guestPolicyApplies": "none", "host.signIn.conditionalAccess": "notApplied"},
        "absent",
    ),
    (
        "a second factor asked for: whether it stays is open",
        {"error.aadsts": 50076},
        {},
        "cannot_tell",
    ),
    (
        "a second factor that fails every time",
        {"error.aadsts": 50076, "error.repeats": True},
        {},
        "present, likely",
    ),
    (
        "a second factor that fails, and guests must have one",
        {"error.aadsts": 50076, "error.repeats": True},
        {"host.ca.guestPolicyApplies": "mfa"},
        "present, certain",
    ),
    (
        "a block for all guests, read",
        {},
        {"host.ca.guestPolicyApplies": "block"},
        "present, likely",
    ),
    (
        "a block for all guests, told",
        {"host.ca.guestPolicyApplies": "block"},
        {},
        "present, likely",
    ),
    (
        "a second factor is demanded, no page",
        {},
        {"host.ca.guestPolicyApplies": "mfa"},
        "present, possible",
    ),
    (
        "a second factor is demanded, and the one from home counts",
        {"error.aadsts": 50020},
        {
            "host.ca.guestPolicyApplies": "mfa",
            "host.xtap.trustMfa": True,
            "host.signIn.conditionalAccess": "notApplied",
        },
        "absent",
    ),
    (
        "a device is demanded, no page",
        {},
        {"host.ca.guestPolicyApplies": "device"},
        "present, possible",
    ),
    (
        "accepting failed, under what rule is open",
        {"error.class": "entra.failed-to-accept"},
        {},
        "cannot_tell",
    ),
    (
        "accepting failed, and guests need a second factor",
        {"error.class": "entra.failed-to-accept"},
        {"host.ca.guestPolicyApplies": "mfa"},
        "present, possible",
    ),
    (
        "accepting failed, but the shared address opens",
        {"error.class": "entra.failed-to-accept", "repro.directLinkWorks": True},
        {},
        "present, likely",
    ),
    (
        "a second factor is demanded and was asked for: whether it stays is open",
        {"error.aadsts": 50076},
        {"host.ca.guestPolicyApplies": "mfa"},
        "present, possible",
    ),
    ("no rule applies to guests", {}, {"host.ca.guestPolicyApplies": "none"}, "absent"),
    (
        "rules for particular groups are unknown for this person",
        {},
        {"host.ca.guestPolicyApplies": {"unknown": "more than one match"}},
        "cannot_tell",
    ),
    ("a risk names no side", {"error.aadsts": 530032}, {}, "cannot_tell"),
    (
        "a risk by a rule of this side",
        {"error.aadsts": 530032},
        {"error.riskSide": "host"},
        "present, certain",
    ),
    (
        "a risk by a rule of this side, told",
        {"error.aadsts": 530032, "error.riskSide": "host"},
        {},
        "present, likely",
    ),
    (
        "a risk by a rule of the other side",
        {"error.aadsts": 530032, "error.riskSide": "home"},
        {"host.ca.guestPolicyApplies": "none", "host.signIn.conditionalAccess": "notApplied"},
        "absent",
    ),
    (
        "a risk, and a rule on risk was read: whose risk it was is open",
        {"error.aadsts": 530032},
        {"host.ca.guestPolicyApplies": "risk"},
        "cannot_tell",
    ),
    (
        "risk at home is the home account's",
        {"error.aadsts": 53011},
        {"host.ca.guestPolicyApplies": "none"},
        "absent",
    ),
    (
        "what SharePoint refuses is no access rule of Entra",
        {"error.class": "spo.network-location"},
        {"host.ca.guestPolicyApplies": "none"},
        "absent",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("known", "first", "remedy"),
    [
        ({"error.aadsts": 53003}, "inviting admin", "adjust-access-policy"),
        ({"error.aadsts": 530004}, "inviting admin", "trust-managed-devices"),
        ({"error.aadsts": 53000}, "invited invited-user", "use-the-managed-device"),
        (
            {"error.aadsts": 53000, "host.xtap.trustCompliant": False},
            "inviting admin",
            "trust-managed-devices",
        ),
        (
            {"host.ca.guestPolicyApplies": "device", "host.xtap.trustCompliant": False},
            "inviting admin",
            "trust-managed-devices",
        ),
        ({"error.aadsts": 50076, "error.repeats": True}, "inviting admin", "reset-second-factor"),
        ({"host.ca.guestPolicyApplies": "mfa"}, "invited invited-user", "set-up-second-factor"),
        (
            {"error.class": "entra.failed-to-accept", "host.ca.guestPolicyApplies": "mfa"},
            "invited invited-user",
            "set-up-second-factor",
        ),
    ],
    ids=[
        "a block is the policy owner's alone",
        "no device of a guest would do",
        "the device was looked at: another one, or another window, may do",
        "the device was looked at, but none of theirs counts",
        "a rule on devices, and none of theirs is known to count",
        "a factor that fails again and again is reset",
        "a factor nobody has set up yet",
        "accepting failed under a rule on factors",
    ],
)
def test_who_acts_first_depends_on_what_is_asked(known: Known, first: str, remedy: str) -> None:
    of = facts(known)
    assert answer(of)[0] == CAUSE
    assert who(of)[0] == first
    assert classify(of, ask=False).remedies[0] == remedy


def test_trusting_the_second_factor_of_home_is_not_offered_where_it_is_trusted() -> None:
    page: Known = {"error.aadsts": 50076, "error.repeats": True}
    assert "trust-second-factor" in classify(facts(page), ask=False).remedies
    trusted = facts({**page, "host.xtap.trustMfa": True})
    assert "trust-second-factor" not in classify(trusted, ask=False).remedies


def test_a_factor_that_fails_at_home_too_is_not_the_inviting_sides() -> None:
    page: Known = {"error.aadsts": 50076, "error.repeats": True}
    of = facts(told={**page, "invitee.signsInAtHome": False})
    assert answer(of) == ("home-account-cannot-sign-in", "likely")
    assert who(of)[0].startswith("invited")


def test_an_access_rule_is_not_what_sharepoint_itself_refuses() -> None:
    of = facts({"host.ca.guestPolicyApplies": "block"}, {"error.class": "spo.access-denied"})
    assert answer(of)[0] != CAUSE


def test_whether_a_factor_fails_every_time_is_asked_early() -> None:
    of = facts(told={"error.aadsts": 50076})
    assert "error.repeats" in classify(of).questions[:3]
