"""Capital letters: a note, never the answer."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import INVITED, SIGN_IN_NAME, facts, verdicts

CAUSE = "letter-case"

TABLE = [
    (
        "the page shows the address in capitals",
        {"case.invitedAddress": INVITED, "error.signedInAs": INVITED.upper()},
        {},
        "present, certain",
    ),
    (
        "the sign-in name differs in capitals only",
        {},
        {"case.invitedAddress": INVITED, "invitee.upn": "Marcus.Jones@contoso.com"},
        "present, certain",
    ),
    (
        "letter for letter the same",
        {"case.invitedAddress": INVITED, "error.signedInAs": INVITED},
        {"invitee.upn": INVITED, "invitee.mail": INVITED},
        "absent",
    ),
    (
        "another name",
        {"case.invitedAddress": INVITED, "error.signedInAs": SIGN_IN_NAME},
        {"invitee.upn": SIGN_IN_NAME, "invitee.mail": INVITED},
        "absent",
    ),
    (
        "a capital SMTP: marks the primary address only",
        {"case.invitedAddress": INVITED, "error.signedInAs": INVITED},
        {"invitee.upn": INVITED, "invitee.mail": f"SMTP:{INVITED}"},
        "absent",
    ),
    ("nothing to compare", {"case.invitedAddress": INVITED}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_it_is_never_the_answer_nor_in_the_way() -> None:
    diagnosis = classify(
        facts(told={"case.invitedAddress": INVITED, "error.signedInAs": INVITED.upper()})
    )
    assert diagnosis.cause is None
    assert diagnosis.next_obstacles == ()
    assert "invitee.mail" not in diagnosis.questions
