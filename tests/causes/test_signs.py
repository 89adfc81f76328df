"""Signs of causes that have no rule yet: they blame nobody, and tell at most a side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from causes import CAUSES, cause, classify
from causes.catalogue import SIDES
from causes.diagnosing import diagnose
from causes.model import Certainty, Way, nothing
from causes.signs import SIGNS
from evidence.facts import GUEST_SOFT_DELETED
from tests.causes.stories import INVITED, Known, answer, facts, refused, says, unknown_on, who

CLOUDS: Known = {"case.cloud.host": "gcchigh", "case.cloud.home": "global"}
DENIED: Known = {"error.class": "spo.access-denied", "guest.externalUserState": "Accepted"}
NOT_THERE: Known = {"error.class": "spo.user-not-in-directory"}
ACCEPTED: Known = {"guest.externalUserState": "Accepted"}
AS_INVITED: Known = {"case.invitedAddress": INVITED, "error.signedInAs": INVITED.upper()}
# The personal account of the same name was picked, although the person has one at work.
PERSONAL_TWIN: Known = {
    **refused(INVITED, "live.com"),
    "case.invitedAddress": INVITED,
    "guest.externalUserState": "PendingAcceptance",
    "invitee.accountFound": True,
}


@pytest.mark.parametrize(
    ("known", "side"),
    [
        ({"host.spo.domainAllowsInvitee": False}, "inviting"),
        ({"host.site.sharingCapability": "disabled"}, "inviting"),
        ({"link.expired": True}, "inviting"),
        ({"guest.softDeleted": True}, "inviting"),
        ({"guest.accountEnabled": False}, "inviting"),
        ({"invitee.accountEnabled": False}, "invited"),
        ({"health.incident": True}, "neither"),
        ({"invitee.accountFound": False}, "unknown"),
        ({"health.incident": True, "guest.softDeleted": True}, "unknown"),
        (CLOUDS, "both"),
        ({**CLOUDS, "guest.exists": False}, "both"),
        ({**CLOUDS, "host.xtap.inboundAllows": False}, "both"),
        ({**CLOUDS, "home.xtap.outboundAllows": False}, "both"),
        ({**CLOUDS, "error.class": "inviter.xtap"}, "both"),
        ({**CLOUDS, "guest.exists": False, "error.aadsts": 50020}, "both"),
        ({"guest.exists": False, "host.site.sharingCapability": "existingOnly"}, "inviting"),
        ({"guest.exists": False, "host.onedrive.sharingCapability": "existingOnly"}, "inviting"),
        ({"guest.exists": False, "host.onedrive.sharingCapability": "disabled"}, "inviting"),
        ({**DENIED, "siteuser.present": True, "siteuser.olderThanGuest": True}, "inviting"),
        ({**DENIED, "item.permissionListed": True}, "inviting"),
        ({**DENIED, "host.spo.ipRestricted": True}, "inviting"),
        ({**NOT_THERE, **ACCEPTED, **AS_INVITED}, "inviting"),
        ({"error.aadsts": 50020, **ACCEPTED, **AS_INVITED}, "inviting"),
        ({"error.aadsts": 90072, **ACCEPTED, **AS_INVITED}, "inviting"),
        (PERSONAL_TWIN, "invited"),
    ],
)
def test_a_sign_of_a_cause_without_a_rule_tells_at_most_the_side(known: Known, side: str) -> None:
    assert answer(facts(known)) == (None, "cannot tell")
    assert who(facts(known)) == unknown_on(side)
    assert (classify(facts(known)).mode.value == "all_of") is (side == "both")


def test_gcc_lives_in_the_global_cloud() -> None:
    of = facts({"case.cloud.host": "gcc", "case.cloud.home": "global", "guest.exists": False})
    assert answer(of)[0] == "guest-missing"


def test_a_personal_twin_is_no_pending_guest() -> None:
    assert says("guest-pending-acceptance", facts(PERSONAL_TWIN)) == "present, likely"
    assert answer(facts({**PERSONAL_TWIN, "invitee.accountFound": None}))[0] == (
        "guest-pending-acceptance"
    )


def test_signs_speak_of_causes_the_catalogue_knows() -> None:
    assert {sign.cause for sign in SIGNS} <= set(SIDES)


def test_a_sign_falls_silent_when_its_cause_gets_a_rule() -> None:
    deleted = replace(
        cause("guest-missing"),
        id="guest-soft-deleted",
        rule=lambda seen: (Way(Certainty.CERTAIN, seen.proven(GUEST_SOFT_DELETED, True)),),
        out=nothing,
    )
    of = facts({"guest.softDeleted": True})
    assert diagnose(CAUSES, of, "before").cause is None
    assert diagnose((*CAUSES, deleted), of, "after").cause == "guest-soft-deleted"
