"""Facts that follow from others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from causes.derived import derive
from evidence.facts import AADSTS, Observation, Trust, Unknown, fact
from tests.causes.stories import CONTOSO, INVITED, SIGN_IN_NAME, TODAY, Known, facts

NAMES: Known = {"invitee.upn": SIGN_IN_NAME, "case.invitedAddress": INVITED}
PROXIES: Known = {"invitee.proxyAddresses": [f"SMTP:{INVITED}", "smtp:m.jones@contoso.com"]}


@pytest.mark.parametrize(
    ("known", "name", "value"),
    [
        (NAMES, "invitee.upnEqualsInvited", False),
        ({**NAMES, "invitee.upn": " Marcus.JONES@Contoso.com"}, "invitee.upnEqualsInvited", True),
        (
            {"invitee.upn": "a@münchen.example", "case.invitedAddress": "a@xn--mnchen-3ya.example"},
            "invitee.upnEqualsInvited",
            True,
        ),
        ({"invitee.upn": SIGN_IN_NAME}, "invitee.upnEqualsInvited", None),
        ({**NAMES, "invitee.mail": f"SMTP:{INVITED}"}, "invitee.mailEqualsInvited", True),
        ({**NAMES, **PROXIES}, "invitee.invitedInProxyAddresses", True),
        ({**NAMES, **PROXIES}, "invitee.upnInProxyAddresses", False),
        (NAMES, "invitee.upnInProxyAddresses", None),
        ({"invitee.upn": "mj@contoso.onmicrosoft.com"}, "invitee.upnDomainIsOnmicrosoft", True),
        (NAMES, "invitee.upnDomainIsOnmicrosoft", False),
        ({**NAMES, "error.signedInAs": SIGN_IN_NAME}, "usedUpn", True),
        ({**NAMES, "error.signedInAs": INVITED}, "usedUpn", False),
        ({"invitee.upn": SIGN_IN_NAME, "error.signedInAs": SIGN_IN_NAME}, "usedUpn", None),
        ({**NAMES, **PROXIES, "error.signedInAs": "x@contoso.com"}, "usedOtherAccount", True),
        (
            {**NAMES, **PROXIES, "error.signedInAs": "M.Jones@contoso.com"},
            "usedOtherAccount",
            False,
        ),
        ({**NAMES, "error.signedInAs": "x@contoso.com"}, "usedOtherAccount", None),
        (
            {"case.invitedAddress": INVITED, "error.signedInAs": SIGN_IN_NAME},
            "usedOtherAccount",
            None,
        ),
        (
            {
                "case.invitedAddress": INVITED,
                "error.signedInAs": "marcus.jones_contoso.com#EXT#@fabrikam.onmicrosoft.com",
            },
            "usedOtherAccount",
            False,
        ),
        (
            {"case.invitedAddress": INVITED, "error.signedInAs": f"i:0#.f|membership|{INVITED}"},
            "usedOtherAccount",
            False,
        ),
        (
            {"case.invitedAddress": INVITED, "error.signedInAs": "x@y.z", "error.idp": "live.com"},
            "usedOtherAccount",
            True,
        ),
        ({"error.signedInAs": "x@y.z", "error.idp": "live.com"}, "usedOtherAccount", None),
        (
            {
                "case.invitedAddress": INVITED,
                "error.signedInAs": "x@y.z",
                "error.idp": f"https://sts.windows.net/{CONTOSO}/",
                "case.homeTenantId": CONTOSO.upper(),
            },
            "usedOtherAccount",
            None,
        ),
        (
            {"invitee.accountCreatedAt": "2026-02-01", "guest.stateChangedAt": "2026-01-01"},
            "homeRecreated",
            True,
        ),
        (
            {"invitee.accountCreatedAt": "2025-02-01", "guest.stateChangedAt": "2026-01-01"},
            "homeRecreated",
            False,
        ),
        ({"error.class": "aad.50020"}, "error.aadsts", 50020),
        ({"error.aadsts": 50020}, "error.class", "aad.50020"),
        ({"error.aadsts": -1}, "error.class", None),
        ({"error.class": "spo.access-denied"}, "error.aadsts", None),
        ({"guest.externalUserState": "Accepted"}, "guest.exists", True),
        ({"guest.externalUserState": "null"}, "guest.exists", None),
        ({"guest.createdAt": "2026-11-01"}, "guest.exists", True),
        ({"now": "2024-06-30"}, "host.legacyInvitationsHonoured", True),
        ({"now": "2024-07-01"}, "host.legacyInvitationsHonoured", False),
    ],
)
def test_what_follows(known: Known, name: str, value: object) -> None:
    found = derive(facts(known, now=None)).value(fact(name))
    assert (None if isinstance(found, Unknown) else found) == value


def test_what_somebody_gave_is_left_alone() -> None:
    given = derive(facts({**NAMES, "invitee.upnEqualsInvited": True}))
    assert given.value(fact("invitee.upnEqualsInvited")) is True
    assert len(given.observations["invitee.upnEqualsInvited"]) == 1


SAID: list[tuple[Known, Known, str, bool]] = [
    ({}, {"invitee.upnEqualsInvited": True}, "invitee.upnEqualsInvited", False),
    (PROXIES, {"invitee.upnInProxyAddresses": True}, "invitee.upnInProxyAddresses", False),
    ({"error.signedInAs": INVITED}, {"usedUpn": True}, "usedUpn", False),
    ({"error.signedInAs": INVITED}, {"usedOtherAccount": True}, "usedOtherAccount", False),
    ({"guest.externalUserState": "Accepted"}, {"guest.exists": False}, "guest.exists", True),
]


@pytest.mark.parametrize(("read", "told", "name", "value"), SAID)
def test_what_somebody_said_gives_way_to_what_was_read(
    read: Known, told: Known, name: str, value: bool
) -> None:
    found = derive(facts({**NAMES, **read}, told))
    assert found.value(fact(name)) is value
    assert [seen.source for seen in found.observations[name]] == ["test", "derived"]


def test_of_two_words_the_names_themselves_count() -> None:
    early = Observation(INVITED, "test", TODAY - timedelta(hours=1), Trust.TOLD)
    said = facts({"invitee.upn": SIGN_IN_NAME}, {"invitee.upnEqualsInvited": True})
    found = derive(said.with_(fact("case.invitedAddress"), early))
    assert found.value(fact("invitee.upnEqualsInvited")) is False


def test_a_word_on_the_names_does_not_undo_what_was_read() -> None:
    said = derive(facts({"invitee.upnEqualsInvited": False}, {**NAMES, "invitee.upn": INVITED}))
    assert said.value(fact("invitee.upnEqualsInvited")) is False


def test_an_administrators_word_on_old_invitations_outweighs_the_calendar() -> None:
    said = derive(facts(told={"host.legacyInvitationsHonoured": True}))
    assert said.value(fact("host.legacyInvitationsHonoured")) is True


def test_a_refused_read_is_filled_from_what_is_known() -> None:
    refused = {"invitee.upnEqualsInvited": {"unknown": "no permission"}}
    assert derive(facts({**NAMES, **refused})).value(fact("invitee.upnEqualsInvited")) is False


def test_it_is_trusted_no_more_than_its_weakest_part() -> None:
    read = derive(facts({"invitee.upn": SIGN_IN_NAME}, {"case.invitedAddress": INVITED}))
    seen = read.judged(fact("invitee.upnEqualsInvited"))
    assert seen is not None
    assert (seen.trust, seen.source) == (Trust.TOLD, "derived")


def test_class_and_code_that_disagree_are_both_kept() -> None:
    both = derive(facts(told={"error.class": "spo.access-denied", "error.aadsts": 50020}))
    assert both.value(AADSTS) == 50020
    assert both.value(fact("error.class")) == "spo.access-denied"
