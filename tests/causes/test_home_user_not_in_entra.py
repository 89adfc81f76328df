"""The invited domain has a tenant, the person is no user there."""

from __future__ import annotations

from tests.causes.stories import answer, facts, verdicts, who

CAUSE = "home-user-not-in-entra"

TABLE = [
    ("the refusal", {"error.class": "aadb2b.0001"}, {}, "present, likely"),
    (
        "the refusal, and nobody of that address was found",
        {"error.class": "aadb2b.0001"},
        {"invitee.accountFound": False},
        "present, certain",
    ),
    (
        "self-service sign-up is closed",
        {"error.class": "home.self-service-disallowed"},
        {},
        "present, likely",
    ),
    (
        "a tenant, and nobody of that address",
        {},
        {"invitee.tenantFound": True, "invitee.accountFound": False},
        "present, likely",
    ),
    (
        "nobody of that address, told",
        {"invitee.tenantFound": True, "invitee.accountFound": False},
        {},
        "present, likely",
    ),
    (
        "no personal account can be made, so the domain is taken",
        {"error.class": "msa.signup-blocked"},
        {},
        "present, possible",
    ),
    (
        "the same, and nobody was found",
        {"error.class": "msa.signup-blocked"},
        {"invitee.accountFound": False},
        "present, likely",
    ),
    (
        "the refusal, but the person has another name",
        {"error.class": "aadb2b.0001"},
        {"invitee.accountFound": True, "invitee.upnEqualsInvited": False},
        "absent",
    ),
    (
        "the address is another name of somebody",
        {},
        {
            "invitee.tenantFound": True,
            "invitee.accountFound": False,
            "invitee.invitedInProxyAddresses": True,
        },
        "absent",
    ),
    (
        "no tenant owns the domain",
        {},
        {"invitee.tenantFound": False, "invitee.accountFound": False},
        "absent",
    ),
    (
        "the address is a group's",
        {},
        {
            "invitee.tenantFound": True,
            "invitee.accountFound": False,
            "invitee.accountKind": "group",
        },
        "absent",
    ),
    (
        "the guest signs in by code",
        {},
        {
            "invitee.tenantFound": True,
            "invitee.accountFound": False,
            "guest.externalUserState": "Accepted",
            "guest.issuer": "mail",
        },
        "absent",
    ),
    (
        "the account is there",
        {"error.class": "none"},
        {"invitee.tenantFound": True, "invitee.accountFound": True},
        "absent",
    ),
    (
        "the home directory could not be read",
        {},
        {"invitee.tenantFound": True, "invitee.accountFound": {"unknown": "no consent"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_home_acts_or_the_inviter_uses_the_right_name() -> None:
    of = facts(told={"error.class": "aadb2b.0001"})
    assert answer(of) == (CAUSE, "likely")
    assert who(of) == ["invited admin", "inviting inviter"]


def test_the_refusal_with_another_name_is_that_name() -> None:
    of = facts(
        {"invitee.accountFound": True, "invitee.upnEqualsInvited": False},
        {"error.class": "aadb2b.0001"},
    )
    assert answer(of)[0] == "upn-differs-from-invited-address"
