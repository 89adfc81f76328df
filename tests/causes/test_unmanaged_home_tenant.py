"""Nobody administers the invited person's tenant."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import answer, facts, says, verdict_of, verdicts, who

CAUSE = "unmanaged-home-tenant"

TABLE = [
    (
        "the page, and nobody administers it",
        {"error.aadsts": 65005},
        {"invitee.tenantManaged": False},
        "present, certain",
    ),
    ("the page alone: the code has other meanings", {"error.aadsts": 65005}, {}, "present, likely"),
    (
        "a tenant without an administrator, read",
        {},
        {"invitee.tenantManaged": False, "invitee.tenantFound": True},
        "present, certain",
    ),
    (
        "whether that tenant is the invited domain's was not read",
        {},
        {"invitee.tenantManaged": False},
        "present, likely",
    ),
    (
        "told only",
        {"invitee.tenantManaged": False, "invitee.tenantFound": True},
        {},
        "present, likely",
    ),
    (
        "an account was signed in and not known: it may be another one",
        {"error.aadsts": 50020},
        {"invitee.tenantManaged": False, "invitee.tenantFound": True},
        "present, likely",
    ),
    (
        "the guest accepted by code",
        {},
        {
            "invitee.tenantManaged": False,
            "guest.externalUserState": "Accepted",
            "guest.issuer": "mail",
        },
        "absent",
    ),
    ("somebody administers it", {}, {"invitee.tenantManaged": True}, "absent"),
    (
        "the page, though somebody administers it by now",
        {"error.aadsts": 65005},
        {"invitee.tenantManaged": True},
        "present, likely",
    ),
    ("nobody knows", {"error.aadsts": 50020}, {}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_the_owner_of_the_domain_acts_or_the_guest_is_reset() -> None:
    of = facts({"invitee.tenantManaged": False}, {"error.aadsts": 65005})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited admin", "inviting admin"]
    assert classify(of, ask=False).remedies == ("take-over-tenant", "reset-redemption")


def test_a_managed_tenant_without_the_person_is_another_cause() -> None:
    of = facts(
        {"invitee.tenantManaged": True, "invitee.tenantFound": True, "invitee.accountFound": False}
    )
    assert answer(of)[0] == "home-user-not-in-entra"


def test_a_state_that_was_read_is_no_word_of_the_page() -> None:
    of = facts(
        {"invitee.tenantManaged": False, "invitee.tenantFound": True},
        {"error.class": "spo.generic-didnt-work"},
    )
    assert says(CAUSE, of) == "present, certain"
    because = verdict_of(CAUSE, classify(of, ask=False)).because
    assert not any(name.startswith("error.") for name in because)
