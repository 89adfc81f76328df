"""A limit of the directory is reached."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, says, verdict_of, verdicts, who

CAUSE = "directory-limits"

TABLE = [
    ("the refusal", {"error.class": "inviter.quota"}, {}, "present, certain"),
    (
        "full, and there is no guest",
        {},
        {"host.quotaExhausted": True, "guest.exists": False},
        "present, certain",
    ),
    (
        "full, and somebody says there is no guest",
        {"guest.exists": False},
        {"host.quotaExhausted": True},
        "present, likely",
    ),
    (
        "full, but the guest is there",
        {"error.class": "none", "invitee.tenantLimitReached": False},
        {"host.quotaExhausted": True, "guest.exists": True},
        "absent",
    ),
    (
        "the person is in too many organisations",
        {"invitee.tenantLimitReached": True},
        {},
        "present, likely",
    ),
    (
        "there is room",
        {"error.class": "inviter.policy", "invitee.tenantLimitReached": False},
        {"host.quotaExhausted": False},
        "absent",
    ),
    (
        "the quota could not be read",
        {"error.class": "inviter.policy"},
        {"host.quotaExhausted": {"unknown": "no permission"}, "guest.exists": False},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("known", "actors"),
    [
        ({"error.class": "inviter.quota"}, ["inviting admin", "neither microsoft"]),
        (
            {"host.quotaExhausted": True, "guest.exists": False},
            ["inviting admin", "neither microsoft"],
        ),
        ({"invitee.tenantLimitReached": True}, ["invited invited-user"]),
    ],
    ids=["refused", "full", "in too many organisations"],
)
def test_whose_limit_it_is_says_who_acts(known: Known, actors: list[str]) -> None:
    of = facts(known)
    assert answer(of)[0] == CAUSE
    assert who(of) == actors


def test_in_a_full_directory_an_administrator_cannot_invite_either() -> None:
    full = facts({"error.class": "inviter.quota", "host.quotaExhausted": True})
    assert "invite-as-administrator" not in classify(full, ask=False).remedies
    own = facts({"error.class": "inviter.quota"})
    assert classify(own, ask=False).remedies[0] == "invite-as-administrator"


def test_a_state_that_was_read_is_no_word_of_the_page() -> None:
    of = facts(
        {"host.quotaExhausted": True, "guest.exists": False},
        {"error.class": "spo.generic-didnt-work"},
    )
    assert says(CAUSE, of) == "present, certain"
    because = verdict_of(CAUSE, classify(of, ask=False)).because
    assert not any(name.startswith("error.") for name in because)
