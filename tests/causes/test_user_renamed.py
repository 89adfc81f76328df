"""Renamed at home since the invitation."""

from __future__ import annotations

from tests.causes.stories import (
    INVITED,
    OF_CONTOSO,
    PENDING,
    Known,
    answer,
    facts,
    refused,
    says,
    verdicts,
    who,
)

CAUSE = "user-renamed"
NEW = "marcus.smith@contoso.com"
RENAMED: Known = {"invitee.changedAtHome": "renamed"}
NAMES: Known = {
    "case.invitedAddress": INVITED,
    "invitee.upn": NEW,
    "invitee.mail": NEW,
    "invitee.proxyAddresses": [f"SMTP:{NEW}", f"smtp:{INVITED}"],
}
PAGE = refused(NEW, OF_CONTOSO)
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}

TABLE = [
    ("renamed, and the new name is refused", {**RENAMED, **PAGE}, NAMES, "present, likely"),
    (
        "renamed, and the guest waits under the former address",
        RENAMED,
        {**NAMES, **PENDING},
        "present, likely",
    ),
    ("renamed, and no name is known", {**RENAMED, "error.aadsts": 90072}, {}, "present, likely"),
    (
        "renamed, and a new share made a second guest for the new name",
        {**RENAMED, **PAGE},
        {**NAMES, "case.invitedAddress": NEW, **ACCEPTED},
        "present, likely",
    ),
    (
        "renamed, and the reset did not find the address",
        {**RENAMED, "error.class": "inviter.reset-mismatch"},
        {},
        "present, likely",
    ),
    (
        "only the reset did not find the address",
        {"error.class": "inviter.reset-mismatch"},
        {},
        "present, possible",
    ),
    ("renamed, and nothing else", RENAMED, {}, "present, possible"),
    ("nothing changed", {"invitee.changedAtHome": "no", **PAGE}, NAMES, "absent"),
    ("the account was made anew", {"invitee.changedAtHome": "recreated", **PAGE}, NAMES, "absent"),
    (
        "said to be renamed, but the account is younger than the redemption",
        {**RENAMED, **PAGE},
        {
            "guest.stateChangedAt": "2026-01-01",
            "invitee.accountCreatedAt": "2026-06-01",
            **ACCEPTED,
        },
        "absent",
    ),
    ("nobody asked whether anything changed", PAGE, NAMES, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_it_is_certain_only_where_the_former_address_was_read() -> None:
    assert answer(facts({**NAMES, **PENDING}, RENAMED, PAGE)) == (CAUSE, "certain")
    unread = {n: v for n, v in NAMES.items() if n not in ("invitee.mail", "invitee.proxyAddresses")}
    assert answer(facts({**unread, **PENDING}, RENAMED, PAGE)) == (CAUSE, "likely")


def test_the_inviting_side_acts() -> None:
    of = facts({**NAMES, **PENDING}, RENAMED, PAGE)
    assert who(of) == ["inviting admin", "inviting inviter"]


def test_a_new_account_is_another_cause() -> None:
    anew = {"invitee.changedAtHome": "recreated", **PAGE, "case.invitedAddress": NEW}
    assert says("home-account-recreated", facts(ACCEPTED, anew)) == "present, likely"
