"""H11: what the directory audit log of the inviting tenant says of invitation and policies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evidence.collectors.audits import invitation_facts, policy_facts
from evidence.facts import (
    AUDIT_REDEEMED,
    ENTRA_DOMAIN_CHANGED,
    HOST_POLICY_CHANGED_AT,
    INVITATION_MAIL,
    Reason,
    Unknown,
)
from tests.evidence.microsoft import NOW, Microsoft, reasons, values

Json = dict[str, object]


def audit(activity: str, days: float, target: str = "", result: str = "success") -> Json:
    return {
        "activityDisplayName": activity,
        "activityDateTime": (NOW - timedelta(days=days)).isoformat(),
        "result": result,
        "targetResources": [{"displayName": target}],
    }


INVITE, MAIL, REDEEM = "Invite external user", "Invitation Email", "Redeem external user invite"
RESET = "Invite external user with reset invitation status"
UNSUBSCRIBED = "Email not sent, user unsubscribed"


@pytest.mark.parametrize(
    ("entries", "mail", "redeemed"),
    [
        ([], Reason.NOT_GIVEN, None),
        ([audit(INVITE, 3), audit(MAIL, 3)], "sent", None),
        ([audit(INVITE, 3), audit(MAIL, 3, result="failure")], Reason.NOT_GIVEN, None),
        ([audit(MAIL, 9), audit(UNSUBSCRIBED, 2, result="failure")], "unsubscribed", None),
        ([audit(UNSUBSCRIBED, 9), audit(MAIL, 2)], "sent", None),
        ([audit(MAIL, 3), audit(REDEEM, 2)], "sent", True),
        ([audit(REDEEM, 2, result="failure")], Reason.NOT_GIVEN, None),
        ([audit(REDEEM, 5), audit(RESET, 1)], Reason.NOT_GIVEN, None),
        ([audit(REDEEM, 5), audit(RESET, 2), audit(REDEEM, 1)], Reason.NOT_GIVEN, True),
    ],
)
def test_what_became_of_the_invitation(
    entries: list[Json], mail: object, redeemed: bool | None
) -> None:
    found = invitation_facts(entries)
    sent = found[INVITATION_MAIL]
    assert (sent.reason if isinstance(sent, Unknown) else sent) == mail
    assert found.get(AUDIT_REDEEMED) is redeemed, "no entry is never a no"


DOMAINS = ("Update policy", "B2BManagementPolicy")


@pytest.mark.parametrize(
    ("entries", "days", "changed"),
    [
        ([], None, None),
        ([audit("Update policy", 1, "StsRefreshToken")], None, None),
        ([audit("Update authorization policy", 4)], 4, None),
        (
            [audit("Update conditional access policy", 1), audit(DOMAINS[0], 5, DOMAINS[1])],
            1,
            False,
        ),
        ([audit(DOMAINS[0], 1, DOMAINS[1]), audit(DOMAINS[0], 9, DOMAINS[1])], 1, True),
        ([audit("Update a partner cross-tenant access setting", 2, result="failure")], None, None),
        ([audit("Add a partner to cross-tenant access setting", 2)], 2, None),
    ],
)
def test_which_policy_changed_when(
    entries: list[Json], days: float | None, changed: bool | None
) -> None:
    found = policy_facts(entries, NOW - timedelta(days=3))
    expected = None if days is None else NOW - timedelta(days=days)
    assert found.get(HOST_POLICY_CHANGED_AT) == expected
    assert found.get(ENTRA_DOMAIN_CHANGED) is changed


def test_without_the_time_of_the_invitation_nothing_is_after_it() -> None:
    assert ENTRA_DOMAIN_CHANGED not in policy_facts([audit(*DOMAINS[:1], 1, DOMAINS[1])], None)


async def test_audits_of_the_inviting_tenant(microsoft: Microsoft) -> None:
    world = microsoft.world
    world.share.guest, world.share.mail, world.share.link = "accepted", "delivered", "entraRedeem"
    world.inviting.entra_domain_mode = "blockList"
    world.inviting.policy_changed_ago = timedelta(hours=6)
    found = values(await microsoft.check(microsoft.marcus))
    assert found["host.audit.invitationMail"] == "sent"
    assert found["host.audit.redeemed"] is True
    assert found["host.policyChangedAt"] == NOW - timedelta(hours=6)
    assert found["host.entra.domainPolicyChangedAfterInvite"] is True


async def test_a_guest_who_wants_no_mail_from_there(microsoft: Microsoft) -> None:
    microsoft.world.share.mail = "unsubscribed"
    facts = await microsoft.check(microsoft.marcus)
    assert values(facts)["host.audit.invitationMail"] == "unsubscribed"
    assert reasons(facts)["host.audit.redeemed"] is Reason.NOT_GIVEN


async def test_without_directory_reads_the_policies_are_still_audited(microsoft: Microsoft) -> None:
    world, agent = microsoft.world, replace(microsoft.colleague, agent=True)
    world.inviting.policy_changed_ago = timedelta(hours=6)
    world.inviting.graph.permissions -= {"User.Read.All"}
    facts = await microsoft.check(agent)
    assert values(facts)["host.policyChangedAt"] == NOW - timedelta(hours=6)
    assert reasons(facts)["host.audit.invitationMail"] is Reason.NO_PERMISSION
