"""The invited organisation's cross-tenant settings block outbound collaboration."""

from __future__ import annotations

from causes import classify
from tests.causes.cross_tenant import table
from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "xtap-outbound-blocked"

TABLE = table(500212, 500213, "home.xtap.outboundAllows")

test_the_verdict = verdicts(CAUSE, TABLE)


def test_one_organisation_where_the_code_names_it() -> None:
    of = facts(told={"error.aadsts": 500212})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited admin"]
    assert classify(of, ask=False).remedies == ("allow-outbound",)


def test_this_side_alone_once_the_other_is_read_to_allow_it() -> None:
    of = facts({"host.xtap.inboundAllows": True}, {"error.class": "inviter.xtap"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited admin"]
