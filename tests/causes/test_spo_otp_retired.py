"""SharePoint's own passcode goes, and the person is no guest."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "spo-otp-retired"
PASSCODE: dict[str, object] = {"guest.exists": False, "siteuser.loginForm": "spoGuestOtp"}


TABLE = [
    (
        "the page says the settings were updated",
        {"error.class": "spo.guest-settings-updated"},
        {},
        "present, certain",
    ),
    (
        "a passcode user without a guest, and the code is gone",
        {},
        {**PASSCODE, "host.otpPhase": "removed"},
        "present, certain",
    ),
    ("the phase is only told", {"host.otpPhase": "removed"}, PASSCODE, "present, likely"),
    ("a passcode user without a guest", {}, PASSCODE, "present, likely"),
    ("all of it only told", PASSCODE | {"host.otpPhase": "removed"}, {}, "present, likely"),
    (
        "a guest there is",
        {"error.class": "spo.access-denied"},
        {**PASSCODE, "guest.exists": True},
        "absent",
    ),
    ("a guest who accepted", {}, {"guest.externalUserState": "Accepted"}, "absent"),
    ("a code prompt is no failure", {"error.class": "otp.prompt"}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_a_dead_way_in_comes_before_everything_that_is_set() -> None:
    of = facts({**PASSCODE, "host.xtap.inboundAllows": False})
    assert answer(of)[0] == CAUSE
    assert who(of) == ["inviting inviter", "inviting admin"]
    assert classify(of, ask=False).next_obstacles == ("xtap-inbound-blocked",)
