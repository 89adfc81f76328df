"""The guest is fine and was never given this file or site."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import INVITED, Known, answer, facts, verdicts, who

CAUSE = "no-permission-on-item"
DENIED: Known = {"error.class": "spo.access-denied"}
ABSENT: Known = {"item.permissionListed": False}
UNKNOWN_TO_THE_SITE: Known = {**ABSENT, "siteuser.present": False}
TO_THE_PERSON: Known = {"link.audience": "specificPeople", "host.spo.expiryPolicy": False}
NEVER: Known = {**DENIED, "history.workedBefore": False}
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}
LACKS: Known = {"error.class": "inviter.recipient-lacks-permission"}

TABLE = [
    (
        "refused; neither item nor site knows the person, and nothing ends there",
        DENIED,
        {**UNKNOWN_TO_THE_SITE, **TO_THE_PERSON},
        "present, certain",
    ),
    (
        "refused from the first day; neither item nor site knows the person",
        {**NEVER, "link.audience": "specificPeople"},
        UNKNOWN_TO_THE_SITE,
        "present, certain",
    ),
    ("whether it ever worked is not known", DENIED, UNKNOWN_TO_THE_SITE, "present, likely"),
    ("refused and not listed: access may come by the site", NEVER, ABSENT, "present, likely"),
    ("not listed by hearsay", {**NEVER, **ABSENT}, {"siteuser.present": False}, "present, likely"),
    (
        "the log says it was taken away",
        DENIED,
        {**UNKNOWN_TO_THE_SITE, **TO_THE_PERSON, "host.audit.shareRevoked": True},
        "present, likely",
    ),
    (
        "the link is for the organisation's own people",
        {**NEVER, "link.audience": "organisation"},
        UNKNOWN_TO_THE_SITE,
        "present, likely",
    ),
    (
        "guests end there: the time may have run out",
        {**DENIED, "history.workedBefore": True},
        {**UNKNOWN_TO_THE_SITE, **TO_THE_PERSON, "host.spo.expiryPolicy": True},
        "present, likely",
    ),
    (
        "another account was refused",
        {**DENIED, "usedOtherAccount": True},
        {**UNKNOWN_TO_THE_SITE, **TO_THE_PERSON},
        "present, likely",
    ),
    (
        "another site was opened than the one shared",
        {**DENIED, "link.opened": "otherSite"},
        {},
        "present, likely",
    ),
    ("the inviter reads that the recipient lacks permission", LACKS, {}, "present, likely"),
    (
        "a link for people with existing access",
        {**DENIED, "link.audience": "existingAccess"},
        {},
        "present, likely",
    ),
    (
        "the invited guest, refused from the first day",
        {
            **DENIED,
            "history.workedBefore": False,
            "error.signedInAs": INVITED,
            "case.invitedAddress": INVITED,
        },
        {"guest.externalUserState": "Accepted"},
        "present, possible",
    ),
    ("listed and refused all the same", DENIED, {"item.permissionListed": True}, "absent"),
    ("the site has the wrong id", DENIED, {**ABSENT, "siteuser.idMismatch": True}, "absent"),
    ("the time on the site ran out", DENIED, {**ABSENT, "host.siteuser.expired": True}, "absent"),
    ("refused, nothing read of the item", DENIED, {}, "cannot_tell"),
    (
        "not listed, but Entra itself refused",
        {"error.aadsts": 50020},
        {
            **ABSENT,
            **TO_THE_PERSON,
            "link.opened": "sharedSite",
        },
        "absent",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_inviter_gives_the_permission() -> None:
    of = facts({**UNKNOWN_TO_THE_SITE, **TO_THE_PERSON, **ACCEPTED}, DENIED)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter"]
    assert classify(of, ask=False).remedies == ("grant-the-permission", "share-again")
