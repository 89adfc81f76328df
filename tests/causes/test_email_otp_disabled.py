"""Codes by e-mail are off, and the guest has nothing else to sign in with."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import answer, facts, says, verdict_of, verdicts, who

CAUSE = "email-otp-disabled"

TABLE = [
    (
        "off, and the guest accepted by code",
        {},
        {
            "host.entra.emailOtp": "disabled",
            "guest.issuer": "mail",
            "guest.externalUserState": "Accepted",
        },
        "present, certain",
    ),
    (
        "the same, told",
        {
            "host.entra.emailOtp": "disabled",
            "guest.issuer": "mail",
            "guest.externalUserState": "Accepted",
        },
        {},
        "present, likely",
    ),
    (
        "several guests: which one is meant is open",
        {},
        {
            "host.entra.emailOtp": "disabled",
            "guest.issuer": "mail",
            "guest.externalUserState": "Accepted",
            "host.addressCollision": "otherGuest",
        },
        "present, likely",
    ),
    (
        "an account that was signed in needs no code",
        {"error.aadsts": 50020},
        {
            "host.entra.emailOtp": "disabled",
            "guest.issuer": "mail",
            "guest.externalUserState": "Accepted",
        },
        "present, likely",
    ),
    (
        "off, and no tenant owns the domain",
        {},
        {"host.entra.emailOtp": "disabled", "invitee.tenantFound": False},
        "present, likely",
    ),
    (
        "off, and no account can be made for the address",
        {"error.class": "msa.signup-blocked"},
        {"host.entra.emailOtp": "disabled"},
        "present, likely",
    ),
    (
        "off, but the domain is federated",
        {},
        {
            "host.entra.emailOtp": "disabled",
            "invitee.tenantFound": False,
            "host.federation.forInvitedDomain": "saml",
            "guest.issuer": "hostDomain",
        },
        "absent",
    ),
    (
        "off, but the person has a Microsoft account",
        {"invitee.alsoHasMsa": True},
        {
            "host.entra.emailOtp": "disabled",
            "invitee.tenantFound": False,
            "guest.issuer": "hostDomain",
        },
        "absent",
    ),
    (
        "off, but the address is a Microsoft account itself",
        {"case.invitedAddress": "m.jones@outlook.com"},
        {
            "host.entra.emailOtp": "disabled",
            "invitee.tenantFound": False,
            "guest.issuer": "hostDomain",
        },
        "absent",
    ),
    (
        "off, but the tenant lives in another cloud",
        {"case.cloud.host": "global", "case.cloud.home": "china"},
        {
            "host.entra.emailOtp": "disabled",
            "invitee.tenantFound": False,
            "guest.issuer": "hostDomain",
        },
        "absent",
    ),
    (
        "off, but the person has a work account",
        {"error.class": "none"},
        {
            "host.entra.emailOtp": "disabled",
            "invitee.tenantFound": True,
            "guest.issuer": "ExternalAzureAD",
        },
        "absent",
    ),
    (
        "codes come by default",
        {},
        {"host.entra.emailOtp": "default", "invitee.tenantFound": False, "guest.issuer": "mail"},
        "absent",
    ),
    (
        "off, and nobody knows what the person has",
        {},
        {"host.entra.emailOtp": "disabled"},
        "cannot_tell",
    ),
    (
        "the setting could not be read",
        {},
        {"host.entra.emailOtp": {"unknown": "no permission"}, "invitee.tenantFound": False},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_only_the_inviting_side_can_help() -> None:
    of = facts({"host.entra.emailOtp": "disabled", "invitee.tenantFound": False})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["inviting admin"]


def test_without_a_tenant_but_with_codes_it_is_no_setting() -> None:
    of = facts({"host.entra.emailOtp": "default", "invitee.tenantFound": False})
    assert answer(of)[0] == "no-account-for-address"


def test_a_state_that_was_read_is_no_word_of_the_page() -> None:
    of = facts(
        {
            "host.entra.emailOtp": "disabled",
            "guest.issuer": "mail",
            "guest.externalUserState": "Accepted",
        },
        {"error.class": "spo.generic-didnt-work"},
    )
    assert says(CAUSE, of) == "present, certain"
    because = verdict_of(CAUSE, classify(of, ask=False)).because
    assert not any(name.startswith("error.") for name in because)
