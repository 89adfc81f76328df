"""Something else in the inviting directory has the address."""

from __future__ import annotations

from causes import classify
from tests.causes.stories import (
    INVITED,
    OF_CONTOSO,
    PENDING,
    Known,
    answer,
    facts,
    refused,
    verdicts,
    who,
)

CAUSE = "guest-address-conflict"
NAMELESS: Known = {**PENDING, "guest.proxyAddressesEmpty": True}
MEMBER: Known = {"error.class": "inviter.address-of-member"}

TABLE = [
    ("the inviter reads that a member has it", MEMBER, {}, "present, likely"),
    (
        "the inviter reads that a contact has it",
        {"error.class": "inviter.address-of-contact"},
        {},
        "present, likely",
    ),
    ("a contact has it", {}, {**PENDING, "host.addressCollision": "contact"}, "present, likely"),
    ("a member has it", {}, {"host.addressCollision": "member"}, "present, likely"),
    (
        "the guest has no address, and even the mail's link fails",
        {"repro.invitationLinkWorks": False},
        NAMELESS,
        "present, likely",
    ),
    (
        "the guest has no address, and only the mail's link works",
        {"repro.invitationLinkWorks": True, "repro.directLinkWorks": False},
        NAMELESS,
        "present, likely",
    ),
    (
        "the guest has no address, and the right name is refused on a shared link",
        {
            **refused(INVITED, OF_CONTOSO),
            "case.invitedAddress": INVITED,
            "link.kind": "shortShare",
        },
        NAMELESS,
        "present, likely",
    ),
    (
        "the same on the link of the invitation mail",
        {
            **refused(INVITED, OF_CONTOSO),
            "case.invitedAddress": INVITED,
            "link.kind": "entraRedeem",
            "repro.directLinkWorks": True,
            "repro.invitationLinkWorks": True,
        },
        NAMELESS,
        "present, possible",
    ),
    (
        "another guest has the address, this one has none",
        {},
        {**NAMELESS, "host.addressCollision": "otherGuest"},
        "present, likely",
    ),
    ("the guest has no address", {}, NAMELESS, "present, possible"),
    (
        "the reset did not find the address",
        {"error.class": "inviter.reset-mismatch"},
        {},
        "present, possible",
    ),
    (
        "a contact had it, but the guest has it now",
        {},
        {"host.addressCollision": "contact", "guest.proxyAddressesEmpty": False},
        "absent",
    ),
    (
        "the guest has accepted and is known by its id",
        {},
        {"host.addressCollision": "contact", "guest.externalUserState": "Accepted"},
        "absent",
    ),
    (
        "two guests, nothing else",
        {"error.aadsts": 50020},
        {**PENDING, "host.addressCollision": "otherGuest", "guest.proxyAddressesEmpty": False},
        "absent",
    ),
    ("nobody looked", {"error.aadsts": 50020}, PENDING, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_what_the_inviter_read_is_certain_when_pasted() -> None:
    of = facts(pasted=MEMBER)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin", "inviting inviter"]


def test_a_member_is_not_invited_but_shared_with() -> None:
    member, contact = (
        classify(facts({"host.addressCollision": of}), ask=False).remedies
        for of in ("member", "contact")
    )
    assert "share-with-the-own-account" in member
    assert "send-the-invitation-mail" not in member
    assert "share-with-the-own-account" not in contact
    assert contact[0] == "send-the-invitation-mail"


def test_the_address_of_a_group_is_another_cause() -> None:
    of = facts(pasted={"error.class": "inviter.address-of-group"})
    assert answer(of)[0] == "invited-address-is-group-or-shared"
