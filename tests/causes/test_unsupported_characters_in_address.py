"""Characters that an invitation refuses."""

from __future__ import annotations

import pytest

from causes.unsupported_characters_in_address import has_refused_character, without_tag
from tests.causes.stories import INVITED, PENDING, Known, answer, facts, verdicts, who

CAUSE = "unsupported-characters-in-address"
TAGGED: Known = {"case.invitedAddress": "marcus+fabrikam@contoso.com"}
REFUSED: Known = {"error.class": "inviter.bad-address"}

TABLE = [
    ("a tagged address, no guest", TAGGED, {"guest.exists": False}, "present, likely"),
    (
        "a tagged address, and no mail",
        {**TAGGED, "error.class": "mail.not-received"},
        {},
        "present, likely",
    ),
    ("a tagged address, nobody looked for a guest", TAGGED, {}, "present, possible"),
    (
        "a tagged address, and a page that only a link leads to",
        {**TAGGED, "error.aadsts": 50020},
        {},
        "present, possible",
    ),
    ("the inviter's refusal is told", REFUSED, {}, "present, likely"),
    ("a guest was made for it", TAGGED, PENDING, "absent"),
    ("a plain address", {"case.invitedAddress": INVITED, "error.aadsts": 50020}, {}, "absent"),
    (
        "a plain address was refused: by its end, perhaps, or by a slip of the pen",
        {"case.invitedAddress": INVITED, **REFUSED},
        {},
        "present, likely",
    ),
    ("the address is not known", {"error.aadsts": 50020}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_refusal_and_the_character_are_certain() -> None:
    of = facts(told=TAGGED, pasted=REFUSED)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting inviter"]


@pytest.mark.parametrize(
    ("address", "is_refused"),
    [
        ("a.b-c_d@contoso.com", False),
        ("_a_@contoso.com", False),
        ("o'neil@contoso.com", False),
        ("müller@contoso.com", False),
        ("SMTP:marcus@contoso.com", False),
        ("marcus_contoso.com#EXT#@fabrikam.onmicrosoft.com", False),
        ("a@-odd-.example", False),
        (".a@contoso.com", True),
        ("a-@contoso.com", True),
        ("a&b@contoso.com", True),
        ("a/b@contoso.com", True),
        ("no address", False),
    ],
)
def test_only_the_name_before_the_at_sign_counts(address: str, is_refused: bool) -> None:
    assert has_refused_character(address) is is_refused


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("marcus+fabrikam@contoso.com", "marcus@contoso.com"),
        ("marcus+a+b@contoso.com", "marcus@contoso.com"),
        ("+marcus@contoso.com", None),
        ("a&b+c@contoso.com", None),
        (INVITED, None),
    ],
)
def test_the_address_without_its_tag(address: str, without: str | None) -> None:
    assert without_tag(address) == without
