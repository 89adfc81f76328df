"""A page from before the settings changed must not name a cause for the next attempt."""

from __future__ import annotations

import pytest

from causes import classify
from evidence.facts import FACTS, Facts, Observation, Trust, parse

RENAMED = {
    "case.invitedAddress": "marcus@contoso.com",
    "error.aadsts": 50020,
    "error.signedInAs": "mj4711@contoso.com",
    "invitee.upn": "marcus@contoso.com",
    "invitee.proxyAddresses": ["SMTP:marcus@contoso.com"],
    "guest.exists": True,
    "guest.externalUserState": "PendingAcceptance",
}


def _facts(given: dict[str, object]) -> Facts:
    facts = Facts()
    for name, raw in given.items():
        of = FACTS[name]
        facts = facts.with_(of, Observation(parse(of, raw), "test", None, Trust.READ))
    return facts


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        pytest.param(
            {"error.aadsts": 500212, "home.xtap.outboundAllows": True}, None, id="outbound opened"
        ),
        pytest.param(RENAMED, "guest-pending-acceptance", id="the sign-in name was changed"),
    ],
)
def test_an_outdated_page_is_left_out(given: dict[str, object], cause: str | None) -> None:
    fresh = classify(_facts(given))
    judged = classify(_facts({**given, "error.outdated": True}))
    assert fresh.cause not in (None, cause)
    assert judged.cause == cause


def test_only_what_was_read_makes_a_page_old() -> None:
    told = Observation(True, "the person", None, Trust.TOLD)
    facts = _facts({"error.aadsts": 500212}).with_(FACTS["error.outdated"], told)
    assert classify(facts, ask=False).cause == "xtap-outbound-blocked"


def test_a_former_sign_in_name_is_not_another_account() -> None:
    former = FACTS["invitee.upn"]
    seen = Observation("mj4711@contoso.com", "G1", None, Trust.READ)
    facts = Facts().with_(former, seen).with_all(_facts(RENAMED))
    assert classify(facts, ask=False).cause != "wrong-account-signed-in"
