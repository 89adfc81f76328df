"""No directory knows the address."""

from __future__ import annotations

import pytest

from causes import classify
from causes.addresses import slipped
from tests.causes.stories import (
    INVITED,
    OF_CONTOSO,
    PENDING,
    Known,
    answer,
    facts,
    refused,
    says,
    verdicts,
    who,
)

CAUSE = "no-account-for-address"
HOMELESS: Known = {"invitee.tenantFound": False}
NAME: Known = {"case.invitedAddress": "marcus@jones.example"}
SLIP: Known = {"case.invitedAddress": "marcus.jone@contoso.com"}

TABLE = [
    ("no tenant has the domain", NAME, HOMELESS, "present, likely"),
    (
        "no tenant, and the mail bounced",
        {"error.class": "mail.not-received"},
        HOMELESS,
        "present, likely",
    ),
    (
        "neither a work account nor a personal one",
        {"invitee.accountFound": False, "invitee.alsoHasMsa": False},
        {},
        "present, likely",
    ),
    ("a code is asked for", {"error.class": "otp.prompt"}, {}, "present, possible"),
    ("the tenant's name was not found", {"error.aadsts": 90002}, {}, "present, possible"),
    (
        "no personal account, and codes are switched off",
        {"invitee.alsoHasMsa": False},
        {"host.entra.emailOtp": "disabled"},
        "present, possible",
    ),
    (
        "the domain has a tenant: then its people are known there or not",
        {"error.class": "otp.prompt"},
        {"invitee.tenantFound": True},
        "absent",
    ),
    ("an account was found after all", {}, {**HOMELESS, "invitee.accountFound": True}, "absent"),
    (
        "the address is one of an account's, on another domain",
        {},
        {**HOMELESS, "invitee.invitedInProxyAddresses": True},
        "absent",
    ),
    (
        "the tenant may be in another cloud",
        {},
        {**HOMELESS, "case.cloud.host": "global", "case.cloud.home": "gcchigh"},
        "absent",
    ),
    (
        "the domain is federated",
        {},
        {**HOMELESS, "host.federation.forInvitedDomain": "saml"},
        "absent",
    ),
    (
        "codes are switched off for them",
        {},
        {**HOMELESS, "host.entra.emailOtp": "disabled"},
        "absent",
    ),
    (
        "the invitation was accepted",
        {},
        {**HOMELESS, "guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "the address is one letter off the account on the page, and nobody's",
        {**SLIP, **refused(INVITED, OF_CONTOSO)},
        {"invitee.tenantFound": True, "invitee.accountFound": False},
        "present, likely",
    ),
    (
        "one letter off, and home was not looked at",
        {**SLIP, **refused(INVITED, OF_CONTOSO)},
        {"invitee.tenantFound": True},
        "present, possible",
    ),
    (
        "one letter off, but an address of the account",
        {**SLIP, **refused(INVITED, OF_CONTOSO)},
        {"invitee.tenantFound": True, "invitee.invitedInProxyAddresses": True},
        "absent",
    ),
    ("nobody looked", {**NAME, "error.aadsts": 50034}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_user_has_a_code_sent_or_the_inviter_finds_the_slip() -> None:
    of = facts({**HOMELESS, **PENDING, "host.entra.emailOtp": "default"}, NAME)
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited invited-user", "inviting inviter"]
    assert classify(of, ask=False).remedies[0] == "use-the-code"


def test_without_codes_none_is_promised() -> None:
    of = facts({"host.entra.emailOtp": "disabled"}, {"invitee.alsoHasMsa": False})
    assert answer(of) == (CAUSE, "possible")
    assert "use-the-code" not in classify(of, ask=False).remedies


def test_a_home_that_is_known_is_another_cause() -> None:
    known = {"invitee.tenantFound": True, "invitee.accountFound": False}
    assert says(CAUSE, facts(known, {"case.invitedAddress": INVITED})) == "absent"


def test_a_slip_is_the_inviters_to_mend_and_no_differing_name() -> None:
    told = {**SLIP, "invitee.upnEqualsInvited": False, **PENDING}
    known = {"invitee.tenantFound": True, "invitee.accountFound": False}
    of = facts(known, told, refused(INVITED, OF_CONTOSO))
    assert answer(of) == (CAUSE, "likely")
    assert who(of)[0] == "inviting inviter"
    assert classify(of, ask=False).remedies == ("check-the-address",)
    assert says("upn-differs-from-invited-address", of) == "absent"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("marcus.jone", "marcus.jones", True),
        ("macrus", "marcus", True),
        ("marcas", "marcus", True),
        ("marcus", "marcus", False),
        ("mjones", "jones", False),
        ("jones2", "jones", False),
        ("jones1", "jones2", False),
        ("m.jones", "mjones", False),
        ("anna", "ann", False),
        ("marcus.jones", "marcos.jonas", False),
    ],
)
def test_a_slip_is_one_letter_and_no_naming_rule(one: str, other: str, slip: bool) -> None:
    assert slipped(f"{one}@contoso.com", f"{other}@contoso.com") is slip
    assert slipped(f"{other}@contoso.com", f"{one}@contoso.com") is slip


def test_another_domain_is_no_slip_of_the_name() -> None:
    assert not slipped("marcus.jone@contoso.com", "marcus.jones@fabrikam.com")
    assert not slipped("", "marcus.jones@contoso.com")
