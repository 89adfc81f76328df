"""The sign-in name ends in onmicrosoft.com."""

from __future__ import annotations

from tests.causes.stories import (
    CONTOSO,
    INVITED,
    OF_ANOTHER,
    OF_CONTOSO,
    PENDING,
    SIGN_IN_NAME,
    Known,
    answer,
    facts,
    refused,
    says,
    verdicts,
    who,
)

CAUSE = "upn-on-onmicrosoft-domain"
GIVEN = "marcus.jones@contoso.onmicrosoft.com"
NAMES: Known = {
    "case.invitedAddress": INVITED,
    "invitee.upn": GIVEN,
    "invitee.mail": INVITED,
    "invitee.proxyAddresses": [f"SMTP:{INVITED}"],
}
PAGE = refused(GIVEN, OF_CONTOSO)

TABLE = [
    ("such a name, refused", PAGE, NAMES, "present, likely"),
    ("such a name, and a guest that waits", {}, {**NAMES, **PENDING}, "present, likely"),
    ("such a name and nothing else: it may do no harm", {}, NAMES, "cannot_tell"),
    (
        "such a name behind a page that says nothing",
        {"error.class": "spo.generic-didnt-work"},
        NAMES,
        "present, possible",
    ),
    (
        "the invitation names it too",
        {"error.aadsts": 50020},
        {**NAMES, "case.invitedAddress": GIVEN},
        "absent",
    ),
    ("a name on a domain of their own", PAGE, {**NAMES, "invitee.upn": SIGN_IN_NAME}, "absent"),
    (
        "the person was renamed",
        {**PAGE, "invitee.changedAtHome": "renamed"},
        NAMES,
        "absent",
    ),
    (
        "seen from the inviting side, and the tenant is theirs",
        {**PAGE, "case.invitedAddress": INVITED},
        {"case.homeTenantId": CONTOSO},
        "present, possible",
    ),
    (
        "seen from the inviting side, and the tenant is not known",
        {**PAGE, "case.invitedAddress": INVITED},
        {},
        "cannot_tell",
    ),
    (
        "such a name of another tenant is somebody else's",
        {**refused(GIVEN, OF_ANOTHER), "case.invitedAddress": INVITED},
        {"case.homeTenantId": CONTOSO, "invitee.upn": SIGN_IN_NAME},
        "absent",
    ),
    (
        "a guest's own name in the inviting directory is no such name",
        {
            **refused("marcus.jones_contoso.com#EXT#@fabrikam.onmicrosoft.com", OF_CONTOSO),
            "case.invitedAddress": INVITED,
        },
        {"case.homeTenantId": CONTOSO, "invitee.upn": SIGN_IN_NAME},
        "absent",
    ),
    ("the sign-in name is unknown", {"error.aadsts": 50020}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_it_is_certain_by_the_name_on_the_page() -> None:
    of = facts({**NAMES, **PENDING}, pasted=PAGE)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited invited-user", "invited admin"]
    assert says("upn-differs-from-invited-address", of) == "absent"


def test_seen_from_the_inviting_side_it_is_the_only_one_of_its_family() -> None:
    of = facts({"case.homeTenantId": CONTOSO}, {"case.invitedAddress": INVITED}, PAGE)
    assert answer(of) == (CAUSE, "possible")
    assert says("upn-differs-from-invited-address", of) == "absent"
