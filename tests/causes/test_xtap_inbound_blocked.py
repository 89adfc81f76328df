"""The inviting organisation's cross-tenant settings block inbound collaboration."""

from __future__ import annotations

from causes import classify
from tests.causes.cross_tenant import table
from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "xtap-inbound-blocked"

TABLE = table(500213, 500212, "host.xtap.inboundAllows")

test_the_verdict = verdicts(CAUSE, TABLE)


def test_one_organisation_where_the_code_names_it() -> None:
    of = facts(told={"error.aadsts": 500213})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("allow-inbound",)


def test_this_side_alone_once_the_other_is_read_to_allow_it() -> None:
    of = facts({"home.xtap.outboundAllows": True}, {"error.class": "inviter.xtap"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["inviting admin"]
