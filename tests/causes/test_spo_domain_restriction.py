"""SharePoint's list of domains refuses the invited address."""

from __future__ import annotations

import pytest

from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import INVITED, Known, answer, facts, verdicts, who

CAUSE = "spo-domain-restriction"
REFUSED: Known = {"error.class": "inviter.blocked-domain"}
POLICY: Known = {"error.class": "inviter.policy"}
LISTED: Known = {"host.spo.domainAllowsInvitee": False}
ON_THE_SITE: Known = {"host.site.domainAllowsInvitee": False}

TABLE = [
    (
        "the list, and no guest",
        {},
        {**LISTED, "guest.exists": False, "guest.softDeleted": False},
        "present, certain",
    ),
    (
        "the list of the site, and no guest",
        {},
        {**ON_THE_SITE, "guest.exists": False, "guest.softDeleted": False},
        "present, certain",
    ),
    ("the refusal and the list", REFUSED, LISTED, "present, certain"),
    ("refused by some policy, and the list", POLICY, LISTED, "present, certain"),
    ("the list, but a guest there is", {}, {**LISTED, "guest.exists": True}, "present, likely"),
    (
        "a guest who accepted is refused at the site",
        {"error.class": "spo.access-denied"},
        {**LISTED, "guest.externalUserState": "Accepted"},
        "present, likely",
    ),
    (
        "the list only told",
        LISTED,
        {"guest.exists": False, "guest.softDeleted": False},
        "present, likely",
    ),
    (
        "the log says sharing was blocked",
        POLICY,
        {"host.audit.sharingBlocked": True},
        "present, likely",
    ),
    (
        "the refusal, and Entra's list admits the domain",
        REFUSED,
        {"host.entra.domainAllowsInvitee": True},
        "present, likely",
    ),
    ("the refusal names neither list", REFUSED, {}, "present, possible"),
    (
        "everybody of that domain is refused, others are not",
        {**POLICY, "repro.otherInviteesSameDomainFail": True, "repro.otherDomainsFail": False},
        {},
        "present, likely",
    ),
    (
        "people of other domains are refused as well",
        {**POLICY, "repro.otherInviteesSameDomainFail": True, "repro.otherDomainsFail": True},
        {},
        "cannot_tell",
    ),
    (
        "both lists of SharePoint admit it",
        REFUSED,
        {"host.spo.domainAllowsInvitee": True, "host.site.domainAllowsInvitee": True},
        "absent",
    ),
    (
        "the organisation's list admits it, the site's could not be read",
        {"error.class": "spo.access-denied"},
        {"host.spo.domainAllowsInvitee": True},
        "cannot_tell",
    ),
    ("nothing known of the lists", POLICY, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_only_the_list_that_refuses_is_changed() -> None:
    of = facts(
        {
            **LISTED,
            "host.site.domainAllowsInvitee": True,
            "guest.exists": False,
            "guest.softDeleted": False,
        }
    )
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("allow-domain-in-sharepoint",)
    site = facts(
        {
            **ON_THE_SITE,
            "host.spo.domainAllowsInvitee": True,
            "guest.exists": False,
            "guest.softDeleted": False,
        }
    )
    assert classify(site, ask=False).remedies == ("allow-domain-on-the-site",)


def test_both_lists_stand_in_each_other_s_way() -> None:
    of = facts(
        {
            **LISTED,
            "host.entra.domainAllowsInvitee": False,
            "guest.exists": False,
            "guest.softDeleted": False,
        }
    )
    assert answer(of) == (CAUSE, "certain")
    assert "entra-domain-allow-block-list" in classify(of, ask=False).next_obstacles


@pytest.mark.parametrize(
    ("address", "domain"),
    [(INVITED, "contoso.com"), ("x@y.example'; Remove-MgUser #", None), ("nobody", None)],
)
def test_only_a_harmless_domain_gets_into_a_command(address: str, domain: str | None) -> None:
    details = cause(CAUSE).details(Seen(facts({"case.invitedAddress": address})))
    assert details.domain == domain  # type: ignore[attr-defined]
